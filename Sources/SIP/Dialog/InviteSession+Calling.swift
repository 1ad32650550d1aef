/// The caller, from the INVITE to the answer that counts.
extension InviteSession {
    mutating func startCalling() -> [SessionAction] {
        guard var invite else { return [.ignore(.wrongState)] }
        phase = .calling
        var headers = invite.headers
        if headers.contacts.isEmpty { headers.contacts = [settings.contact] }
        if headers.maxForwards == nil { headers.maxForwards = 70 }
        describeOurselves(&headers)
        if let product = settings.product { headers.set("User-Agent", product) }
        sessionTimer.ask(&headers)
        invite.headers = headers
        self.invite = invite
        pending.append(PendingRequest(request: invite, purpose: .invite))
        return [.send(invite)]
    }

    /// Allow and Supported, as INVITE, UPDATE and their 2xx have them.
    func describeOurselves(_ headers: inout Headers) {
        headers.set("Allow", settings.allowText)
        if !settings.supported.isEmpty { headers.set("Supported", settings.supportedText) }
    }

    /// A response to the first INVITE.
    mutating func receiveInviteResponse(_ response: SIPResponse) -> [SessionAction] {
        switch response.status {
        case ..<200: receiveProvisional(response)
        case 200..<300: receiveAnswer(response)
        default: receiveRefusal(response)
        }
    }

    private mutating func receiveProvisional(_ response: SIPResponse) -> [SessionAction] {
        switch phase {
        case .calling, .proceeding:
            phase = .proceeding
            return response.status == 100 ? [] : receiveProgress(response)
        case .cancelling:
            return sendWaitingCancel()
        case .ready, .incoming, .answered, .confirmed, .ended, .finished:
            // An early dialog of another fork, after the answer: it will end by itself.
            return [.ignore(.unknownResponse)]
        }
    }

    private mutating func receiveProgress(_ response: SIPResponse) -> [SessionAction] {
        var actions: [SessionAction] = []
        guard let id = DialogID(received: response), !id.remoteTag.isEmpty else { return [.progressed(response)] }
        var index = early.firstIndex { $0.dialog.id == id }
        if index == nil, let invite {
            guard early.count < Self.forkLimit else { return [.ignore(.tooManyForks)] }
            early.append(EarlyDialog(dialog: Dialog(calling: invite, response: response, id)))
            index = early.count - 1
            actions.reserveCapacity(2)
            actions.append(.dialogCreated(id))
        }
        guard let index, let number = response.reliableNumber else {
            actions.append(.progressed(response))
            return actions
        }
        return actions + acknowledgeProgress(response, number: number, at: index)
    }

    private mutating func receiveAnswer(_ response: SIPResponse) -> [SessionAction] {
        guard let id = DialogID(received: response) else { return [.ignore(.unknownResponse)] }
        switch phase {
        case .calling, .proceeding:
            return establish(response, id)
        case .cancelling:
            // The 200 crossed our CANCEL (RFC 3261 §9.1): acknowledge it and hang up.
            removePending(.invite)
            phase = .ended
            return [.stopTimer(.cancelled), openForkWindow()] + closeFork(response, id) + finishIfDone()
        case .confirmed, .ended:
            if id == dialog?.id { return repeatAcknowledgement(response) }
            guard let fork = forks.first(where: { $0.remoteTag == id.remoteTag }) else {
                return forkWindow == .open ? closeFork(response, id) : [.ignore(.unknownResponse)]
            }
            return [.sendACK(fork.ack)]
        case .ready, .incoming, .answered, .finished:
            return [.ignore(.unknownResponse)]
        }
    }

    private mutating func establish(_ response: SIPResponse, _ id: DialogID) -> [SessionAction] {
        guard var invite else { return [.ignore(.unknownResponse)] }
        self.invite = nil
        let known = early.firstIndex { $0.dialog.id == id }
        let hasExchanged = known.map { early[$0].exchange == .complete } ?? false
        let dialog = known.flatMap { early[$0].dialog.confirmed(by: response) } ?? dialog(invite, response, id, known)
        phase = .confirmed
        removePending(.invite)
        remoteAllowsUpdate = response.headers.lists("Allow", Method.update.token)
        if !response.body.isEmpty { remoteDescription = response.body }
        let ack = dialog.ack(invite)
        // What answers of other forks still need.
        invite.body = []
        invite.headers.contacts = []
        invite.headers.others = ack.headers.others
        self.invite = invite
        self.dialog = dialog
        early = []
        var actions: [SessionAction] = []
        actions.reserveCapacity(6)
        if known == nil { actions.append(.dialogCreated(id)) }
        actions.append(openForkWindow())
        actions += sessionTimer.agreed(by: response)
        if localDescription.isEmpty, !response.body.isEmpty, !hasExchanged {
            // We did not offer, so the peer does: the ACK waits for our answer (RFC 3261 §13.2.2.4).
            awaitedAnswer = .ack(ack)
            return actions + [.answered(response), .offerArrived(MessageBody(response))]
        }
        acknowledgement = Acknowledgement(ack)
        actions.append(.sendACK(ack))
        actions.append(.answered(response))
        return actions
    }

    private func dialog(_ invite: SIPRequest, _ response: SIPResponse, _ id: DialogID, _ known: Int?) -> Dialog {
        var dialog = Dialog(calling: invite, response: response, id)
        if let known { dialog.continueCounting(from: early[known].dialog) }
        return dialog
    }

    /// The same 2xx again: our ACK was lost (RFC 3261 §13.2.2.4).
    func repeatAcknowledgement(_ response: SIPResponse) -> [SessionAction] {
        guard let dialog, DialogID(received: response) == dialog.id else { return [.ignore(.unknownResponse)] }
        let number = response.headers.cseq.number
        return switch acknowledgement {
        case .whole(let ack) where ack.headers.cseq.number == number: [.sendACK(ack)]
        case .plain(number): [.sendACK(dialog.ack(to: response))]
        case .none, .plain, .whole: isResumed ? acknowledgeForgotten(response) : [.ignore(.retransmission)]
        }
    }

    private mutating func openForkWindow() -> SessionAction {
        forkWindow = .open
        return .startTimer(.forks, settings.timers.transactionTimeout)
    }

    /// Acknowledges a 2xx that nobody wants and says BYE to its dialog (RFC 3261 §13.2.2.4, last paragraph).
    private mutating func closeFork(_ response: SIPResponse, _ id: DialogID) -> [SessionAction] {
        guard forks.count < Self.forkLimit, let invite, var dialog = Dialog(calling: invite, response: response) else {
            return [.ignore(.tooManyForks)]
        }
        let ack = dialog.ack(invite)
        forks.append(Fork(remoteTag: id.remoteTag, ack: ack))
        var bye = dialog.request(.bye)
        if let reason = cancellation.reason { bye.headers.others.append(HeaderField("Reason", reason)) }
        pending.append(PendingRequest(request: bye, purpose: .bye))
        return [.sendACK(ack), .send(bye)]
    }

    private mutating func receiveRefusal(_ response: SIPResponse) -> [SessionAction] {
        switch phase {
        case .calling, .proceeding:
            if let retry = retry(after: response) { return retry }
            removePending(.invite)
            early = []
            return end(.refused(response))
        case .cancelling:
            removePending(.invite)
            phase = .ended
            return [.stopTimer(.cancelled)] + finishIfDone()
        case .ready, .incoming, .answered, .confirmed, .ended, .finished:
            return [.ignore(.unknownResponse)]
        }
    }

    // MARK: Cancelling

    /// The caller hangs up before the answer.
    mutating func cancel(reason: String?) -> [SessionAction] {
        let challenged = pending.contains { $0.purpose == .invite && $0.challenge != nil }
        if challenged {
            // The INVITE has had its final response: there is nothing left to cancel.
            removePending(.invite)
            return end(.local)
        }
        let proceeding = phase == .proceeding
        awaitedAnswer = nil
        phase = .cancelling
        cancellation = .waiting(reason: reason)
        return (proceeding ? sendWaitingCancel() : []) + [.ended(.local)]
    }

    private mutating func sendWaitingCancel() -> [SessionAction] {
        guard case .waiting(let reason) = cancellation else { return [.ignore(.retransmission)] }
        cancellation = .sent(reason: reason)
        return [
            .cancelInvite(reason: reason), .startTimer(.cancelled, settings.timers.transactionTimeout),
        ]
    }

    /// No final response came to the INVITE that was cancelled, or to one within a session that is over.
    mutating func abandonInvite() -> [SessionAction] {
        let open = pending.contains { $0.request.method == .invite }
        guard phase == .cancelling || (phase == .ended && open) else { return [.ignore(.staleTimer)] }
        pending.removeAll { $0.request.method == .invite }
        phase = .ended
        return [.abandonInvite] + finishIfDone()
    }

    /// How many early dialogs, and how many unwanted answers, one INVITE may have.
    static let forkLimit = 12
}
