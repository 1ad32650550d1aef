import CallModel
import Logging
import SIP
import SIPWire

/// What arrives, in the order in which it is let further in: source, rate, grammar, then meaning.
extension SIPStack {
    /// Before anything is read: whose address is it, and how much has it sent lately?
    func admit(_ endpoint: SocketEndpoint) -> Admission {
        admission.admit(classify(endpoint), host: endpoint.host, now: started.duration(to: .now))
    }

    /// Whose address this is.
    func classify(_ endpoint: SocketEndpoint) -> SourceClass {
        if let latestTrunk, latestTrunk.host == endpoint.host { return .trunk(latestTrunk.name) }
        if let trunk = trunkAddresses[endpoint.host] {
            latestTrunk = (endpoint.host, trunk)
            return .trunk(trunk)
        }
        if let phone = registrar.phone(at: endpoint) { return .phone(phone) }
        return .unknown
    }

    /// Takes in the bytes of one message.
    func receive(_ bytes: [UInt8], over flow: Flow) {
        let message: SIPMessage
        do {
            message = try MessageParser.parse(bytes)
        } catch {
            refuse(error, over: flow)
            return
        }
        switch consume message {
        case .request(var request):
            talk = talk(of: request)
            if gate(request, over: flow) == .admitted { transactions.receive(&request, over: flow) }
            talk = .none
        case .response(let response):
            transactions.receive(response, over: flow)
        }
    }

    private func talk(of request: SIPRequest) -> Talk {
        guard let id = DialogID(received: request) else { return .none }
        guard let session = sessions[id] else { return .unknown }
        return .known(session)
    }

    /// A malformed request of somebody we serve is answered; anybody else's vanishes.
    private func refuse(_ error: WireError, over flow: Flow) {
        guard error.code != .empty else { return }
        counters.malformed += 1
        let source = classify(flow.remote)
        logger.debug("malformed message", metadata: ["from": "\(flow.remote)", "error": "\(error)"])
        guard source != .unknown, let refusal = error.refusal else { return }
        _ = transport.send(refusal.serialized(toTag: transactions.makeTag()), over: flow)
    }

    /// An unknown source may register, and talk in a dialog that it has. Everything else of it gets no answer at all:
    /// an answer would tell a scanner that somebody is here, and could be aimed at a third party.
    private func gate(_ request: SIPRequest, over flow: Flow) -> Admission {
        if case .known(let session) = talk {
            return session.isFrom(flow) || classify(flow.remote) != .unknown ? .admitted : .refused
        }
        if request.method == .register || classify(flow.remote) != .unknown { return .admitted }
        // What belongs to a request that was let in: its ACK, its CANCEL, its repetition.
        if transactions.knows(request) { return .admitted }
        counters.unknownSource += 1
        warnOfScanner(request, flow)
        return .refused
    }

    /// Once a minute: a provider whose address changed looks just like a scanner, and an administrator must see it.
    private func warnOfScanner(_ request: SIPRequest, _ flow: Flow) {
        let now = ContinuousClock.now
        if let last = lastScannerWarning, last.duration(to: now) < .seconds(60) { return }
        lastScannerWarning = now
        logger.warning(
            "no service for an unknown source; if it is your provider, add its address to the trunk's peers",
            metadata: ["from": "\(flow.remote)", "method": "\(request.method)"])
    }

    /// Takes a request that has a transaction of its own now.
    func dispatch(_ request: SIPRequest, _ transaction: ServerTransaction) {
        switch talk {
        case .none: break
        case .unknown:
            counters.noDialog += 1
            return transaction.respond(request.response(481))
        case .known(let session):
            return session.receive(request, key: transaction.key, over: transaction.flow)
        }
        if request.headers.maxForwards == 0 {
            transaction.respond(tagged(request, 483))
            return
        }
        switch request.method {
        case .invite: invite(request, transaction)
        case .register: registrar.receive(request, transaction, self)
        case .options: options(request, transaction)
        case .bye, .update, .prack, .info: transaction.respond(tagged(request, 481))
        default:
            var response = tagged(request, 405)
            response.headers.others.append(HeaderField("Allow", Self.allow))
            transaction.respond(response)
        }
    }

    private func invite(_ request: SIPRequest, _ transaction: ServerTransaction) {
        let source: SourceClass
        switch classify(transaction.flow.remote) {
        case .trunk(let name): source = .trunk(name)
        case .phone, .unknown:
            // The address alone does not make a caller: the phone shows that it knows its password.
            guard let phone = registrar.authenticate(request, transaction, self) else { return }
            source = .phone(phone)
        }
        guard let onInvite else {
            transaction.respond(tagged(request, 503))
            return
        }
        onInvite(IncomingInvite(request: request, source: source, flow: transaction.flow, transaction: transaction))
    }

    private func options(_ request: SIPRequest, _ transaction: ServerTransaction) {
        var response = tagged(request, 200)
        response.headers.contacts = [contact(on: transaction.flow)]
        response.headers.others += [
            HeaderField("Allow", Self.allow), HeaderField("Accept", "application/sdp"),
            HeaderField("Supported", "100rel, timer"), HeaderField("Server", settings.product),
        ]
        transaction.respond(response)
    }

    /// Takes an ACK to a 2xx.
    func acknowledge(_ ack: SIPRequest, over flow: Flow) {
        guard case .known(let session) = talk else { return }
        session.receive(ack, key: TransactionKey.server(ack), over: flow)
    }

    /// Ends an answer that came when nobody waited for it any more: ACK, then BYE, or the phone stays off hook.
    func endStray(_ response: SIPResponse, over flow: Flow) {
        if let id = DialogID(received: response), let session = sessions[id] {
            session.receive(response)
            return
        }
        guard classify(flow.remote) != .unknown, let target = response.headers.contacts.first?.uri else { return }
        counters.strayAnswers += 1
        func request(_ method: Method, _ number: UInt32) -> SIPRequest {
            SIPRequest(
                method: method, uri: target,
                headers: Headers(
                    via: [transactions.via(over: flow, sentBy: advertised(flow))], from: response.headers.from,
                    to: response.headers.to, callID: response.headers.callID, cseq: CSeq(number, method),
                    route: response.headers.recordRoute.reversed(), maxForwards: 70))
        }
        let number = response.headers.cseq.number
        _ = transport.send(request(.ack, number).serialized(), over: flow)
        transactions.send(
            request(.bye, number &+ 1), over: flow, sentBy: advertised(flow), onResponse: { _ in }, onEnd: { _ in })
    }

    /// A response with a tag of ours.
    func tagged(_ request: SIPRequest, _ status: Int) -> SIPResponse {
        request.response(status, toTag: transactions.makeTag())
    }

    /// The methods that we take.
    static let allow = "INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE, PRACK, REGISTER"
}
