import Media
import MediaEngine

/// The media engine as the daemon has it: in this process, or in one of its own.
///
/// - Isolation: any thread.
protocol AudioEngine: Sendable {
    /// Begins to serve.
    ///
    /// - Throws: ``DaemonError``, or another error whose description says why it cannot.
    func begin() async throws
    /// Closes all endpoints that this daemon has.
    func end()
    /// Asks for things, in this order; must not block.
    func send(_ commands: [MediaCommand])
    /// Puts all prompts of a store in place of those that it has.
    ///
    /// - Throws: when they cannot be had; those before stay.
    func take(_ prompts: PromptStore) throws
    /// Whether it has this prompt.
    func has(_ key: PromptKey) -> Bool
    /// What it counts besides what endpoints count, by the name that `nightbell status` gives it.
    var counters: [String: Int] { get }
}

extension MediaEngine: AudioEngine {
    func begin() async throws { try start() }

    func end() { stop() }

    func take(_ prompts: PromptStore) throws { self.prompts.replaceAll(with: prompts) }

    func has(_ key: PromptKey) -> Bool { prompts.prompt(key) != nil }

    var counters: [String: Int] { ["media.commandsIgnored": Int(clamping: commandsIgnored)] }
}
