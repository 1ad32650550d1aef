import CallModel
import SIPStack
package import Testing

/// Runs a test on the signalling loop, from its first line to its last: what a test does and what a daemon does in the
/// same process then take turns in an order that chance has no part in.
package struct SignallingTrait: SuiteTrait, TestTrait, TestScoping {
    package let isRecursive = true

    package func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        // The loop must be there before anything runs on the actor.
        _ = SignallingLoop.shared
        try await withTaskExecutorPreference(Signalling.tasks) { try await function() }
    }
}

extension Trait where Self == SignallingTrait {
    /// Runs on the signalling loop.
    package static var onSignalling: Self { Self() }
}
