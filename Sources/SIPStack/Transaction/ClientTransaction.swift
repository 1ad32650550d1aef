package import CallModel
package import SIP

/// A request of ours under way: runs one of the two client machines on the loop.
///
/// - Isolation: signalling.
@Signalling
package final class ClientTransaction: TimerOwner {
    private enum Machine {
        case invite(ClientInviteTransaction)
        case other(ClientNonInviteTransaction)
    }

    /// Where it went.
    package let flow: Flow
    let key: TransactionKey
    /// Called for every response that the machine lets through; without it a 2xx to an INVITE is a stray one.
    var onResponse: (@Signalling (SIPResponse) -> Void)?
    /// Called once at the end; anything but `.completed` stands for a final response that never came.
    var onEnd: (@Signalling (TransactionEnding) -> Void)?

    private var machine: Machine?
    private var running = RunningTimers()
    private let layer: TransactionLayer
    private var hasEnded = false
    private var hasHeard = false
    private var hasAsked = false

    init(request: SIPRequest, key: TransactionKey, flow: Flow, values: TimerValues, layer: TransactionLayer) {
        self.key = key
        self.flow = flow
        self.layer = layer
        let transport = flow.kind.reliability
        machine =
            request.method == .invite
            ? .invite(ClientInviteTransaction(invite: request, timers: values, transport: transport))
            : .other(ClientNonInviteTransaction(request: request, timers: values, transport: transport))
    }

    /// An INVITE of another process, which rings.
    init(resuming invite: SIPRequest, key: TransactionKey, flow: Flow, values: TimerValues, layer: TransactionLayer) {
        self.key = key
        self.flow = flow
        self.layer = layer
        machine = .invite(
            ClientInviteTransaction(resuming: invite, timers: values, transport: flow.kind.reliability))
        // Whoever asks whether the port is closed asks for a request that was sent just now.
        hasHeard = true
    }

    /// The INVITE as it was sent, with our Via, while a CANCEL for it may be written; `nil` later.
    package var invite: SIPRequest? {
        if case .invite(let machine) = machine { machine.invite } else { nil }
    }

    func start() {
        step({ $0.start() }, { $0.start() })
    }

    func receive(_ response: SIPResponse) {
        hasHeard = true
        step({ $0.receive(response) }, { $0.receive(response) })
    }

    /// Gives up waiting, as 64·T1 after a CANCEL that brought no answer (RFC 3261 §9.1).
    package func abandon() {
        guard case .invite(var invite) = machine else { return }
        let actions = invite.abandon()
        machine = .invite(invite)
        run(actions)
    }

    package func timerFired(_ number: UInt8) {
        guard let timer = TransactionTimer(rawValue: number) else { return }
        running.stop(timer, layer.timers)
        if timer == .a || timer == .e, !hasHeard, !hasAsked { askWhetherRefused() }
        step({ $0.timerFired(timer) }, { $0.timerFired(timer) })
    }

    /// Silent for T1: an ICMP error is a transport error (RFC 3261 §18.4), so that a closed port does not cost timer B.
    private func askWhetherRefused() {
        hasAsked = true
        layer.refusals.ask(flow) { [weak self] in
            guard let self, !self.hasHeard, !self.hasEnded else { return }
            self.layer.countRefused()
            self.transportFailed()
        }
    }

    private func transportFailed() {
        step({ $0.transportFailed() }, { $0.transportFailed() })
    }

    /// Gives one event to the machine, whichever it is, and does what it asks for.
    ///
    /// The machine is taken out of its place meanwhile, because changing a copy would copy all that it holds.
    private func step(
        _ invite: (inout ClientInviteTransaction) -> [ClientTransactionAction],
        _ other: (inout ClientNonInviteTransaction) -> [ClientTransactionAction]
    ) {
        let actions: [ClientTransactionAction]
        switch machine.take() {
        case .invite(var current):
            actions = invite(&current)
            machine = .invite(current)
        case .other(var current):
            actions = other(&current)
            machine = .other(current)
        case nil: return
        }
        run(actions)
    }

    private func run(_ actions: [ClientTransactionAction]) {
        for action in actions {
            switch action {
            case .send(let request): send(request)
            case .deliver(let response): deliver(response)
            case .startTimer(let timer, let delay): running.start(timer, of: self, after: delay, layer.timers)
            case .stopTimer(let timer): running.stop(timer, layer.timers)
            case .terminated(let ending): end(ending)
            case .ignore(let event): layer.count(event)
            }
        }
    }

    private func deliver(_ response: SIPResponse) {
        if let onResponse { onResponse(response) } else { layer.receiveUnwanted(response, over: flow) }
    }

    /// Nobody waits for it any more: it lingers for what its peer repeats.
    func disown() {
        onResponse = nil
        onEnd = nil
    }

    private func send(_ request: SIPRequest) {
        switch layer.transport.send(request.serialized(), over: flow) {
        case .sent, .dropped: return
        case .gone, .failed:
            // Not at once: the machine is in the middle of its own actions.
            Signalling.run { self.transportFailed() }
        }
    }

    private func end(_ ending: TransactionEnding) {
        guard !hasEnded else { return }
        hasEnded = true
        running.stop(layer.timers)
        layer.remove(self)
        let told = onEnd
        onResponse = nil
        onEnd = nil
        told?(ending)
    }
}

extension TransportKind {
    /// Whether the transport itself repeats what is lost.
    package var reliability: TransportReliability { self == .udp ? .unreliable : .reliable }
}
