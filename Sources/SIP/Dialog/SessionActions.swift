/// What a session asks of its driver and tells its leg, in order.
///
/// Requests come without Via: whoever sends them puts one with a fresh branch on top. Responses to them are given back
/// through ``InviteSession/receive(_:)``, and failures through ``InviteSession/requestFailed(_:_:)``. The timers of a step
/// come before what it tells the leg, so that the leg may act on it at once, in the midst of the driver's loop. Starting
/// a timer that runs starts it anew.
package enum SessionAction: Hashable, Sendable, MachineAction {
    // MARK: To the wire
    /// Send this request in a client transaction of its own.
    case send(SIPRequest)
    /// Send this ACK to a 2xx without a transaction; it may come again.
    case sendACK(SIPRequest)
    /// Send the CANCEL of the INVITE that was sent last, with this Reason (RFC 3326).
    case cancelInvite(reason: String?)
    /// Forget the client transaction of the INVITE that was sent last.
    case abandonInvite
    /// Send this response through the server transaction of that key.
    case respond(SIPResponse, TransactionKey)
    case startTimer(SessionTimer, Duration)
    case stopTimer(SessionTimer)
    /// Requests with this name belong to the session from now on, until ``finished``.
    case dialogCreated(DialogID)

    // MARK: To the leg
    /// A 101–199 came; early media may be described in its body.
    case progressed(SIPResponse)
    /// A 2xx came, and this is the one that counts. Its body is the answer, unless ``offerArrived(_:)`` follows.
    case answered(SIPResponse)
    /// The ACK to our 2xx came.
    case acknowledged
    /// The peer offers a session: answer it with ``InviteSession/answerOffer(_:)`` or refuse it with
    /// ``InviteSession/refuseOffer(_:)``.
    case offerArrived(MessageBody)
    /// The peer wants us to offer (re-INVITE without body): give the offer with ``InviteSession/answerOffer(_:)``.
    case offerWanted
    /// The answer to our offer came.
    case answerArrived(MessageBody)
    /// The peer took its offer back, or the session ended under it: the old description holds.
    case offerWithdrawn
    /// Our offer was refused; the old description holds.
    case offerRefused(SIPResponse)
    /// The peer wants the call to be passed on: take it on with ``InviteSession/acceptReferral()`` or refuse it with
    /// ``InviteSession/refuseReferral(_:)``. One that cannot be read is to be refused too, with the status of its fault: a
    /// phone that hears so may hang up.
    case referArrived(Result<ReferTo, ReferTo.Fault>)
    /// INFO came and was answered.
    case infoArrived(SIPRequest)
    /// Another request came that the leg must answer through the server transaction of that key.
    case requestArrived(SIPRequest, TransactionKey)
    /// The final response to a request of ``InviteSession/request(_:body:contentType:others:)``.
    case responseArrived(SIPResponse)
    /// 401 or 407 came: give credentials with ``InviteSession/authorize(_:_:)`` or ``InviteSession/giveUp(_:)``.
    case challenged(SIPRequest, SIPResponse)
    /// The session is over for the leg; what follows is clearing up.
    case ended(SessionEnding)
    /// Forget the session; the last action of all.
    case finished
    /// Nothing happens; count it.
    case ignore(SessionSurprise)
}

/// A body and what it says it is.
package struct MessageBody: Hashable, Sendable {
    /// The whole Content-Type value; `nil` when none was written.
    package var contentType: String?
    /// The body itself.
    package var bytes: [UInt8]

    /// A body of these parts.
    package init(contentType: String?, bytes: [UInt8]) {
        self.contentType = contentType
        self.bytes = bytes
    }

    init(_ request: SIPRequest) { self.init(contentType: request.headers.contentTypeText, bytes: request.body) }
    init(_ response: SIPResponse) { self.init(contentType: response.headers.contentTypeText, bytes: response.body) }
}

/// The timers of a session.
package enum SessionTimer: UInt8, Hashable, Sendable, CaseIterable {
    /// Repeats our 2xx: T1, doubling to T2 (RFC 3261 §13.3.1.4).
    case answer
    /// Gives up waiting for the ACK to our 2xx: 64·T1.
    case acknowledgement
    /// Repeats a provisional response each minute, so that no proxy gives up (RFC 3261 §13.3.1.1).
    case progress
    /// Repeats a reliable provisional response: T1, doubling (RFC 3262 §3).
    case reliableProgress
    /// Gives up waiting for a PRACK: 64·T1.
    case prack
    /// Gives up an INVITE of ours: 64·T1 after its CANCEL (RFC 3261 §9.1), or after the session ended under it.
    case cancelled
    /// How long more 2xx of other forks and repetitions of ours may come: 64·T1 after the first.
    case forks
    /// Offers again after 491 (RFC 3261 §14.1).
    case glare
    /// Time to refresh the session (RFC 4028 §10).
    case refresh
    /// Nobody refreshed the session (RFC 4028 §10).
    case expiry
    /// Nobody said how the call that a REFER wanted ended.
    case referral
}

/// How a session ended for its leg.
package enum SessionEnding: Hashable, Sendable {
    /// We hung up, cancelled or refused.
    case local
    /// The peer said BYE, with this Reason.
    case remote(reason: String?)
    /// The caller said CANCEL, with this Reason.
    case cancelled(reason: String?)
    /// The callee refused: 3xx–6xx.
    case refused(SIPResponse)
    /// The INVITE was refused by the rules before the leg saw it, with this status.
    case rejected(Int)
    /// No response came in 64·T1.
    case timedOut
    /// The transport refused.
    case transportFailed
    /// The ACK to our 2xx never came; BYE was sent.
    case acknowledgementMissing
    /// The PRACK to our provisional response never came.
    case prackMissing
    /// The session interval passed without a refresh; BYE was sent.
    case expired
    /// The peer no longer knows the dialog (481), or does not answer in it (408).
    case dialogLost
}

/// An event that had no effect.
package enum SessionSurprise: String, Hashable, Sendable {
    /// A repetition that has been dealt with.
    case retransmission
    /// A timer that was stopped, or of another state.
    case staleTimer
    /// A response to nothing that is under way.
    case unknownResponse
    /// An ACK to nothing that is under way.
    case unknownACK
    /// A command that this state does not allow.
    case wrongState
    /// A provisional response out of order (RFC 3262 §4).
    case provisionalOutOfOrder
    /// More early dialogs or forks than are kept.
    case tooManyForks
}
