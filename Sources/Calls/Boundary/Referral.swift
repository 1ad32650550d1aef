package import CallModel
import Routing

/// Somebody who talks with a caller asks that somebody else go on with them.
///
/// It is answered once, with ``accept()`` or ``refuse(_:)``; one that was accepted is told how it goes, and once how it
/// ended. Nothing of it waits.
@Signalling
package protocol Referral: AnyObject, Sendable {
    /// Whom they name.
    var wish: TransferWish { get }

    /// It is done: from now on they are told how it goes.
    func accept()

    /// It is not done, and the talk goes on.
    func refuse(_ refusal: TransferRefusal)

    /// Whom they named is being rung.
    func rings()

    /// It is over.
    func end(_ end: TransferEnd)
}

/// Whom a referral names, as the line that it came on understands it.
package enum TransferWish: Sendable {
    /// Whoever is reached by dialling this here: the signs as they came, of which nothing is believed.
    case dialled(String)
    /// Whoever talks with this line, or is rung for it: it is another one of the same phone.
    case talksWith(any Leg)
    /// Somebody elsewhere, or nobody who can be made out.
    case elsewhere
}

/// Why a referral is not obeyed.
package enum TransferRefusal: Hashable, Sendable, CaseIterable {
    /// It names nobody whom a phone of the clinic can reach: nothing outside is dialled for it.
    case nobody
    /// It names the phone that it came from.
    case itself
    /// Nobody talks with a caller there.
    case noTalk
}

/// How an obeyed referral ended.
package enum TransferEnd: Hashable, Sendable, CaseIterable {
    /// Whom it names has the caller now.
    case accepted
    case busy
    case declined
    case noAnswer
    case unreachable
    /// The caller left meanwhile.
    case callerLeft
}

extension TransferEnd {
    /// What an attempt to reach whom it names came to.
    init(_ result: AttemptResult) {
        self =
            switch result {
            case .accepted: .accepted
            case .busy: .busy
            case .declined: .declined
            case .noAnswer, .notAccepted: .noAnswer
            case .unreachable: .unreachable
            case .answeredElsewhere, .callerLeft: .callerLeft
            }
    }
}

/// Whom a caller is passed on to.
enum Whom: Sendable {
    /// A phone of the clinic; it may ring already, for who asks.
    case phone(DialTarget, ringing: (any OutboundAttempt)?)
    /// A number of the clinic's: the caller is served as if it was dialled.
    case number(PhoneNumber)
    /// Somebody who was asked before, and waits.
    case asked(Responder)

    init(_ target: TransferTarget) {
        switch target {
        case .phone(let phone): self = .phone(phone, ringing: nil)
        case .number(let number): self = .number(number)
        }
    }

    /// Who it is, for records.
    var label: String {
        switch self {
        case .phone(let phone, _): phone.label
        case .number(let number): "number \(number)"
        case .asked(let responder): responder.device.device
        }
    }
}

/// Somebody whom a phone talks with on one line, or calls, and to whom it gives a caller whom it has on another.
package struct Consulted: Sendable {
    let whom: Whom

    init(_ whom: Whom) { self.whom = whom }

    /// Their line, once they have answered.
    var line: (any Leg)? { if case .asked(let responder) = whom { responder.leg } else { nil } }
}

extension Leg {
    // A leg that nobody can refer from.
    package func whenReferred(_ action: (@Signalling (any Referral) -> Void)?) {}
    package var isOfClinic: Bool { false }
    package func whenConsulted(_ action: (@Signalling () -> Consulted?)?) {}
    package func takeConsulted() -> Consulted? { nil }
}
