package import Dispatch

/// How long something that must come is waited for: far more than it ever takes, so that a busy machine fails no test.
package enum Waiting {
    package static let milliseconds = 60_000

    /// When a wait that begins now is over.
    package static var end: DispatchTime { .now() + .milliseconds(milliseconds) }
}
