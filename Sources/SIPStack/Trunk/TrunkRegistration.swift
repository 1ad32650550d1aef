import CallModel
import SIP

/// Keeps our registration with a provider alive: runs the registration machine on the loop.
///
/// - Isolation: signalling.
@Signalling
final class TrunkRegistration {
    private let account: TrunkSettings.Account
    private let expiry: Duration
    private weak var trunk: Trunk?
    private var machine: ClientRegistration?
    private var flow: Flow?
    private var generations: [ClientRegistration.Timer: UInt32] = [:]
    private let over = SettledFlag()

    init(account: TrunkSettings.Account, expiry: Duration, trunk: Trunk) {
        self.account = account
        self.expiry = expiry
        self.trunk = trunk
    }

    /// The state in words.
    var inWords: String { machine?.inWords ?? "not registered" }

    func start() {
        guard let trunk else { return }
        Signalling.start {
            guard let flow = await trunk.flow() else {
                trunk.note(.down("no address of the provider can be reached"))
                trunk.stack.timers.after(.seconds(10)) { [weak self] in self?.start() }
                return
            }
            self.begin(over: flow, trunk)
        }
    }

    /// Unregisters; waits for the provider's word for two seconds at the longest.
    func stop() async {
        guard let trunk, machine != nil else { return }
        trunk.stack.timers.after(.seconds(2)) { [over] in over.raise() }
        run { $0.stop() }
        await over.wait()
    }

    private func begin(over flow: Flow, _ trunk: Trunk) {
        self.flow = flow
        let stack = trunk.stack
        let host = trunk.settings.peers.first?.host ?? flow.remote.host
        let address = NameAddress(uri: SIPURI(user: account.user, host: host))
        machine = ClientRegistration(
            .init(
                registrar: SIPURI(host: host, port: trunk.settings.peers.first?.port), addressOfRecord: address,
                contact: stack.contact(on: flow, user: account.user), expires: expiry,
                callID: stack.transactions.makeTag(), tag: stack.transactions.makeTag(),
                others: [HeaderField("User-Agent", stack.settings.product)]))
        run { $0.start() }
    }

    private func run(_ step: (inout ClientRegistration) -> [ClientRegistration.Action]) {
        guard var current = machine else { return }
        let actions = step(&current)
        machine = current
        for action in actions { perform(action) }
    }

    private func perform(_ action: ClientRegistration.Action) {
        guard let trunk else { return }
        switch action {
        case .send(let request): send(request, trunk)
        case .startTimer(let timer, let delay): start(timer, delay, trunk)
        case .stopTimer(let timer): generations[timer, default: 0] &+= 1
        case .challenged(let request, let response):
            if let credentials = trunk.credentials(request, response) {
                run { $0.authorize(credentials) }
            } else {
                run { $0.giveUp(jitter: .random(in: 0..<1)) }
            }
        case .registered: trunk.note(.up)
        case .failed(let failure): trunk.note(.down("registration: \(failure.inWords)"))
        case .stopped: over.raise()
        case .ignore(let surprise): trunk.stack.count(surprise)
        }
    }

    private func send(_ request: SIPRequest, _ trunk: Trunk) {
        Signalling.start {
            // The provider's address may have changed since the last REGISTER.
            guard let flow = await trunk.flow() ?? self.flow else { return }
            self.flow = flow
            trunk.stack.transactions.send(
                request, over: flow, sentBy: trunk.stack.advertised(flow),
                onResponse: { [weak self] response in
                    self?.run { $0.receive(response, jitter: .random(in: 0..<1)) }
                },
                onEnd: { [weak self] ending in
                    self?.run { $0.requestFailed(request.headers.cseq, ending, jitter: .random(in: 0..<1)) }
                })
        }
    }

    private func start(_ timer: ClientRegistration.Timer, _ delay: Duration, _ trunk: Trunk) {
        let generation = generations[timer, default: 0] &+ 1
        generations[timer] = generation
        trunk.stack.timers.after(delay) { [weak self] in
            guard let self, self.generations[timer] == generation else { return }
            self.run { $0.timerFired(timer) }
        }
    }
}

/// A flag that one task may wait for.
@Signalling
private final class SettledFlag {
    private var isRaised = false
    private var waiting: UnsafeContinuation<Void, Never>?

    nonisolated init() {}

    func raise() {
        isRaised = true
        waiting?.resume()
        waiting = nil
    }

    func wait() async {
        if isRaised { return }
        await withUnsafeContinuation { waiting = $0 }
    }
}
