package import CallModel
package import SIPStack

/// What has arrived and nobody has read yet. Reading waits, with a deadline.
///
/// - Isolation: signalling.
@Signalling
package final class Inbox<Element: Sendable> {
    private struct Reader {
        var ticket: UInt64
        var matches: (Element) -> Bool
        var continuation: CheckedContinuation<Element?, Never>
    }

    /// What nobody has read, in the order of its arrival.
    package private(set) var unread: [Element] = []
    /// How much arrived in all.
    package private(set) var count = 0
    private var readers: [Reader] = []
    private var nextTicket: UInt64 = 0

    /// An empty inbox.
    package nonisolated init() {}

    /// Gives an element to the first reader who waits for such a one, or keeps it.
    package func put(_ element: Element) {
        count += 1
        if let index = readers.firstIndex(where: { $0.matches(element) }) {
            readers.remove(at: index).continuation.resume(returning: element)
        } else {
            unread.append(element)
        }
    }

    /// Takes the first unread element that matches, or waits for one.
    ///
    /// - Parameters:
    ///   - what: what is waited for, for the error.
    ///   - patience: far more than it ever takes, so that a busy machine fails no test.
    /// - Throws: ``WireTimeout``.
    package func take(
        _ what: String, within patience: Duration = WireTimeout.patience,
        where matches: @escaping (Element) -> Bool = { _ in true }
    ) async throws -> Element {
        if let index = unread.firstIndex(where: matches) { return unread.remove(at: index) }
        let ticket = nextTicket
        nextTicket += 1
        Patience.spend(patience) { [weak self] in self?.giveUp(ticket) }
        let element = await withCheckedContinuation { continuation in
            readers.append(Reader(ticket: ticket, matches: matches, continuation: continuation))
        }
        if let element { return element }
        throw WireTimeout("\(what) did not come within \(patience); unread: \(unread)")
    }

    private func giveUp(_ ticket: UInt64) {
        guard let index = readers.firstIndex(where: { $0.ticket == ticket }) else { return }
        readers.remove(at: index).continuation.resume(returning: nil)
    }
}

/// Something did not come in time.
package struct WireTimeout: Error, CustomStringConvertible {
    /// How long anything that must come is waited for; see ``Patience``.
    package static let patience = Duration.seconds(60)

    package let description: String

    package init(_ description: String) { self.description = description }
}

/// How long something is waited for: so long by the clock, and so many turns of the loop. Where a machine is so busy
/// that the loop hardly turns, its time does not count.
@Signalling
enum Patience {
    static func turns(_ patience: Duration) -> Int { Int(patience / .milliseconds(20)) }

    /// Calls `over` when both are spent.
    static func spend(_ patience: Duration, _ over: @escaping @Signalling () -> Void) {
        let slice = Duration.milliseconds(100)
        guard patience > slice else { return WireTimers.shared.after(patience, over) }
        WireTimers.shared.after(slice) { spend(patience - slice, over) }
    }
}

/// How evenly the loop turned: a time-out that a stall of the machine brought about proves nothing.
///
/// - Isolation: signalling.
@Signalling
package final class LoopWatch {
    /// The longest time without a turn since it was made.
    package private(set) var longestStall = Duration.zero
    private var last = ContinuousClock.now

    /// Watches from now on.
    package init() { look() }

    private func look() {
        WireTimers.shared.after(.milliseconds(20)) { [weak self] in
            guard let self else { return }
            let now = ContinuousClock.now
            self.longestStall = max(self.longestStall, self.last.duration(to: now))
            self.last = now
            self.look()
        }
    }
}

/// The timers of all peers of a test process.
@Signalling
package enum WireTimers {
    package static let shared = SignallingTimers()
}

/// Waits until something is true that no event tells, such as an empty table.
///
/// - Throws: ``WireTimeout`` when it is not true in time.
@Signalling
package func eventually(
    _ what: @autoclosure () -> String, within patience: Duration = WireTimeout.patience,
    _ isTrue: @Signalling () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + patience
    var looks = 0
    while try await !isTrue() {
        looks += 1
        guard ContinuousClock.now < deadline || looks < Patience.turns(patience) else {
            throw WireTimeout("not within \(patience) and \(looks) looks: \(what())")
        }
        await withCheckedContinuation { continuation in
            WireTimers.shared.after(.milliseconds(5)) { continuation.resume() }
        }
    }
}
