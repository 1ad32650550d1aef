/// What comes first, and what the clock brings.
extension InviteSession {
    /// Begins: the caller sends its INVITE; the callee checks the one that came, and refuses it when it cannot be taken:
    /// 400 without Contact, 420 for an unknown extension, 422 for too short an interval, 483 at the end of its hops.
    package mutating func start() -> [SessionAction] {
        guard phase == .ready else { return [.ignore(.wrongState)] }
        return switch role {
        case .caller: startCalling()
        case .callee: startAnswering()
        }
    }

    /// Takes a timer that fired.
    package mutating func timerFired(_ timer: SessionTimer) -> [SessionAction] {
        switch timer {
        case .answer: repeatAnswer()
        case .acknowledgement: missACK()
        case .progress: repeatProgress()
        case .reliableProgress: repeatReliableProgress()
        case .prack: missPrack()
        case .cancelled: abandonInvite()
        case .forks: closeForkWindow()
        case .glare: repeatAfterGlare()
        case .refresh: refresh()
        case .expiry: expire()
        case .referral: endReferral()
        }
    }

    /// Refreshes the session: by UPDATE without a description where the peer takes it, otherwise by a re-INVITE with
    /// the description unchanged, so that no media restarts (RFC 4028 §7.4).
    mutating func refresh() -> [SessionAction] {
        guard phase == .confirmed, sessionTimer.interval != nil, sessionTimer.refresher == .us else {
            return [.ignore(.staleTimer)]
        }
        // Whatever is open refreshes the session as well if it succeeds.
        if isBusy || pending.contains(where: { $0.purpose == .refresh }) {
            return [.startTimer(.refresh, .seconds(10))]
        }
        guard remoteAllowsUpdate else { return sendInvite(localDescription, .refresh) }
        guard var request = dialog?.request(.update, contact: settings.contact) else { return [] }
        describeOurselves(&request.headers)
        sessionTimer.ask(&request.headers)
        pending.append(PendingRequest(request: request, purpose: .refresh))
        return [.send(request)]
    }

    /// Nobody refreshed the session (RFC 4028 §10).
    private mutating func expire() -> [SessionAction] {
        guard phase == .confirmed || phase == .answered, sessionTimer.interval != nil else {
            return [.ignore(.staleTimer)]
        }
        let stop: [SessionAction] = answer == nil ? [] : [.stopTimer(.answer), .stopTimer(.acknowledgement)]
        answer = nil
        return stop + sendBye(reason: nil) + end(.expired)
    }
}
