package import MediaEngine
package import SIPStack

/// What a daemon is made with besides its configuration. The installed one takes the parts as they are; a test brings
/// prompts that nobody has to speak, and shorter times.
package struct DaemonParts: Sendable {
    /// Brings a configuration's prompts; throws ``DaemonError`` with everything that is missing.
    package var prompts: @Sendable (LoadedConfiguration) throws -> PromptStore
    /// Changes the settings of the stack that follow from the configuration.
    package var adjust: @Sendable (inout StackSettings) -> Void
    /// How long a bridge of the daemon before may go on that no row names: 10 min.
    package var unnamedGrace: Duration = .seconds(600)

    /// Parts of these functions.
    package init(
        prompts: @escaping @Sendable (LoadedConfiguration) throws -> PromptStore,
        adjust: @escaping @Sendable (inout StackSettings) -> Void
    ) {
        self.prompts = prompts
        self.adjust = adjust
    }

    /// The parts of the installed daemon.
    package static let installed = DaemonParts(prompts: PromptLoading.load, adjust: { _ in })
}
