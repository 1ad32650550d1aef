/// The peer wants the call to be passed on, and hears how that goes.
///
///     REFER ─► 202, NOTIFY 100 ─► NOTIFY 180 ─► NOTIFY 200 or a refusal: over
///        └──► 4xx, 603
///
/// The subscription that a REFER makes outlives the session: who says BYE right after the 202 is told the end all the
/// same. One NOTIFY is under way at a time; of what happens meanwhile the latest is told.
///
/// - Source: RFC 3515 §2.4, RFC 4488, RFC 5057 §5.1.
extension InviteSession {
    /// How long the outcome of a REFER is waited for at the most; what is not over by then is told as unknown.
    static let referralTime = Duration.seconds(180)

    mutating func receiveRefer(_ request: SIPRequest, key: TransactionKey) -> [SessionAction] {
        guard phase == .confirmed else { return [.respond(response(to: request, 403), key)] }
        guard referral == nil else { return [.respond(response(to: request, 491), key)] }
        let wish = Result { () throws(ReferTo.Fault) in try ReferTo(request) }
        referrals &+= 1
        referral = Referral(request: request, key: key, isFirst: referrals == 1)
        return [.referArrived(wish)]
    }

    /// Takes the REFER on: 202, and the first NOTIFY.
    package mutating func acceptReferral() -> [SessionAction] {
        guard var referral, referral.stage == .asked else { return [.ignore(.wrongState)] }
        var accepted = response(to: referral.request, 202)
        accepted.headers.contacts = [settings.contact]
        // RFC 4488 §4: who does not want to be told is not.
        let isSilent = referral.request.headers.first("Refer-Sub")?.trimmingSpace.equalsIgnoringCase("false") == true
        if isSilent { accepted.headers.set("Refer-Sub", "false") }
        referral.stage = isSilent ? .silent : .told
        self.referral = referral
        return [.respond(accepted, referral.key), .startTimer(.referral, Self.referralTime)] + tellReferrer(100)
    }

    /// Refuses the REFER; the session goes on.
    package mutating func refuseReferral(_ status: Int) -> [SessionAction] {
        guard let referral, referral.stage == .asked else { return [.ignore(.wrongState)] }
        self.referral = nil
        return [.respond(response(to: referral.request, status), referral.key)]
    }

    /// Tells the peer how far the call that it wanted has come; a final status is the last word.
    ///
    /// - Parameter status: 100, 180 or 183, 200, or the refusal.
    package mutating func tellReferrer(_ status: Int) -> [SessionAction] {
        guard var referral, referral.stage != .asked, !referral.isOver else { return [.ignore(.wrongState)] }
        referral.isOver = status >= 200
        if referral.stage == .told { referral.news = status }
        self.referral = referral
        return notifyReferrer()
    }

    /// Sends what there is to tell, once the NOTIFY before it is answered.
    private mutating func notifyReferrer() -> [SessionAction] {
        guard var referral else { return [] }
        guard let status = referral.news else {
            guard referral.isOver, !referral.isTelling else { return [] }
            self.referral = nil
            return [.stopTimer(.referral)] + finishIfDone()
        }
        guard !referral.isTelling, var notify = dialog?.request(.notify, contact: settings.contact) else { return [] }
        referral.news = nil
        referral.isTelling = true
        // RFC 3515 §2.4.6: the first of a dialog needs no number, and some phones know none.
        let number = referral.request.headers.cseq.number
        notify.headers.set("Event", referral.isFirst ? "refer" : "refer;id=\(number)")
        notify.headers.set(
            "Subscription-State",
            status >= 200
                ? "terminated;reason=noresource" : "active;expires=\(Self.referralTime.wholeSeconds)")
        if let product = settings.product { notify.headers.set("User-Agent", product) }
        notify.setBody(
            Array("SIP/2.0 \(status) \(SIPResponse.reason(status))\r\n".utf8), "message/sipfrag;version=2.0")
        self.referral = referral
        pending.append(PendingRequest(request: notify, purpose: .notify))
        return [.send(notify)]
    }

    /// A NOTIFY was answered, or was not. Whoever knows nothing of the subscription any more is not told again; the
    /// session is another matter (RFC 5057 §5.2).
    mutating func notified(_ status: Int) -> [SessionAction] {
        guard var referral else { return finishIfDone() }
        referral.isTelling = false
        if status >= 300 {
            referral.stage = .silent
            referral.news = nil
        }
        self.referral = referral
        return notifyReferrer()
    }

    /// Nobody said how it ended.
    mutating func endReferral() -> [SessionAction] {
        guard let referral, !referral.isOver else { return [.ignore(.staleTimer)] }
        return tellReferrer(408)
    }

    /// The session is over. A REFER that was not answered is refused; one that was taken on is told its end still, unless
    /// nobody is there to hear it.
    mutating func referralOutlives(_ ending: SessionEnding) -> [SessionAction] {
        guard let referral else { return [] }
        switch ending {
        case _ where referral.stage == .asked:
            self.referral = nil
            return [.respond(response(to: referral.request, 481), referral.key)]
        case .local, .remote, .cancelled: return []
        case .refused, .rejected, .timedOut, .transportFailed, .acknowledgementMissing, .prackMissing, .expired,
            .dialogLost:
            self.referral = nil
            return [.stopTimer(.referral)]
        }
    }
}

/// A REFER that is being obeyed.
struct Referral: Sendable {
    /// How far it has come.
    enum Stage: Sendable {
        /// It is not answered yet.
        case asked
        /// The peer is told how it goes.
        case told
        /// The peer does not want to know, or no longer.
        case silent
    }

    var request: SIPRequest
    var key: TransactionKey
    var isFirst: Bool
    var stage = Stage.asked
    /// The status that is to be told next.
    var news: Int?
    /// A NOTIFY is under way.
    var isTelling = false
    /// Its outcome is known.
    var isOver = false
}
