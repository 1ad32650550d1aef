import CallModel
import Calls
import Logging
import Routing
import Storage

/// What calls write, on its way into the store.
@Signalling
final class StoreJournal: CallJournal {
    private let store: Store
    private let clock: WallClock
    private let logger: Logger

    init(store: Store, clock: WallClock, logger: Logger) {
        self.store = store
        self.clock = clock
        self.logger = logger
    }

    func commit(_ obligation: Obligation) async throws -> ObligationID {
        try await store.obligations.commit(obligation)
    }

    func resolve(_ obligation: ObligationID, resolution: String) async {
        do {
            _ = try await store.obligations.resolve(obligation, resolution: resolution, at: clock.now())
        } catch {
            logger.error(
                "an obligation stays open although it was met",
                metadata: ["obligation": "\(obligation)", "error": "\(error)"])
        }
    }

    func record(_ record: CallRecord, trace: CallTrace) {
        store.records.add(record, trace: trace.items.isEmpty ? nil : trace)
    }
}
