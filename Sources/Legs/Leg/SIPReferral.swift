import CallModel
import Calls
import SIP
import SIPStack

/// A REFER that came on a line.
///
/// - Isolation: signalling.
@Signalling
final class SIPReferral: Referral {
    let wish: TransferWish
    private let session: Session
    /// Why it could not be read.
    private let fault: ReferTo.Fault?

    /// - Parameter source: whose line it came on.
    init(_ read: Result<ReferTo, ReferTo.Fault>, _ session: Session, _ source: SourceClass) {
        self.session = session
        let wanted: ReferTo
        switch read {
        case .success(let read): (wanted, fault) = (read, nil)
        case .failure(let error):
            (wish, fault) = (.elsewhere, error)
            return
        }
        if let replaced = wanted.replaces {
            // The other line must be of the phone that asks: nobody gives away who talks with somebody else.
            let other = session.peer(replaced)?.owner as? SIPLeg
            wish = other.flatMap { $0.source == source && $0.ending == nil ? .talksWith($0) : nil } ?? .elsewhere
        } else {
            wish = session.isOurs(host: wanted.host) ? .dialled(wanted.user) : .elsewhere
        }
    }

    func accept() { session.acceptReferral() }

    func refuse(_ refusal: TransferRefusal) {
        session.refuseReferral(fault?.rawValue ?? OutcomeMapping.status(refusal))
    }

    func rings() { session.tellReferrer(180) }

    func end(_ end: TransferEnd) { session.tellReferrer(OutcomeMapping.status(end)) }
}
