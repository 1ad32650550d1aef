import CallModel
import Calls
import SIPStack
import Storage

/// Writes calls that run behind, so that the next daemon can go on with them: many changes of a moment are one row.
///
///     bridge   ─► row ─► commit
///     the rest ─► 100 ms ─► row ─► the store's next batch, within 200 ms ─► commit
///
/// - Isolation: signalling.
@Signalling
final class StoreCallKeeper: CallKeeper {
    /// How long changes are gathered. A call that is over sooner is never written.
    static let pause = Duration.milliseconds(100)

    private let store: Store
    private let timers: SignallingTimers
    private var waiting: [CallID: @Signalling () -> KeptCall?] = [:]

    init(store: Store, timers: SignallingTimers) {
        self.store = store
        self.timers = timers
    }

    func changed(_ call: CallID, _ haste: KeepingHaste, _ whole: @escaping @Signalling () -> KeptCall?) {
        guard haste == .soon else { return write(call, whole()) }
        let isFirst = waiting.isEmpty
        waiting[call] = whole
        guard isFirst else { return }
        timers.after(Self.pause) { [weak self] in self?.write() }
    }

    /// The record of a call was handed over: nothing of it is kept any more.
    func ended(_ call: CallID) { waiting[call] = nil }

    private func write(_ call: CallID, _ kept: KeptCall?) {
        waiting[call] = nil
        guard let kept else { return }
        store.keptCalls.put(StoredCall(kept))
        let store = store
        // What it cannot write waits in its queue, and its health says so.
        Signalling.start { try? await store.flush() }
    }

    private func write() {
        let calls = waiting.values
        waiting = [:]
        for whole in calls {
            if let kept = whole() { store.keptCalls.put(StoredCall(kept)) }
        }
    }
}

extension StoredCall {
    fileprivate init(_ kept: KeptCall) {
        let lines =
            [StoredLine(.caller, kept.caller)] + (kept.responder.map { [StoredLine(.responder, $0)] } ?? [])
            + kept.answered.map { StoredLine(.answered, $0) } + kept.ringing.map { StoredLine(.ringing, $0) }
        self.init(record: kept.record, trace: kept.trace, situation: kept.situation, lines: lines)
    }
}
