import CallModel
import Routing
import Synchronization

/// A record that waits, and why its call went so: the writer's thread makes bytes of it.
struct QueuedRecord: Sendable {
    var record: CallRecord
    var trace: CallTrace?
    /// Whether the call may have a row of those that run.
    var endsKept: Bool
}

/// What waits to be written behind: records in their order, and the last change of each binding.
///
/// - Isolation: any thread; never waits.
final class WriteQueue: Sendable {
    /// What one transaction writes.
    struct Batch {
        var records: [QueuedRecord] = []
        var bindings: [BindingKey: BindingChange] = [:]
        /// Written before the records, which end such rows.
        var calls: [CallID: StoredCall] = [:]
        /// Rows to be deleted without a record.
        var forgotten: Set<CallID> = []

        var count: Int { records.count + bindings.count + calls.count + forgotten.count }
        var isEmpty: Bool { count == 0 }
    }

    enum Reception { case queued, dropped }

    private struct State {
        var records: [QueuedRecord] = []
        var bindings: [BindingKey: BindingChange] = [:]
        var calls: [CallID: StoredCall] = [:]
        var forgotten: Set<CallID> = []
        /// Calls that may have a row: what is on its way to the disk counts, what waits does not.
        var kept: Set<CallID> = []
        /// What the writer holds at the moment; it still counts towards the bounds.
        var held = 0
    }

    private let state = Mutex(State())
    private let recordBound: Int
    private let bindingBound: Int
    private let arrivals: AsyncStream<Void>.Continuation
    /// Says that something waits. One consumer.
    let arrived: AsyncStream<Void>

    init(records: Int, bindings: Int) {
        recordBound = records
        bindingBound = bindings
        (arrived, arrivals) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    var waiting: Int {
        state.withLock { $0.records.count + $0.bindings.count + $0.calls.count + $0.forgotten.count + $0.held }
    }

    func add(_ record: CallRecord, trace: CallTrace?) -> Reception {
        let reception = state.withLock { state -> Reception in
            if !state.calls.isEmpty { state.calls[record.id] = nil }
            let endsKept = !state.kept.isEmpty && state.kept.remove(record.id) != nil
            guard state.records.count + state.held < recordBound else {
                if endsKept { state.forgotten.insert(record.id) }
                return .dropped
            }
            state.records.append(QueuedRecord(record: record, trace: trace, endsKept: endsKept))
            return .queued
        }
        arrivals.yield()
        return reception
    }

    /// Queues the row of a call that runs; the last one counts.
    func add(_ call: StoredCall) {
        let isQueued = state.withLock { state in
            let id = call.record.id
            guard state.calls[id] != nil || state.calls.count < recordBound else { return false }
            state.calls[id] = call
            return true
        }
        if isQueued { arrivals.yield() }
    }

    /// There are rows of these calls.
    func noteKept(_ calls: [CallID]) { state.withLock { $0.kept.formUnion(calls) } }

    /// Queues the end of a row.
    func forgetKept(_ call: CallID) {
        state.withLock { state in
            state.calls[call] = nil
            if state.kept.remove(call) != nil { state.forgotten.insert(call) }
        }
        arrivals.yield()
    }

    func add(_ change: BindingChange, for key: BindingKey) -> Reception {
        let reception = state.withLock { state -> Reception in
            guard state.bindings[key] != nil || state.bindings.count < bindingBound else { return .dropped }
            state.bindings[key] = change
            return .queued
        }
        arrivals.yield()
        return reception
    }

    /// Wakes the consumer of ``arrived``.
    func wake() { arrivals.yield() }

    /// Takes out what one transaction shall write. Give it to ``putBack(_:)`` or call ``written()``.
    func take(atMost bound: Int) -> Batch {
        state.withLock { state in
            var batch = Batch()
            batch.records = Array(state.records.prefix(bound))
            state.records.removeFirst(batch.records.count)
            while batch.records.count + batch.bindings.count < bound, let (key, change) = state.bindings.popFirst() {
                batch.bindings[key] = change
            }
            // All of them: a record that was taken with them must not come before the row that it ends.
            (batch.calls, state.calls) = (state.calls, [:])
            state.kept.formUnion(batch.calls.keys)
            (batch.forgotten, state.forgotten) = (state.forgotten, [])
            state.held += batch.count
            return batch
        }
    }

    /// The batch is on disk.
    func written(_ batch: Batch) {
        state.withLock { $0.held -= batch.count }
    }

    /// The batch could not be written: its records are the first again; a binding changed meanwhile stays as it is.
    func putBack(_ batch: Batch) {
        state.withLock { state in
            state.held -= batch.count
            state.forgotten.formUnion(batch.forgotten)
            // A call that ended meanwhile has its row deleted by its record, and gets none after that.
            let running = batch.calls.filter { state.kept.contains($0.key) }
            state.calls.merge(running) { newer, _ in newer }
            state.records.insert(contentsOf: batch.records, at: 0)
            state.bindings.merge(batch.bindings) { newer, _ in newer }
        }
    }
}
