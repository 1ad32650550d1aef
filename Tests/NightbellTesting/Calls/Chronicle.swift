package import CallModel

/// What the fakes of one test saw, line by line in one order, so that a test can ask what came before what.
///
/// It also counts the suspension points of the call under test, and can strike at one of them.
@Signalling
package final class Chronicle {
    /// The lines: `caller hears greeting`, `phone 211 rings`, `commit callback`, `record`.
    package private(set) var lines: [String] = []
    /// How often any fake was called.
    package private(set) var activity = 0
    /// How many times the call has come to a place where it may wait.
    package private(set) var suspensions = 0
    /// Where ``strike`` falls, from 1; `nil` for nowhere.
    package var strikesAt: Int?
    /// What happens there, at once and before the call waits.
    package var strike: @Signalling () -> Void = {}
    /// Breaches of a boundary's contract by the call, such as two tasks that read keys.
    package private(set) var breaches: [String] = []

    /// An empty chronicle.
    package nonisolated init() {}

    /// Writes a line.
    package func write(_ line: String) {
        activity += 1
        lines.append(line)
    }

    /// The call is about to wait.
    package func suspends() {
        activity += 1
        suspensions += 1
        if suspensions == strikesAt { strike() }
    }

    /// The call did what the boundary forbids.
    package func breach(_ what: String) { breaches.append(what) }

    /// Where the first line that begins so stands; `nil` when there is none.
    package func index(of start: String) -> Int? { lines.firstIndex { $0.hasPrefix(start) } }

    /// How many lines begin so.
    package func count(of start: String) -> Int { lines.count { $0.hasPrefix(start) } }
}
