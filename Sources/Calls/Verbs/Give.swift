import CallModel
import Routing

extension Call {
    /// Gives whom this caller, a phone of the clinic, talks with to a caller whom that phone has on another line
    /// (RFC 5589 §7); the call is over then.
    ///
    /// Where nobody has accepted yet, the other caller is served as if they had dialled what the phone dialled.
    func give() -> Consulted? {
        guard leg.ending == nil, consulted == nil else { return nil }
        let whom: Whom
        if let responder = talk?.responder {
            guard responder.leg.ending == nil else { return nil }
            services.dialer.unbridge(leg, responder.leg)
            responder.leg.whenReferred(nil)
            whom = .asked(responder)
        } else {
            whom = .number(facts.dialled)
        }
        let consulted = Consulted(whom)
        self.consulted = consulted
        // Whatever a caller is owed from now on, that call owes.
        owed = nil
        story.note("gave \(whom.label) to another caller of this phone")
        leg.hangUp(.normal)
        return consulted
    }
}
