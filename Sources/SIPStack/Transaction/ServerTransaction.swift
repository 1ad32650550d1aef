package import CallModel
package import SIP

/// A request of theirs under way: runs one of the two server machines on the loop.
///
/// - Isolation: signalling.
@Signalling
package final class ServerTransaction: TimerOwner {
    private enum Machine {
        case invite(ServerInviteTransaction)
        case other(ServerNonInviteTransaction)
    }

    /// The method of the request.
    package let method: Method
    /// Where it came from; responses go back over it.
    package let flow: Flow
    package let key: TransactionKey
    var merge: MergedRequestKey?
    /// Called when a CANCEL for this INVITE came, with the key that its own answer goes through.
    package var onCancel: (@Signalling (SIPRequest, TransactionKey, Flow) -> Void)?
    /// Called when an ACK to our 2xx came on the branch of the INVITE, as old peers send it.
    package var onACK: (@Signalling () -> Void)?
    /// Called when a response could not be sent, or nobody acknowledged it.
    package var onFailure: (@Signalling (TransactionEnding) -> Void)?

    private var machine: Machine?
    private var running = RunningTimers()
    private let layer: TransactionLayer
    private var hasEnded = false

    init(request: SIPRequest, key: TransactionKey, flow: Flow, values: TimerValues, layer: TransactionLayer) {
        self.method = request.method
        self.key = key
        self.flow = flow
        self.layer = layer
        let transport = flow.kind.reliability
        machine =
            request.method == .invite
            ? .invite(ServerInviteTransaction(invite: request, timers: values, transport: transport))
            : .other(ServerNonInviteTransaction(request: request, timers: values, transport: transport))
    }

    /// Begins to wait for the transaction user; one that has answered already is past that.
    func start() {
        step({ $0.phase == .ready ? $0.start() : [] }, { $0.phase == .ready ? $0.start() : [] })
    }

    /// Sends a response. One that the machine no longer allows is passed over.
    package func respond(_ response: SIPResponse) {
        let bytes = response.serialized()
        step(
            { $0.respond(status: response.status, bytes: bytes) }, { $0.respond(status: response.status, bytes: bytes) }
        )
    }

    func receive(_ request: SIPRequest) {
        step({ $0.receive(request) }, { $0.receive(request) })
    }

    package func timerFired(_ number: UInt8) {
        guard let timer = TransactionTimer(rawValue: number) else { return }
        running.stop(timer, layer.timers)
        step({ $0.timerFired(timer) }, { $0.timerFired(timer) })
    }

    private func transportFailed() {
        step({ $0.transportFailed() }, { $0.transportFailed() })
    }

    /// Gives one event to the machine, whichever it is, and does what it asks for.
    ///
    /// The machine is taken out of its place meanwhile, because changing a copy would copy all that it holds.
    private func step(
        _ invite: (inout ServerInviteTransaction) -> [ServerTransactionAction],
        _ other: (inout ServerNonInviteTransaction) -> [ServerTransactionAction]
    ) {
        let actions: [ServerTransactionAction]
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

    private func run(_ actions: [ServerTransactionAction]) {
        for action in actions {
            switch action {
            case .send(let bytes):
                switch layer.transport.send(bytes, over: flow) {
                case .sent, .dropped: continue
                case .gone, .failed: Signalling.run { self.transportFailed() }
                }
            case .respondTrying(let trying): respond(trying)
            case .deliverACK: onACK?()
            case .reportFailure(let ending): onFailure?(ending)
            case .startTimer(let timer, let delay): running.start(timer, of: self, after: delay, layer.timers)
            case .stopTimer(let timer): running.stop(timer, layer.timers)
            case .terminated(let ending): end(ending)
            case .ignore(let event): layer.count(event)
            }
        }
    }

    private func end(_ ending: TransactionEnding) {
        guard !hasEnded else { return }
        hasEnded = true
        running.stop(layer.timers)
        layer.remove(self)
        let told = onFailure
        onCancel = nil
        onACK = nil
        onFailure = nil
        if ending != .completed { told?(ending) }
    }
}
