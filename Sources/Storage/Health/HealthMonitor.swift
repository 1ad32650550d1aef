import CallModel
import Synchronization

/// Counts what the store does and reports the edges of an episode of failures.
///
/// - Isolation: any thread.
final class HealthMonitor: Sendable {
    private struct State {
        var health = StoreHealth()
        var droppedBefore = 0
        var reportedDropping = false
    }

    private let state = Mutex(State())
    private let clock: WallClock
    private let report: @Sendable (StoreEvent) -> Void

    init(clock: WallClock, report: @escaping @Sendable (StoreEvent) -> Void) {
        self.clock = clock
        self.report = report
    }

    var health: StoreHealth { state.withLock { $0.health } }

    /// A write is on disk.
    func succeeded() {
        let now = clock.now()
        let event = state.withLock { state -> StoreEvent? in
            state.health.completedWrites += 1
            guard state.health.state == .failing else { return nil }
            let dropped = state.health.droppedRecords - state.droppedBefore
            let since = state.health.failingSince ?? now
            state.health.state = .working
            state.health.failingSince = nil
            state.droppedBefore = state.health.droppedRecords
            state.reportedDropping = false
            return .recovered(after: now - since, droppedRecords: dropped)
        }
        if let event { report(event) }
    }

    /// A write failed. A refused row is the row's fault and starts no episode.
    func failed(_ error: StoreError) {
        let now = clock.now()
        let event = state.withLock { state -> StoreEvent? in
            state.health.failedWrites += 1
            state.health.lastError = error
            guard state.health.state == .working, error.code != .refused else { return nil }
            state.health.state = .failing
            state.health.failingSince = now
            return .failing(error)
        }
        if let event { report(event) }
    }

    /// A record was lost, because there was no room in the queue.
    func dropped() {
        let event = state.withLock { state -> StoreEvent? in
            state.health.droppedRecords += 1
            defer { state.reportedDropping = true }
            return state.reportedDropping ? nil : .droppingRecords
        }
        if let event { report(event) }
    }

    /// The database refused one record for itself.
    func refused(_ call: CallID, _ error: StoreError) {
        state.withLock { state in
            state.health.droppedRecords += 1
            state.health.lastError = error
        }
        report(.recordRefused(call, error))
    }

    /// The database was written by a newer version.
    func newerSchema() { report(.newerSchema) }
}
