package import CallModel
package import Routing

/// Where calls write what must last. The store stands behind it; flows see only this.
@Signalling
package protocol CallJournal: Sendable {
    /// Commits an obligation: when this returns, it is on disk.
    ///
    /// - Throws: when it could not be committed; nothing may be promised then.
    func commit(_ obligation: Obligation) async throws -> ObligationID

    /// Closes an obligation that this call fulfilled. Failure is logged and leaves it open, which is the safe side.
    func resolve(_ obligation: ObligationID, resolution: String) async

    /// Hands over the record of a call that is over, and why it went so. Never waits and never fails towards the call.
    func record(_ record: CallRecord, trace: CallTrace)
}
