import CallModel
import Routing
import Synchronization

/// A record that waits, and why its call went so: the writer's thread makes bytes of it.
struct QueuedRecord: Sendable {
    var record: CallRecord
    var trace: CallTrace?
}

/// What waits to be written behind: records in their order, and the last change of each binding.
///
/// - Isolation: any thread; never waits.
final class WriteQueue: Sendable {
    /// What one transaction writes.
    struct Batch {
        var records: [QueuedRecord] = []
        var bindings: [BindingKey: BindingChange] = [:]
        var isEmpty: Bool { records.isEmpty && bindings.isEmpty }
    }

    enum Reception { case queued, dropped }

    private struct State {
        var records: [QueuedRecord] = []
        var bindings: [BindingKey: BindingChange] = [:]
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

    var waiting: Int { state.withLock { $0.records.count + $0.bindings.count + $0.held } }

    func add(_ record: QueuedRecord) -> Reception {
        let reception = state.withLock { state -> Reception in
            guard state.records.count + state.held < recordBound else { return .dropped }
            state.records.append(record)
            return .queued
        }
        arrivals.yield()
        return reception
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
            state.held += batch.records.count + batch.bindings.count
            return batch
        }
    }

    /// The batch is on disk.
    func written(_ batch: Batch) {
        state.withLock { $0.held -= batch.records.count + batch.bindings.count }
    }

    /// The batch could not be written: its records are the first again; a binding changed meanwhile stays as it is.
    func putBack(_ batch: Batch) {
        state.withLock { state in
            state.held -= batch.records.count + batch.bindings.count
            state.records.insert(contentsOf: batch.records, at: 0)
            state.bindings.merge(batch.bindings) { newer, _ in newer }
        }
    }
}
