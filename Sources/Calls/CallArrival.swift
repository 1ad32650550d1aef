package import CallModel
package import Routing

/// A call that has just arrived, as its INVITE and the admission rules describe it.
package struct CallArrival: Hashable, Sendable {
    /// Whether the call is served.
    package enum Admission: Hashable, Sendable {
        /// It is for this number of the clinic.
        case serve(PhoneNumber)
        /// It is for this phone of the clinic, and comes from the one with that extension.
        case connect(DialTarget, from: String)
        /// It is refused before anything is asked of it; there is a record all the same.
        case refuse(Refusal)
    }

    /// The call's name.
    package var id: CallID
    /// What was dialled: E.164, or as it came when it is no number of ours.
    package var dialled: String
    /// The caller's number; `nil` when withheld or not a number.
    package var caller: PhoneNumber?
    /// Where it came from: a trunk's name, or `phone 201`.
    package var source: String
    /// When the first INVITE arrived.
    package var invited: Timestamp
    /// Whether it is served.
    package var admission: Admission

    /// An arrival of these facts.
    package init(
        id: CallID, dialled: String, caller: PhoneNumber?, source: String, invited: Timestamp, admission: Admission
    ) {
        self.id = id
        self.dialled = dialled
        self.caller = caller
        self.source = source
        self.invited = invited
        self.admission = admission
    }
}
