import SIP

extension SessionAction {
    /// The action in a word or two, as the tests write it.
    var words: String {
        switch self {
        case .send(let request): "send \(request.method) \(request.headers.cseq.number)"
        case .sendACK(let ack): "ack \(ack.headers.cseq.number)\(ack.body.isEmpty ? "" : " \(ack.body.words)")"
        case .cancelInvite: "cancel"
        case .abandonInvite: "abandon"
        case .respond(let response, _): "respond \(response.status) \(response.headers.cseq.method)"
        case .startTimer(let timer, let duration): "start \(timer) \(duration.words)"
        case .stopTimer(let timer): "stop \(timer)"
        case .dialogCreated(let id): "dialog \(id.remoteTag)"
        case .progressed(let response): "progressed \(response.status)"
        case .answered: "answered"
        case .acknowledged: "acknowledged"
        case .offerArrived(let body): "offer \(body.bytes.words)"
        case .offerWanted: "offer wanted"
        case .answerArrived(let body): "answer \(body.bytes.words)"
        case .offerWithdrawn: "offer withdrawn"
        case .offerRefused(let response): "offer refused \(response.status)"
        case .infoArrived: "info"
        case .referArrived(.success(let wish)): "refer \(wish.user)"
        case .referArrived(.failure(let fault)): "refer \(fault)"
        case .requestArrived(let request, _): "request \(request.method)"
        case .responseArrived(let response): "response \(response.status)"
        case .challenged(let request, let response): "challenged \(request.method) \(response.status)"
        case .ended(let ending): "ended \(ending.words)"
        case .finished: "finished"
        case .ignore(let surprise): "ignore \(surprise)"
        }
    }
}

extension SessionEnding {
    var words: String {
        switch self {
        case .local: "local"
        case .remote: "remote"
        case .cancelled: "cancelled"
        case .refused(let response): "refused \(response.status)"
        case .rejected(let status): "rejected \(status)"
        case .timedOut: "timed out"
        case .transportFailed: "transport failed"
        case .acknowledgementMissing: "without ACK"
        case .prackMissing: "without PRACK"
        case .expired: "expired"
        case .dialogLost: "dialog lost"
        }
    }
}

extension [UInt8] {
    var words: String { String(decoding: self, as: UTF8.self) }
}

extension [SessionAction] {
    /// The actions as the tests write them.
    var words: String { map(\.words).joined(separator: ", ") }
}
