import SIP

/// One user agent of an ``AgentWorld``: the driver of one session and its transactions.
final class Agent {
    private enum Client {
        case invite(ClientInviteTransaction)
        case other(ClientNonInviteTransaction)
    }

    private enum Server {
        case invite(ServerInviteTransaction)
        case other(ServerNonInviteTransaction)
    }

    private enum TimerOwner: Hashable {
        case client(TransactionKey, TransactionTimer)
        case server(TransactionKey, TransactionTimer)
        case session(SessionTimer)
    }

    let name: String
    unowned let world: AgentWorld
    weak var peer: Agent?
    var session: InviteSession?
    var settings: SessionSettings
    /// What the session told its leg: `answered`, `ended local`, …
    private(set) var heard: [String] = []
    /// What was passed over, for tests of surprises.
    private(set) var surprises: [SessionSurprise] = []
    /// What the leg does on a word of the session.
    var leg: (Agent, SessionAction) -> Void = { _, _ in }
    /// How the callee meets an INVITE.
    var meetInvite: (Agent) -> Void = { _ in }
    private(set) var dialogs: Set<DialogID> = []
    private var clients: [TransactionKey: Client] = [:]
    private var cseqs: [TransactionKey: CSeq] = [:]
    private var servers: [TransactionKey: Server] = [:]
    private var timers: [TimerOwner: Int] = [:]
    private var generation = 0
    private var branches = 0
    private var lastInvite: TransactionKey?

    init(_ name: String, _ world: AgentWorld) {
        self.name = name
        self.world = world
        settings = SessionSettings(contact: NameAddress(uri: SIPURI(user: name, host: "\(name).example")))
    }

    /// Whether nothing of it is under way.
    var isIdle: Bool { clients.isEmpty && servers.isEmpty && timers.isEmpty }

    // MARK: Commands

    func call(body: String = "offer", require: String? = nil, settings: SessionSettings? = nil) {
        var invite = MachineSamples.request(.invite, branch: nil, body: body)
        invite.headers.contacts = []
        if let require { invite.headers.others.append(HeaderField("Require", require)) }
        session = InviteSession(calling: invite, settings: settings ?? self.settings)
        perform { $0.start() }
    }

    func perform(_ command: (inout InviteSession) -> [SessionAction]) {
        guard session != nil else { return }
        let actions = session.map { session in
            var session = session
            let actions = command(&session)
            self.session = session
            return actions
        }
        run(actions ?? [])
    }

    // MARK: Messages

    func receive(_ message: SIPMessage) {
        switch message {
        case .response(let response): receive(response)
        case .request(let request): receive(request)
        }
    }

    private func receive(_ response: SIPResponse) {
        guard let key = TransactionKey.client(response), let client = clients[key] else { return }
        switch client {
        case .invite(var machine):
            let actions = machine.receive(response)
            clients[key] = .invite(machine)
            run(actions, key)
        case .other(var machine):
            let actions = machine.receive(response)
            clients[key] = .other(machine)
            run(actions, key)
        }
    }

    private func receive(_ request: SIPRequest) {
        let key = TransactionKey.server(request)
        switch servers[key] {
        case .invite(var machine):
            let actions = machine.receive(request)
            servers[key] = .invite(machine)
            run(actions, key, request)
        case .other(var machine):
            let actions = machine.receive(request)
            servers[key] = .other(machine)
            run(actions, key, request)
        case nil:
            begin(request, key)
        }
    }

    private func begin(_ request: SIPRequest, _ key: TransactionKey) {
        if request.method == .ack {
            if DialogID(received: request).map(dialogs.contains) == true {
                perform { $0.receive(request, key: key) }
            }
            return
        }
        if request.method == .invite {
            var machine = ServerInviteTransaction(invite: request, transport: .unreliable)
            let actions = machine.start()
            servers[key] = .invite(machine)
            run(actions, key, request)
        } else {
            var machine = ServerNonInviteTransaction(request: request, transport: .unreliable)
            let actions = machine.start()
            servers[key] = .other(machine)
            run(actions, key, request)
        }
        if request.method == .cancel, servers[.invite(cancelledBy: request)] != nil {
            perform { $0.receive(request, key: key) }
        } else if let id = DialogID(received: request) {
            guard dialogs.contains(id) else { return respond(request.response(481), key) }
            perform { $0.receive(request, key: key) }
        } else if request.method == .invite {
            session = InviteSession(answering: request, key: key, localTag: "\(name)-tag", settings: settings)
            perform { $0.start() }
            meetInvite(self)
        } else {
            respond(request.response(481, toTag: "none"), key)
        }
    }

    private func send(_ request: SIPRequest) {
        let request = withVia(request)
        guard let key = TransactionKey.client(request) else { return }
        cseqs[key] = request.headers.cseq
        if request.method == .invite {
            lastInvite = key
            var machine = ClientInviteTransaction(invite: request, transport: .unreliable)
            let actions = machine.start()
            clients[key] = .invite(machine)
            run(actions, key)
        } else {
            var machine = ClientNonInviteTransaction(request: request, transport: .unreliable)
            let actions = machine.start()
            clients[key] = .other(machine)
            run(actions, key)
        }
    }

    private func withVia(_ request: SIPRequest) -> SIPRequest {
        branches += 1
        var request = request
        request.headers.via = [
            Via(
                transport: "UDP", host: "\(name).example",
                parameters: Parameters([.init("branch", "z9hG4bK-\(name)-\(branches)")]))
        ]
        return request
    }

    func respond(_ response: SIPResponse, _ key: TransactionKey) {
        let bytes = world.write(response)
        switch servers[key] {
        case .invite(var machine):
            let actions = machine.respond(status: response.status, bytes: bytes)
            servers[key] = .invite(machine)
            run(actions, key, nil)
        case .other(var machine):
            let actions = machine.respond(status: response.status, bytes: bytes)
            servers[key] = .other(machine)
            run(actions, key, nil)
        case nil:
            break
        }
    }

    private func transmit(_ message: SIPMessage) {
        guard let peer else { return }
        world.transmit(message, from: self, to: peer)
    }

    // MARK: Actions

    private func run(_ actions: [ClientTransactionAction], _ key: TransactionKey) {
        for action in actions {
            switch action {
            case .send(let request): transmit(.request(request))
            case .deliver(let response): perform { $0.receive(response) }
            case .startTimer(let timer, let duration): start(.client(key, timer), duration)
            case .stopTimer(let timer): timers[.client(key, timer)] = nil
            case .terminated(let ending):
                let cseq = cseqs.removeValue(forKey: key)
                clients[key] = nil
                if ending != .completed, ending != .abandoned, let cseq { perform { $0.requestFailed(cseq, ending) } }
            case .ignore: break
            }
        }
    }

    private func run(_ actions: [ServerTransactionAction], _ key: TransactionKey, _ request: SIPRequest?) {
        for action in actions {
            switch action {
            case .send(let bytes): if let response = world.read(bytes) { transmit(.response(response)) }
            case .respondTrying(let response): respond(response, key)
            case .deliverACK: if let request { perform { $0.receive(request, key: key) } }
            case .reportFailure, .ignore: break
            case .startTimer(let timer, let duration): start(.server(key, timer), duration)
            case .stopTimer(let timer): timers[.server(key, timer)] = nil
            case .terminated: servers[key] = nil
            }
        }
    }

    private func run(_ actions: [SessionAction]) {
        for action in actions {
            switch action {
            case .send(let request): send(request)
            case .sendACK(let ack): transmit(.request(withVia(ack)))
            case .cancelInvite(let reason): cancel(reason)
            case .abandonInvite: abandon()
            case .respond(let response, let key): respond(response, key)
            case .startTimer(let timer, let duration): start(.session(timer), duration)
            case .stopTimer(let timer): timers[.session(timer)] = nil
            case .dialogCreated(let id): dialogs.insert(id)
            case .ignore(let surprise): surprises.append(surprise)
            case .finished:
                dialogs = []
                heard.append("finished")
            default:
                heard.append(action.words)
                leg(self, action)
            }
        }
    }

    private func cancel(_ reason: String?) {
        guard let lastInvite, case .invite(let machine) = clients[lastInvite], let invite = machine.invite else {
            return
        }
        let cancel = SIPRequest.cancel(invite, reason: reason)
        guard let key = TransactionKey.client(cancel) else { return }
        var transaction = ClientNonInviteTransaction(request: cancel, transport: .unreliable)
        let actions = transaction.start()
        clients[key] = .other(transaction)
        cseqs[key] = cancel.headers.cseq
        run(actions, key)
    }

    private func abandon() {
        guard let lastInvite, case .invite(var machine) = clients[lastInvite] else { return }
        let actions = machine.abandon()
        clients[lastInvite] = .invite(machine)
        run(actions, lastInvite)
    }

    // MARK: Timers

    private func start(_ owner: TimerOwner, _ duration: Duration) {
        generation += 1
        let mine = generation
        timers[owner] = mine
        world.after(duration) { [self] in
            guard timers[owner] == mine else { return }
            timers[owner] = nil
            fire(owner)
        }
    }

    private func fire(_ owner: TimerOwner) {
        switch owner {
        case .session(let timer):
            perform { $0.timerFired(timer) }
        case .client(let key, let timer):
            switch clients[key] {
            case .invite(var machine):
                let actions = machine.timerFired(timer)
                clients[key] = .invite(machine)
                run(actions, key)
            case .other(var machine):
                let actions = machine.timerFired(timer)
                clients[key] = .other(machine)
                run(actions, key)
            case nil: break
            }
        case .server(let key, let timer):
            switch servers[key] {
            case .invite(var machine):
                let actions = machine.timerFired(timer)
                servers[key] = .invite(machine)
                run(actions, key, nil)
            case .other(var machine):
                let actions = machine.timerFired(timer)
                servers[key] = .other(machine)
                run(actions, key, nil)
            case nil: break
            }
        }
    }
}
