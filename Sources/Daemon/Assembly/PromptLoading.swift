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
            folder: configuration.stateDirectory + "/prompts",
            synthesiser: SpeechSynthesiser.installed(configuration.speech), engine: configuration.speech.engine)
        let store = PromptStore()
        var reasons: [String] = []
        for source in PromptSource.all(configuration.prompts, languages: configuration.table.languages) {
            do {
                let path = try library.file(of: source)
                try load(path, source.prompt, into: store)
            } catch {
                reasons.append("\(source.position.map { "\($0): " } ?? "")prompt \(source.prompt): \(error)")
            }
        }
        guard reasons.isEmpty else { throw DaemonError(reasons) }
        return store
    }

    /// One file at a time: all of them together would be most of the memory that the daemon ever has.
    private static func load(_ path: String, _ prompt: PromptRef, into store: PromptStore) throws(PromptError) {
        let bytes = try PromptLibrary.read(path)
        do {
            try store.load(PromptKey(prompt.description), bytes)
        } catch {
            throw PromptError(message: "\(path) \(error)")
        }
    }
}
