import CallModel
import SIPStack
import Testing

/// Runs a test on the signalling loop, from its first line to its last: what a test does and what a daemon does in the
/// same process then take turns in an order that chance has no part in.
struct SignallingTrait: SuiteTrait, TestTrait, TestScoping {
    let isRecursive = true

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        // The loop must be there before anything runs on the actor.
        _ = SignallingLoop.shared
        try await withTaskExecutorPreference(Signalling.tasks) { try await function() }
    }
}

extension Trait where Self == SignallingTrait {
    /// Runs on the signalling loop.
    static var onSignalling: Self { Self() }
}
