import CallModel
import Legs
import Logging
import Media
import MediaEngine
import SIPStack
import Storage

extension RunningDaemon {
    /// Makes the lines of the daemon before this one again, as far as the store has them.
    ///
    /// - Returns: `nil` when there were no calls, or the store cannot say.
    func prepareResumption() async -> Resumption? {
        let rows: [ReadCall]
        do {
            rows = try await store.keptCalls.load()
        } catch {
            logger.error("the calls of the daemon before cannot be taken up", metadata: ["error": "\(error)"])
            return nil
        }
        guard !rows.isEmpty, let address = try? configuration.mediaConfiguration().address else { return nil }
        let revival = LineRevival(
            stack: stack, hub: hub, found: engine.found, address: address.ipv4,
            place: { [places] in places.place(of: $0) }, encryption: { [places] in places.encryption(of: $0) })
        let resumption = Resumption(revival, store: store, clock: clock, logger: logger)
        engine.adopt(resumption.prepare(rows))
        return resumption
    }
}
