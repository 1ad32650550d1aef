/// Responses to requests of ours, and their failures.
extension InviteSession {
    /// Takes a response to any request of the session.
    package mutating func receive(_ response: SIPResponse) -> [SessionAction] {
        let cseq = response.headers.cseq
        if cseq.method == .cancel { return [] }
        if phase == .finished { return [.ignore(.unknownResponse)] }
        if role == .caller, cseq == invite?.headers.cseq { return receiveInviteResponse(response) }
        guard let index = pendingIndex(cseq) else {
            let repeated = cseq.method == .invite && (200..<300).contains(response.status)
            return repeated ? repeatAcknowledgement(response) : [.ignore(.unknownResponse)]
        }
        guard response.status >= 200 else { return [] }
        if (200..<300).contains(response.status) { return receiveSuccess(response, pending.remove(at: index)) }
        if phase != .ended || pending[index].purpose == .bye, let retry = retry(after: response) { return retry }
        return receiveFailure(response, pending.remove(at: index))
    }

    private mutating func receiveSuccess(_ response: SIPResponse, _ done: PendingRequest) -> [SessionAction] {
        switch done.purpose {
        case .invite:
            return [.ignore(.unknownResponse)]
        case .offer, .refresh:
            return receiveAgreement(response, done)
        case .prack:
            guard !response.body.isEmpty else { return [] }
            remoteDescription = response.body
            return [.answerArrived(MessageBody(response))]
        case .bye:
            return finishIfDone()
        case .notify:
            return notified(response.status)
        case .probe:
            return finishIfDone()
        case .other:
            return [.responseArrived(response)] + finishIfDone()
        }
    }

    /// A 2xx to an INVITE or UPDATE of ours within the session.
    private mutating func receiveAgreement(_ response: SIPResponse, _ done: PendingRequest) -> [SessionAction] {
        dialog?.refreshTarget(response.headers.contacts)
        var actions: [SessionAction] = []
        if done.request.method == .invite, let ack = dialog?.ack(done.request) {
            acknowledgement = Acknowledgement(ack)
            actions.append(.sendACK(ack))
        }
        guard phase == .confirmed else { return actions + finishIfDone() }
        if !done.request.body.isEmpty { localDescription = done.request.body }
        actions += sessionTimer.agreed(by: response)
        // A refresh changes nothing, unless the peer says that it does.
        if !response.body.isEmpty, done.purpose == .offer || response.body != remoteDescription {
            remoteDescription = response.body
            actions.append(.answerArrived(MessageBody(response)))
        }
        return actions + sendHeldOffer()
    }

    private mutating func receiveFailure(_ response: SIPResponse, _ failed: PendingRequest) -> [SessionAction] {
        switch failed.purpose {
        case .prack, .bye, .invite:
            return finishIfDone()
        case .notify:
            return notified(response.status)
        case .offer, .refresh, .probe, .other:
            guard phase == .confirmed || phase == .answered else { return finishIfDone() }
        }
        switch response.status {
        case 481:
            // The peer knows nothing of the dialog, so there is nobody to say BYE to (RFC 3261 §12.2.1.2).
            return reportFailure(response, failed) + end(.dialogLost)
        case 408:
            return reportFailure(response, failed) + sendBye(reason: nil) + end(.dialogLost)
        case 491 where failed.purpose != .other && failed.purpose != .probe && failed.attempts < 6:
            return waitOut(failed)
        case 500 where failed.purpose == .offer && failed.attempts < 6:
            guard let seconds = response.headers.number("Retry-After"), seconds <= 10 else { break }
            return waitOut(failed, pause: .seconds(max(seconds, 1)))
        case 405, 501:
            guard failed.purpose == .refresh, failed.request.method == .update else { break }
            remoteAllowsUpdate = false
            return refresh()
        default:
            break
        }
        return reportFailure(response, failed) + sendHeldOffer()
    }

    private func reportFailure(_ response: SIPResponse, _ failed: PendingRequest) -> [SessionAction] {
        switch failed.purpose {
        case .offer: [.offerRefused(response)]
        case .other: [.responseArrived(response)]
        // It is tried again until the session interval is over (RFC 4028 §10).
        case .refresh: [.startTimer(.refresh, .seconds(min(max(response.headers.number("Retry-After") ?? 10, 1), 60)))]
        case .invite, .prack, .bye, .notify, .probe: []
        }
    }

    /// Takes the failure of the client transaction of the request with this CSeq: a timeout counts as 408, a transport
    /// error as 503.
    ///
    /// - Source: RFC 3261 §8.1.3.1.
    package mutating func requestFailed(_ cseq: CSeq, _ ending: TransactionEnding) -> [SessionAction] {
        guard ending != .completed else { return [] }
        if role == .caller, cseq == invite?.headers.cseq {
            guard pending.contains(where: { $0.purpose == .invite }) else { return [] }
            removePending(.invite)
            early = []
            switch phase {
            case .calling, .proceeding:
                return end(ending == .timedOut ? .timedOut : .transportFailed)
            case .cancelling:
                phase = .ended
                return [.stopTimer(.cancelled)] + finishIfDone()
            case .ready, .incoming, .answered, .confirmed, .ended, .finished:
                return finishIfDone()
            }
        }
        guard let index = pendingIndex(cseq) else { return [] }
        let failed = pending.remove(at: index)
        // Nobody listens where the peer was.
        if failed.purpose == .probe, phase == .confirmed { return sendBye(reason: nil) + end(.dialogLost) }
        return receiveFailure(failed.request.response(ending == .timedOut ? 408 : 503), failed)
    }
}
