package import CallModel
package import Calls
import Synchronization

/// A clock that moves only when a test says so.
///
/// Whoever sleeps or is scheduled on it runs in the order of the deadlines, and those of one deadline in the order in
/// which they asked. ``advance(by:settling:)`` stops at each deadline and lets everything that follows from it happen
/// first, so that a minute of a call takes the same course however slow the machine is.
package final class ManualClock: Clock, Sendable {
    /// An instant of the clock, counted from its making.
    package struct Instant: InstantProtocol {
        /// The time since the clock was made.
        package var offset: Duration = .zero

        package func advanced(by duration: Duration) -> Self { Self(offset: offset + duration) }
        package func duration(to other: Self) -> Duration { other.offset - offset }
        package static func < (left: Self, right: Self) -> Bool { left.offset < right.offset }
    }

    private enum Wake: Sendable {
        case sleeper(CheckedContinuation<Void, any Error>)
        case action(@Signalling () -> Void)
    }
    private struct Entry: Sendable {
        var id: UInt64
        var deadline: Instant
        var wake: Wake
    }
    private struct State: Sendable {
        var now = Instant()
        var nextID: UInt64 = 0
        var entries: [Entry] = []
    }
    private let state = Mutex(State())

    /// A clock at zero.
    package init() {}

    package var now: Instant { state.withLock { $0.now } }
    package var minimumResolution: Duration { .nanoseconds(1) }

    /// How many sleep or are scheduled; scheduled ones that nobody waits for any more count too.
    package var pending: Int { state.withLock { $0.entries.count } }

    /// When the next one is due, counted from the clock's making.
    package var nextDeadline: Duration? { state.withLock { $0.entries.map(\.deadline).min()?.offset } }

    package func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let done: Result<Void, any Error>? = state.withLock { state in
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if deadline <= state.now { return .success(()) }
                    state.entries.append(Entry(id: id, deadline: deadline, wake: .sleeper(continuation)))
                    return nil
                }
                if let done { continuation.resume(with: done) }
            }
        } onCancel: {
            let entry = state.withLock { state -> Entry? in
                guard let index = state.entries.firstIndex(where: { $0.id == id }) else { return nil }
                return state.entries.remove(at: index)
            }
            if case .sleeper(let continuation) = entry?.wake { continuation.resume(throwing: CancellationError()) }
        }
    }

    /// Runs an action on signalling once the clock has moved so far.
    @Signalling
    package func after(_ delay: Duration, _ action: @escaping @Signalling () -> Void) {
        state.withLock { state in
            state.nextID += 1
            let deadline = state.now.advanced(by: max(.zero, delay))
            state.entries.append(Entry(id: state.nextID, deadline: deadline, wake: .action(action)))
        }
    }

    /// Moves the clock, deadline by deadline; `settle` runs before the first and after each.
    @Signalling
    package func advance(by duration: Duration, settling settle: @Signalling () async -> Void) async {
        let target = now.advanced(by: duration)
        await settle()
        while let entry = due(by: target) {
            switch entry.wake {
            case .sleeper(let continuation): continuation.resume()
            case .action(let action): action()
            }
            // Those of one deadline belong together: two keys pressed in the same millisecond are still two keys.
            if nextDeadline != now.offset { await settle() }
        }
        state.withLock { $0.now = target }
        await settle()
    }

    /// Takes the next entry that is due by `target`, and moves the clock to it.
    private func due(by target: Instant) -> Entry? {
        state.withLock { state in
            let next = state.entries.indices.min { left, right in
                let (left, right) = (state.entries[left], state.entries[right])
                return (left.deadline, left.id) < (right.deadline, right.id)
            }
            guard let next, state.entries[next].deadline <= target else { return nil }
            let entry = state.entries.remove(at: next)
            state.now = max(state.now, entry.deadline)
            return entry
        }
    }
}

extension ManualClock {
    /// The clock as calls see it.
    package var calls: CallClock {
        CallClock(now: { self.now.offset }, after: { delay, action in self.after(delay, action) })
    }

    /// Wall-clock time that moves with this clock.
    ///
    /// - Parameter start: the time when the clock stood at zero.
    package func wallClock(from start: Timestamp) -> WallClock { WallClock { start + self.now.offset } }
}
