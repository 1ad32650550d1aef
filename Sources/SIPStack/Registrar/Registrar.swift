package import CallModel
package import Logging
package import SIP
import Security

/// The desk phones: who they are, where they are, and that they are who they say.
///
/// The bindings are a table in memory; every change is told to ``onChange``, which writes it behind, and bindings over
/// UDP are taken back after a restart.
///
/// - Isolation: signalling.
/// - Source: RFC 3261 §10.3, §22; RFC 7616.
@Signalling
package final class Registrar {
    /// Told of every change of a binding, for the store.
    package var onChange: (@Signalling (BindingChange) -> Void)?
    /// What happened so far.
    package private(set) var counters = RegistrarCounters()

    private var accounts: [String: PhoneAccount] = [:]
    private var secrets: [SecretKey: String] = [:]
    private var table = BindingTable()
    private var flows: [String: Flow] = [:]
    private var sources: [SocketEndpoint: Set<String>] = [:]
    private var digest: DigestServer
    private let realm: String
    private let clock: WallClock
    private let logger: Logger
    private let started = ContinuousClock.now
    private var refusals: [String: ContinuousClock.Instant] = [:]

    /// What our phones call us: the hosts of the addresses that they registered.
    private var names: Set<String> = []
    private static let mostNames = 64

    private struct SecretKey: Hashable {
        var phone: String
        var algorithm: DigestAlgorithm
    }

    /// A registrar without phones.
    package init(realm: String, clock: WallClock, logger: Logger) {
        self.realm = realm
        self.clock = clock
        self.logger = logger
        digest = DigestServer(realm: realm, hash: SystemDigest.hash, cipher: SystemDigest.cipher())
    }

    /// Sets which phones there are. One that is gone keeps its binding until that lapses, but can no longer renew it.
    package func setPhones(_ phones: [PhoneAccount]) {
        accounts = Dictionary(phones.map { ($0.phone, $0) }, uniquingKeysWith: { $1 })
        secrets = [:]
    }

    /// Takes bindings from the store. Those of connections are gone with the connection, and a phone that has registered
    /// since is where it said then.
    func restore(_ bindings: [Binding], _ stack: SIPStack) {
        let flows = bindings.map { binding in
            FlowText.read(binding.receivedFrom).flatMap { end in
                end.kind == .udp ? stack.transport.datagramFlow(to: end.remote) : nil
            }
        }
        let reachable = zip(bindings, flows).compactMap { binding, flow in flow.map { (binding, $0) } }
        let taken = Set(table.restore(reachable.map(\.0), now: now))
        for (binding, flow) in reachable where taken.contains(binding) { note(binding, flow) }
    }

    /// Begins to let bindings lapse.
    func start(_ stack: SIPStack) {
        stack.timers.after(.seconds(10)) { [weak self, weak stack] in
            guard let self, let stack else { return }
            self.apply(self.table.expire(now: self.now))
            self.start(stack)
        }
    }

    // MARK: Who is where

    /// Where a phone can be rung now, the preferred first.
    package func contacts(of phone: String) -> [RegisteredContact] {
        table.bindings(of: phone, now: now).compactMap { binding in
            flows[binding.receivedFrom].map {
                RegisteredContact(
                    phone: phone, uri: binding.contact, path: binding.path, flow: $0, expires: binding.expires)
            }
        }
    }

    /// Whether a phone that has registered calls us so.
    package func isCalled(_ host: String) -> Bool { names.contains(host.lowercased()) }

    /// How many bindings there are.
    package var bindings: Int { table.count }

    /// The phone that registered from this address.
    func phone(at endpoint: SocketEndpoint) -> String? { sources[endpoint]?.first }

    /// The connection is gone, and with it every phone that was reached through it.
    func flowClosed(_ flow: Flow) { apply(table.remove(receivedFrom: FlowText.text(flow))) }

    // MARK: Who is it?

    /// The challenge to a REGISTER that shows no credentials at all; `nil` when it shows some, or is none.
    ///
    /// It is answered without a transaction, so that a flood of them fills nothing (RFC 3261 §8.2.7). Its tag is made of
    /// the request, because each copy of it must get the same one.
    func challenge(_ request: SIPRequest) -> SIPResponse? {
        guard request.method == .register, request.headers.first(DigestAsker.server.credentialsField) == nil else {
            return nil
        }
        var tag = Hasher()
        tag.combine(request.headers.callID)
        tag.combine(request.headers.via.first?.branch)
        let bits = UInt64(truncatingIfNeeded: tag.finalize())
        return challenge(request, after: .missing, toTag: String(bits, radix: 16), now: started.duration(to: .now))
    }

    private func challenge(
        _ request: SIPRequest, after verdict: DigestServer.Verdict, toTag: String, now: Duration
    ) -> SIPResponse {
        counters.challenged += 1
        let claimed = request.headers.from.uri.user ?? ""
        return digest.challenge(
            request, offering: accounts[claimed]?.algorithms ?? [.md5], after: verdict, toTag: toTag, now: now)
    }

    /// Takes a REGISTER.
    func receive(_ request: SIPRequest, _ transaction: ServerTransaction, _ stack: SIPStack) {
        guard let phone = authenticate(request, transaction, stack) else { return }
        guard request.headers.to.uri.user == phone else {
            counters.refused += 1
            transaction.respond(stack.tagged(request, 403))
            return
        }
        let flow = transaction.flow
        let place = FlowText.text(flow)
        // The far end is the same; ours may be another one.
        if let index = flows.index(forKey: place) { flows.values[index] = flow }
        let outcome = table.register(
            request, addressOfRecord: phone, receivedFrom: place, toTag: stack.transactions.makeTag(), now: now)
        if outcome.response.status == 200 {
            counters.accepted += 1
            stack.transport.trust(flow)
        } else {
            counters.refused += 1
        }
        apply(outcome.changes, over: flow)
        transaction.respond(outcome.response)
    }

    /// The phone that a request is of; `nil` when it was challenged or refused, which has been answered then.
    func authenticate(_ request: SIPRequest, _ transaction: ServerTransaction, _ stack: SIPStack) -> String? {
        let now = started.duration(to: .now)
        let verdict = digest.check(request, now: now) { ha1($0, $1) }
        switch verdict {
        case .accepted(let phone): return phone
        case .missing, .stale:
            transaction.respond(challenge(request, after: verdict, toTag: stack.transactions.makeTag(), now: now))
        case .wrong:
            counters.wrongPassword += 1
            warn(transaction.flow)
            transaction.respond(stack.tagged(request, 403))
        case .wrongURI: transaction.respond(stack.tagged(request, 400))
        }
        return nil
    }

    private func ha1(_ phone: String, _ algorithm: DigestAlgorithm) -> String? {
        let key = SecretKey(phone: phone, algorithm: algorithm)
        if let known = secrets[key] { return known }
        guard let account = accounts[phone], account.algorithms.contains(algorithm) else { return nil }
        let secret = SystemDigest.hash.ha1(username: phone, realm: realm, password: account.password, algorithm)
        secrets[key] = secret
        return secret
    }

    /// Once a minute for each host. The wording is what the fail2ban filter looks for: do not change it.
    private func warn(_ flow: Flow) {
        let host = flow.remote.host
        if let last = refusals[host], last.duration(to: .now) < .seconds(60) { return }
        if refusals.count >= 1_024 { refusals = [:] }
        refusals[host] = .now
        logger.warning("registration refused: wrong name or password", metadata: ["host": "\(host)"])
    }

    // MARK: Changes

    private func apply(_ changes: [BindingChange], over flow: Flow? = nil) {
        for change in changes {
            switch change {
            case .stored(let binding): if let flow { note(binding, flow) }
            case .removed(let binding, _): forget(binding)
            }
            onChange?(change)
        }
    }

    private func note(_ binding: Binding, _ flow: Flow) {
        flows[binding.receivedFrom] = flow
        sources[flow.remote, default: []].insert(binding.addressOfRecord)
        if let domain = binding.domain, names.count < Self.mostNames { names.insert(domain) }
    }

    private func forget(_ binding: Binding) {
        let others = table.bindings(of: binding.addressOfRecord, now: now)
        if others.contains(where: { $0.receivedFrom == binding.receivedFrom }) { return }
        guard let end = FlowText.read(binding.receivedFrom) else { return }
        sources[end.remote]?.remove(binding.addressOfRecord)
        if sources[end.remote]?.isEmpty ?? true {
            sources.removeValue(forKey: end.remote)
            flows.removeValue(forKey: binding.receivedFrom)
        }
    }

    private var now: Duration { .microseconds(clock.now().microseconds) }
}

/// What the registrar counted.
package struct RegistrarCounters: Hashable, Sendable {
    package var accepted: UInt64 = 0
    package var refused: UInt64 = 0
    package var challenged: UInt64 = 0
    package var wrongPassword: UInt64 = 0
}
