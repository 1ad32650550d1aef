import Media
import MediaEngine
import Routing

/// Brings a configuration's prompts into the media engine.
enum PromptLoading {
    /// Reads or speaks every prompt into a store of its own; nothing that is in use changes.
    ///
    /// - Throws: ``DaemonError`` with everything that is missing or is not audio.
    static func load(_ configuration: LoadedConfiguration) throws -> PromptStore {
        let library = PromptLibrary(
            folder: configuration.stateDirectory + "/prompts", synthesiser: SpeechSynthesiser.installed())
        let (sounds, errors) = library.prepare(configuration.prompts, languages: configuration.table.languages)
        var reasons = errors.map(\.message)
        let store = PromptStore()
        for sound in sounds {
            do {
                try store.load(PromptKey(sound.prompt.description), sound.file)
            } catch {
                reasons.append("\(sound.position): prompt \(sound.prompt) \(error)")
            }
        }
        guard reasons.isEmpty else { throw DaemonError(reasons) }
        return store
    }
}
