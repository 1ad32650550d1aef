/// A dialog that a provisional response made.
struct EarlyDialog: Sendable {
    var dialog: Dialog
    /// The RSeq of the last reliable response that was acknowledged.
    var lastReliableNumber: UInt32?
    /// Whether the offer of the INVITE was answered in it by a reliable response.
    var exchange = EarlyExchange.open
}

/// Whether offer and answer are exchanged already while the INVITE is not answered (RFC 3262 §5).
enum EarlyExchange: Sendable { case open, complete }

/// A dialog of another fork that was answered too: it got ACK and BYE.
struct Fork: Sendable {
    var remoteTag: String
    /// Sent again on every repetition of its 2xx.
    var ack: SIPRequest
}

/// How far a CANCEL has got.
enum Cancellation: Sendable {
    case none
    /// It waits for a provisional response (RFC 3261 §9.1).
    case waiting(reason: String?)
    case sent(reason: String?)

    /// Why the call was given up; a 200 that crosses the CANCEL is told so in its BYE.
    var reason: String? {
        switch self {
        case .none: nil
        case .waiting(let reason), .sent(let reason): reason
        }
    }
}

/// Whether more 2xx may come to our INVITE.
enum Window: Sendable { case closed, open }

/// A reliable provisional response that waits for its PRACK.
struct ReliableProgress: Sendable {
    var response: SIPResponse
    var number: UInt32
    var repeatAfter: Duration
}

/// A 2xx of ours that waits for its ACK.
struct UnacknowledgedAnswer: Sendable {
    var response: SIPResponse
    var key: TransactionKey
    var repeatAfter: Duration
    /// What the body of the ACK would be.
    var ackCarries: ACKBody
}

/// What an ACK brings.
enum ACKBody: Sendable { case nothing, answer }

/// The ACK to the 2xx that we acknowledged last, for the repetitions of that.
enum Acknowledgement: Sendable {
    case none
    /// It has nothing that the dialog would not write again: only its number is kept.
    case plain(UInt32)
    /// It has a description or credentials.
    indirect case whole(SIPRequest)

    init(_ ack: SIPRequest) {
        let isPlain = ack.body.isEmpty && ack.headers.others.isEmpty
        self = isPlain ? .plain(ack.headers.cseq.number) : .whole(ack)
    }
}

/// An offer of the peer in a response: our answer goes into the request that acknowledges it.
enum AwaitedAnswer: Sendable {
    case ack(SIPRequest)
    case prack(SIPRequest)
}

/// A request of ours that waits for its final response.
struct PendingRequest: Sendable {
    enum Purpose: Sendable {
        case invite, offer, refresh, prack, bye, notify, probe, other
    }

    var request: SIPRequest
    var purpose: Purpose
    /// How often it was sent anew with credentials or a longer session interval.
    var attempts = 1
    /// A 401 or 407 that the driver has not dealt with yet.
    var challenge: SIPResponse?
}

/// A request of the peer that waits for the leg's answer or offer.
struct IncomingOffer: Sendable {
    var request: SIPRequest
    var key: TransactionKey
    /// The early dialog that it came in; `nil` for the session's own.
    var early: DialogID?
}

/// Whether a BYE is still to be said.
enum Farewell: Sendable {
    case none
    /// It waits for the ACK to our 2xx (RFC 3261 §15).
    case waitsForACK(reason: String?)
}
