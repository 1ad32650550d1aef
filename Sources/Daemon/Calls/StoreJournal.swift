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
    /// Who keeps calls that run; `nil` where they end with the process.
    let keeper: StoreCallKeeper?

    init(store: Store, clock: WallClock, logger: Logger, keeper: StoreCallKeeper?) {
        self.keeper = keeper
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
        keeper?.ended(record.id)
        store.records.add(record, trace: trace.isEmpty ? nil : trace)
    }
}
