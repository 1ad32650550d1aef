package import CallModel
package import Logging
package import SIP
import SIPWire

/// SIP on the wire: admits, parses, matches, and hands calls to whoever answers them.
///
///     bytes ─► admission ─► MessageParser ─► TransactionLayer ─┬─► Session (in a dialog)
///                                                              ├─► Registrar (REGISTER)
///                                                              └─► onInvite (a new call)
///
/// - Isolation: signalling.
@Signalling
package final class SIPStack {
    /// Called for an INVITE that begins a call, from a trunk or an authenticated phone.
    package var onInvite: (@Signalling (IncomingInvite) -> Void)?
    /// The sockets.
    package let transport: TransportLayer
    /// The transactions.
    package let transactions: TransactionLayer
    /// The timers of the loop.
    package let timers: SignallingTimers
    /// The phones.
    package let registrar: Registrar
    /// The provider links, by name.
    package internal(set) var trunks: [String: Trunk] = [:]
    package let settings: StackSettings
    /// What the settings of all sessions have in common: only the Contact is missing.
    private let usualSession: SessionSettings
    /// The same for the clinic's phones, which may pass calls on.
    private let phoneSession: SessionSettings
    let resolver = HostResolver()
    let logger: Logger

    var sessions: [DialogID: Session] = [:]
    /// Whose dialog the request is in that is being taken in.
    var talk = Talk.none
    /// The Contact of the last session, which is that of most others too.
    private var lastContact: (own: SocketEndpoint, kind: TransportKind, contact: NameAddress)?
    /// Every session until its last message: a ring that was given up has nobody else who waits for its late answer.
    private var unfinished: [ObjectIdentifier: Session] = [:]
    var listeners: [TransportListener] = []
    var ownAddress = AdvertisedAddress()
    var admission: AdmissionGuard
    var trunkAddresses: [String: String] = [:] { didSet { latestTrunk = nil } }
    /// Which of them sent last.
    var latestTrunk: (host: String, name: String)?
    let started = ContinuousClock.now
    /// What happened so far.
    package internal(set) var counters = StackCounters()
    var lastScannerWarning: ContinuousClock.Instant?

    /// A stack that is not listening yet.
    package init(
        settings: StackSettings, listeners: [TransportListener], registrar: Registrar, logger: Logger
    ) {
        self.settings = settings
        usualSession = SessionSettings(
            contact: NameAddress(uri: SIPURI(host: "")), timers: settings.timers,
            sessionInterval: settings.sessionInterval, product: settings.product)
        var phoneSession = usualSession
        phoneSession.allow.append(.refer)
        self.phoneSession = phoneSession
        self.logger = logger
        self.registrar = registrar
        timers = SignallingTimers()
        transport = TransportLayer(
            timers: timers, listeners: listeners, client: settings.tls, limits: settings.transport, logger: logger)
        transactions = TransactionLayer(
            transport: transport, timers: timers, values: settings.timers, capacity: settings.transactions)
        admission = AdmissionGuard(limits: settings.admission)
    }

    /// Opens the sockets and begins to serve.
    ///
    /// - Throws: ``TransportError`` that names the address which could not be had.
    package func start() async throws {
        transport.admit = { [weak self] endpoint, _ in self?.admit(endpoint) ?? .refused }
        transport.receive = { [weak self] bytes, flow in self?.receive(bytes, over: flow) }
        transactions.refusals.mayAsk = { [weak self] flow in self?.mayBeAsked(flow) ?? false }
        transport.flowClosed = { [weak self] flow in self?.registrar.flowClosed(flow) }
        transactions.answerAtOnce = { [weak self] request in self?.registrar.challenge(request) }
        transactions.onRequest = { [weak self] request, transaction in self?.dispatch(request, transaction) }
        transactions.onACK = { [weak self] ack, flow in self?.acknowledge(ack, over: flow) }
        transactions.onStrayAnswer = { [weak self] response, flow in self?.endStray(response, over: flow) }
        // Before the first socket: a provider's call must not be taken for a stranger's meanwhile.
        for trunk in settings.trunks { know(trunk) }
        listeners = try await transport.start()
        registrar.start(self)
        setTrunks(settings.trunks)
    }

    /// Sets which trunks there are. One whose settings stay keeps its state and calls; the others are made anew.
    package func setTrunks(_ wanted: [TrunkSettings]) {
        let kept = trunks.filter { wanted.contains($0.value.settings) }
        for trunk in trunks.values where kept[trunk.settings.name] == nil {
            trunkAddresses = trunkAddresses.filter { $0.value != trunk.settings.name }
            Signalling.start { await trunk.stop() }
        }
        trunks = kept
        for settings in wanted where kept[settings.name] == nil {
            let trunk = Trunk(settings, stack: self)
            trunks[settings.name] = trunk
            know(settings)
            trunk.start()
        }
    }

    /// Peers with numeric addresses are known at once; names, when they are resolved.
    private func know(_ trunk: TrunkSettings) {
        for peer in trunk.peers where SocketAddressBytes(SocketEndpoint(host: peer.host, port: 0)) != nil {
            trunkAddresses[peer.host] = trunk.name
        }
    }

    /// Takes the phones' bindings from the store, at any time after ``start()``.
    package func restore(_ bindings: [Binding]) { registrar.restore(bindings, self) }

    /// Where the stack listens: the ports that were really taken.
    package var boundListeners: [TransportListener] { listeners }

    /// Messages that were dropped unread because their source sent too many.
    package var refusedByRate: UInt64 {
        let counters = admission.counters
        return counters.refusedTrunk + counters.refusedPhone + counters.refusedUnknown
    }

    /// How many INVITE sessions are not finished.
    package var liveSessions: Int { unfinished.count }

    /// Ends registrations of ours and closes the sockets. Sessions should be over by then.
    package func stop() async {
        for trunk in trunks.values { await trunk.stop() }
        await transport.close()
    }

    // MARK: Addresses

    /// The address of ours that the far end of `flow` should use: what goes into Via and Contact.
    package func advertised(_ flow: Flow) -> SocketEndpoint {
        var own = SocketEndpoint(
            host: advertisedHost(towards: flow.remote.host, local: flow.local.host), port: flow.local.port)
        for listener in listeners where listener.kind == flow.kind {
            own.port = listener.endpoint.port
            break
        }
        return own
    }

    /// Our address as `remote` reaches it, numeric.
    package func advertisedHost(towards remote: String, local: String = "0.0.0.0") -> String {
        if let external = settings.externalAddress, !settings.isInside(remote) { return external }
        if local != "0.0.0.0" { return local }
        return ownAddress.source(towards: remote) ?? local
    }

    /// Our Contact for messages on `flow` (RFC 3261 §8.1.1.8).
    package func contact(on flow: Flow, user: String = "nightbell") -> NameAddress {
        let own = advertised(flow)
        var uri = SIPURI(user: user, host: own.host, port: own.port)
        if flow.kind != .udp { uri.parameters["transport"] = .some(flow.kind.rawValue) }
        return NameAddress(uri: uri)
    }

    /// Whether a refusal of another port of ours says something about `flow`: not where address translation, which has
    /// room for one port of ours alone, stands in between.
    private func mayBeAsked(_ flow: Flow) -> Bool {
        trunkAddresses[flow.remote.host] != nil || settings.isInside(flow.remote.host)
    }

    /// The flow for a request to `uri` in a dialog that lives on `flow`: another host of a trunk is followed over UDP;
    /// a connection is kept.
    func flow(to uri: SIPURI, near flow: Flow) -> Flow {
        guard flow.kind == .udp, let host = resolver.known(uri.host).first else { return flow }
        let remote = SocketEndpoint(host: host, port: uri.port ?? 5060)
        return Flow(kind: .udp, local: flow.local, remote: remote)
    }

    /// Whether `host` is an address of ours on this flow, our domain, or what a phone that registered calls us.
    func isOurs(host: String, on flow: Flow) -> Bool {
        let addresses = [settings.realm, settings.externalAddress, advertised(flow).host, flow.local.host]
        return addresses.contains { $0?.equalsIgnoringCase(host) == true } || registrar.isCalled(host)
    }

    /// The settings of a session on `flow`.
    package func sessionSettings(on flow: Flow, _ routing: Session.Routing) -> SessionSettings {
        var session = routing == .flow ? phoneSession : usualSession
        session.contact = usualContact(on: flow)
        session.jitter = transactions.makeFraction()
        return session
    }

    private func usualContact(on flow: Flow) -> NameAddress {
        let own = advertised(flow)
        if let lastContact, lastContact.kind == flow.kind, lastContact.own == own { return lastContact.contact }
        var contact = contact(on: flow)
        contact.uri = contact.uri.asPlain
        lastContact = (own, flow.kind, contact)
        return contact
    }

    // MARK: Sessions

    /// Makes the session that calls out with `invite` over `flow`. Nothing is sent before its `start`.
    package func call(_ invite: SIPRequest, over flow: Flow, routing: Session.Routing) -> Session {
        let session = Session(
            InviteSession(calling: invite, settings: sessionSettings(on: flow, routing)),
            callID: invite.headers.callID, stack: self, flow: flow, routing: routing)
        keep(session)
        return session
    }

    /// Makes the session that answers an INVITE that came.
    package func answer(_ invite: IncomingInvite) -> Session {
        let routing = invite.source.isTrunk ? Session.Routing.target : .flow
        let session = Session(
            InviteSession(
                answering: invite.request, key: invite.transaction.key, localTag: transactions.makeTag(),
                settings: sessionSettings(on: invite.flow, routing)),
            callID: invite.request.headers.callID, stack: self, flow: invite.flow, routing: routing)
        keep(session)
        invite.transaction.onCancel = { [weak session] cancel, key, flow in
            session?.receive(cancel, key: key, over: flow)
        }
        return session
    }

    func register(_ session: Session, _ id: DialogID) { sessions[id] = session }

    func forget(_ session: Session, _ id: DialogID) {
        if let place = sessions.index(forKey: id), sessions.values[place] === session { sessions.remove(at: place) }
    }

    func keep(_ session: Session) { unfinished[ObjectIdentifier(session)] = session }

    func sessionFinished(_ session: Session) { unfinished[ObjectIdentifier(session)] = nil }

    func count(_ surprise: SessionSurprise) { counters.surprises[surprise, default: 0] += 1 }
}

/// Whose dialog a request is in.
enum Talk {
    /// In none: it has no tag in To.
    case none
    /// In one that nobody here has.
    case unknown
    case known(Session)
}

/// An INVITE that begins a call.
package struct IncomingInvite {
    /// The request.
    package let request: SIPRequest
    /// Whose it is; never unknown.
    package let source: SourceClass
    /// Where it came from.
    package let flow: Flow
    /// Its transaction.
    package let transaction: ServerTransaction
}

extension SourceClass {
    /// Whether it is a provider.
    package var isTrunk: Bool {
        if case .trunk = self { true } else { false }
    }
}
