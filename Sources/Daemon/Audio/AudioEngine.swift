import Media
import MediaEngine
import MediaProcess

/// The media engine as the daemon has it: in this process, or in one of its own.
///
/// - Isolation: any thread.
protocol AudioEngine: Sendable {
    /// Begins to serve.
    ///
    /// - Throws: ``DaemonError``, or another error whose description says why it cannot.
    func begin() async throws
    /// Ends; all endpoints that this daemon has are closed, or left to the next one.
    func end(_ leave: MediaLink.Leave)
    /// Endpoints of an earlier daemon that are there.
    var found: [EndpointSummary] { get }
    /// Takes endpoints of those that were found.
    func adopt(_ endpoints: [EndpointID])
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

    /// They end with the process, however it ends.
    func end(_ leave: MediaLink.Leave) { stop() }

    var found: [EndpointSummary] { [] }

    func adopt(_ endpoints: [EndpointID]) {}

    func take(_ prompts: PromptStore) throws { self.prompts.replaceAll(with: prompts) }

    func has(_ key: PromptKey) -> Bool { prompts.prompt(key) != nil }

    var counters: [String: Int] { ["media.commandsIgnored": Int(clamping: commandsIgnored)] }
}
