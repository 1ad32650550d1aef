package import CallModel
package import SIP

/// One leg's INVITE session on the wire: runs the session machine, and tells its owner what concerns a leg.
///
/// - Isolation: signalling.
@Signalling
package final class Session: TimerOwner {
    /// Where requests inside the dialog go.
    package enum Routing: Hashable, Sendable {
        /// Over the flow that the dialog began on: phones, whose Contact may be an address behind a NAT.
        case flow
        /// To the remote target or the first Route, as RFC 3261 §12.2.1.1 says: trunks, whose signalling has many hosts.
        case target
    }

    /// Called for the actions that concern the leg: from ``SessionAction/progressed(_:)`` to
    /// ``SessionAction/ended(_:)``.
    package var onEvent: (@Signalling (SessionAction) -> Void)?
    /// Asked for credentials when a request of ours is challenged; `nil`, or an answer of `nil`, gives up.
    package var credentials: (@Signalling (SIPRequest, SIPResponse) -> [HeaderField]?)?
    /// Called once, when the peer has nothing more to do with the session: the INVITE was refused or cancelled, or BYE
    /// was said. What the session may still wait for are the answer to that, and late answers of other forks.
    package var onQuiet: (@Signalling () -> Void)?
    /// Called when something of ``memory`` may have changed.
    package var onRefresh: (@Signalling () -> Void)?
    /// Whose session it is.
    package weak var owner: AnyObject?
    /// The SIP Call-ID.
    package let callID: String

    private var machine: InviteSession
    private let stack: SIPStack
    /// Where it talks now.
    package private(set) var flow: Flow
    /// Where requests inside the dialog go.
    package let routing: Routing
    private let phone: String?
    /// By the timer's number.
    private var timers = InlineArray<11, TimerTicket>(repeating: .none)
    private var invite: ClientTransaction?
    /// INVITEs before ``invite``, whose answers may still come.
    private var earlierInvites: [ClientTransaction] = []
    private var dialogs: [DialogID] = []
    private var isFinished = false

    init(
        _ machine: InviteSession, callID: String, stack: SIPStack, flow: Flow, routing: Routing, phone: String? = nil
    ) {
        self.phone = phone
        self.machine = machine
        self.callID = callID
        self.stack = stack
        self.flow = flow
        self.routing = routing
    }

    /// Where the session stands.
    package var phase: InviteSession.Phase { machine.phase }

    /// What another process needs to go on with it; `nil` while it is not established, or is over.
    package var memory: SessionMemory? { machine.memory }

    /// The INVITE that rings, as it was sent; `nil` before it, and when it was answered or given up.
    package var ringing: SIPRequest? {
        switch machine.phase {
        case .calling, .proceeding: invite?.invite
        case .ready, .cancelling, .incoming, .answered, .confirmed, .ended, .finished: nil
        }
    }

    /// Talks over another flow from now on.
    package func move(to flow: Flow) { self.flow = flow }

    /// Goes on with a session that was kept. Set ``onEvent`` first.
    package func resume() { run { $0.resume() } }

    /// Begins: sends the INVITE, or checks the one that came. Set ``onEvent`` first.
    package func start() { run { $0.start() } }

    /// Callee: sends 180 or 183, with a description for early media if one is given.
    package func progress(_ status: Int, body: [UInt8] = []) { run { $0.progress(status, body: body) } }

    /// Callee: sends 200 with this description.
    package func answer(_ body: [UInt8]) { run { $0.answer(body) } }

    /// Callee: refuses with a final status.
    package func refuse(_ status: Int, reason: String? = nil, others: [HeaderField] = []) {
        run { $0.refuse(status, reason: reason, others: others) }
    }

    /// Ends the session in any state; `reason` is the value of the Reason header field.
    package func hangUp(reason: String?) { run { $0.hangUp(reason: reason) } }

    /// Offers a new description.
    package func offer(_ body: [UInt8]) { run { $0.offer(body) } }

    /// Answers the peer's offer.
    package func answerOffer(_ body: [UInt8]) { run { $0.answerOffer(body) } }

    /// Refuses the peer's offer; the old description holds.
    package func refuseOffer() { run { $0.refuseOffer() } }

    /// Asks the peer whether the session is there still: one that does not answer, or knows nothing of it, ends it.
    ///
    /// - Source: RFC 3261 §11, §12.2.1.2.
    package func probe() { run { $0.probe() } }

    /// Takes the peer's REFER on.
    package func acceptReferral() { run { $0.acceptReferral() } }

    /// Refuses the peer's REFER.
    package func refuseReferral(_ status: Int) { run { $0.refuseReferral(status) } }

    /// Tells the peer how far the call that its REFER wanted has come.
    package func tellReferrer(_ status: Int) { run { $0.tellReferrer(status) } }

    /// Answers a request that the session handed to its owner.
    package func respond(to request: SIPRequest, key: TransactionKey, _ status: Int) {
        stack.transactions.respond(request.response(status), key: key)
    }

    /// Takes in a request inside the dialog, a CANCEL or an ACK.
    func receive(_ request: SIPRequest, key: TransactionKey, over flow: Flow) {
        // Whoever wants a call to be passed on must be who has it: names and numbers of a dialog can be overheard.
        guard request.method != .refer || isFrom(flow) else {
            return stack.transactions.respond(request.response(403), key: key)
        }
        // A phone that came back on another connection is followed; a datagram's source is not believed so easily.
        if flow.kind.isReliable { self.flow = flow }
        run { $0.receive(request, key: key) }
        if request.method == .invite || request.method == .update { onRefresh?() }
    }

    /// Takes in a response that came when its transaction was over.
    func receive(_ response: SIPResponse) { run { $0.receive(response) } }

    /// Whether `other` is the address that the session talks with.
    func isFrom(_ other: Flow) -> Bool { other.remote.host == flow.remote.host }

    /// The session with this dialog, with any peer of the same stack.
    package func peer(_ dialog: DialogID) -> Session? { stack.sessions[dialog] }

    /// Whether the peer means us when it names this host: by an address of ours, or by the name that it, or another
    /// phone, calls us by.
    package func isOurs(host: String) -> Bool {
        let dialog = machine.dialog
        return stack.isOurs(host: host, on: flow)
            || [dialog?.local.uri.host, dialog?.remote.uri.host].contains { $0?.equalsIgnoringCase(host) == true }
    }

    private func run(_ step: (inout InviteSession) -> [SessionAction]) {
        guard !isFinished else { return }
        let (actions, isQuiet) = Self.run(step, on: &machine)
        for action in actions { perform(action) }
        guard isQuiet, let told = onQuiet else { return }
        onQuiet = nil
        told()
    }

    // In one go, because asking the machine of a class copies it, and it is large.
    private static func run(
        _ step: (inout InviteSession) -> [SessionAction], on machine: inout InviteSession
    ) -> (actions: [SessionAction], isQuiet: Bool) {
        let actions = step(&machine)
        return (actions, machine.isQuiet)
    }

    private func perform(_ action: SessionAction) {
        switch action {
        case .send(let request): send(request)
        case .sendACK(let ack): sendACK(ack)
        case .cancelInvite(let reason): cancelInvite(reason)
        case .abandonInvite: invite?.abandon()
        case .respond(let response, let key): stack.transactions.respond(response, key: key)
        case .startTimer(let timer, let delay): start(timer, delay)
        case .stopTimer(let timer): stop(Int(timer.rawValue))
        case .dialogCreated(let id):
            dialogs.append(id)
            stack.register(self, id)
        case .challenged(let request, let response): challenged(request, response)
        case .finished: finish()
        case .ignore(let surprise): stack.count(surprise)
        case .progressed, .answered, .acknowledged, .offerArrived, .offerWanted, .answerArrived, .offerWithdrawn,
            .offerRefused, .referArrived, .infoArrived, .requestArrived, .responseArrived, .ended:
            onEvent?(action)
        }
    }

    private func send(_ request: SIPRequest) {
        // Not the request itself, which would live as long as the transaction.
        let cseq = request.headers.cseq
        let transaction = stack.transactions.send(
            request, over: hop(request), sentBy: stack.advertised(flow),
            onResponse: { [weak self] response in
                self?.run { $0.receive(response) }
                if response.headers.cseq.method != .bye { self?.onRefresh?() }
            },
            onEnd: { [weak self] ending in
                guard ending != .completed else { return }
                self?.run { $0.requestFailed(cseq, ending) }
            })
        guard request.method == .invite else { return }
        if let invite { earlierInvites.append(invite) }
        invite = transaction
    }

    private func sendACK(_ ack: SIPRequest) {
        var ack = ack
        let hop = hop(ack)
        ack.headers.via = [stack.transactions.via(over: hop, sentBy: stack.advertised(flow))]
        _ = stack.transport.send(ack.serialized(), over: hop)
    }

    private func cancelInvite(_ reason: String?) {
        guard let invite, let request = invite.invite else { return }
        stack.transactions.send(
            .cancel(request, reason: reason), over: invite.flow, sentBy: stack.advertised(flow),
            onResponse: { _ in }, onEnd: { _ in })
    }

    private func start(_ timer: SessionTimer, _ delay: Duration) {
        stop(Int(timer.rawValue))
        timers[Int(timer.rawValue)] = stack.timers.start(timer.rawValue, of: self, after: delay)
    }

    private func stop(_ timer: Int) { stack.timers.stop(timers[timer]) }

    package func timerFired(_ number: UInt8) {
        guard let timer = SessionTimer(rawValue: number) else { return }
        run { $0.timerFired(timer) }
    }

    private func challenged(_ request: SIPRequest, _ response: SIPResponse) {
        let answers = credentials?(request, response)
        run { machine in
            if let answers {
                machine.authorize(request.headers.cseq, answers)
            } else {
                machine.giveUp(request.headers.cseq)
            }
        }
    }

    private func hop(_ request: SIPRequest) -> Flow {
        if flow.kind.isReliable, !stack.transport.isOpen(flow) {
            flow = stack.successor(of: flow, phone: phone) ?? flow
        }
        // The first INVITE goes where the stack was told to send it.
        guard routing == .target, request.headers.to.tag != nil else { return flow }
        return stack.flow(to: request.nextHop, near: flow)
    }

    private func finish() {
        isFinished = true
        for timer in timers.indices { stop(timer) }
        for id in dialogs { stack.forget(self, id) }
        dialogs = []
        invite?.disown()
        for invite in earlierInvites { invite.disown() }
        (invite, earlierInvites) = (nil, [])
        stack.sessionFinished(self)
        onEvent = nil
        onRefresh = nil
        credentials = nil
    }
}
