/// Requests of ours that must be sent anew, with the next number: challenged ones and those of too short an interval.
extension InviteSession {
    /// What a final response other than 2xx asks us to repeat; `nil` when it is to be taken as it is.
    mutating func retry(after response: SIPResponse) -> [SessionAction]? {
        guard let index = pendingIndex(response.headers.cseq), pending[index].attempts < 4 else { return nil }
        switch response.status {
        case 401, 407:
            pending[index].challenge = response
            return [.challenged(pending[index].request, response)]
        case 422:
            sessionTimer.raise(by: response)
            return resend(index) { [sessionTimer] in sessionTimer.ask(&$0) }
        default:
            return nil
        }
    }

    /// Sends a challenged request anew with these Authorization and Proxy-Authorization fields, in place of those that
    /// it had.
    ///
    /// - Parameter cseq: that of the request in ``SessionAction/challenged(_:_:)``.
    package mutating func authorize(_ cseq: CSeq, _ credentials: [HeaderField]) -> [SessionAction] {
        guard let index = pendingIndex(cseq), pending[index].challenge != nil else { return [.ignore(.wrongState)] }
        return resend(index) { headers in
            headers.remove("Authorization")
            headers.remove("Proxy-Authorization")
            headers.others += credentials
        }
    }

    /// Takes the challenge of a request as its final response, because no credentials fit.
    package mutating func giveUp(_ cseq: CSeq) -> [SessionAction] {
        guard let index = pendingIndex(cseq), let challenge = pending[index].challenge else {
            return [.ignore(.wrongState)]
        }
        // So that it is not a challenge any more.
        pending[index].attempts = .max
        pending[index].challenge = nil
        return receive(challenge)
    }

    private mutating func resend(_ index: Int, _ change: (inout Headers) -> Void) -> [SessionAction] {
        var entry = pending[index]
        entry.attempts += 1
        entry.challenge = nil
        change(&entry.request.headers)
        if entry.purpose == .invite {
            entry.request.headers.cseq.number &+= 1
            invite = entry.request
            phase = .calling
            early = []
        } else if var dialog, entry.request.headers.to.tag ?? "" == dialog.id.remoteTag {
            let number = (dialog.localSequence ?? 0) &+ 1
            dialog.noteSent(number)
            self.dialog = dialog
            entry.request.headers.cseq.number = number
        } else if let index = early.firstIndex(where: { $0.dialog.id.remoteTag == entry.request.headers.to.tag }) {
            let number = (early[index].dialog.localSequence ?? 0) &+ 1
            early[index].dialog.noteSent(number)
            entry.request.headers.cseq.number = number
        } else {
            // The BYE of a fork, whose dialog is not kept.
            entry.request.headers.cseq.number &+= 1
        }
        pending[index] = entry
        return [.send(entry.request)]
    }

    func pendingIndex(_ cseq: CSeq) -> Int? { pending.firstIndex { $0.request.headers.cseq == cseq } }

    mutating func removePending(_ purpose: PendingRequest.Purpose) { pending.removeAll { $0.purpose == purpose } }
}
