package import CallModel
import Logging
package import SIP

/// One provider's link: whether it is up, where its calls go, how many it carries.
///
/// In static mode it is asked with OPTIONS at intervals; any answer at all means that it is there. In registration mode
/// the registration says so.
///
/// - Isolation: signalling.
@Signalling
package final class Trunk {
    /// Whether calls can go over it.
    package enum State: Hashable, Sendable {
        /// Nobody asked yet: calls are tried.
        case unknown
        case up
        /// In words: `no answer to OPTIONS`, `registration refused (403)`.
        case down(String)
    }

    /// How it is configured.
    package let settings: TrunkSettings
    /// Whether calls can go over it.
    package internal(set) var state = State.unknown
    /// Calls that it carries now, both ways.
    package private(set) var channelsInUse = 0
    let stack: SIPStack
    var registration: TrunkRegistration?
    private var digest: DigestAnswers
    private var isStopped = false
    /// The peer that answered last, first in line for the next call (RFC 3263 §4.2, REGISTER→INVITE stickiness).
    private var preferred: String?

    init(_ settings: TrunkSettings, stack: SIPStack) {
        self.settings = settings
        self.stack = stack
        let account: TrunkSettings.Account? =
            if case .registration(let account, _) = settings.mode { account } else { settings.digest }
        digest = DigestAnswers(account: account)
        if case .registration(let account, let expiry) = settings.mode {
            registration = TrunkRegistration(account: account, expiry: expiry, trunk: self)
        }
    }

    func start() {
        Signalling.start {
            await self.learnAddresses()
            if let registration = self.registration { registration.start() } else { self.qualify() }
        }
    }

    func stop() async {
        isStopped = true
        await registration?.stop()
    }

    /// The state in words, for `status`.
    package var inWords: String {
        if let registration { return registration.inWords }
        return switch state {
        case .unknown: "not asked yet"
        case .up: "answers OPTIONS"
        case .down(let why): why
        }
    }

    /// Whether it is worth trying before others.
    package var looksUp: Bool {
        if case .down = state { false } else { true }
    }

    // MARK: Calls

    /// Takes one of the channels that the clinic bought.
    ///
    /// A trunk that looks down still gives one: some providers answer no OPTIONS, and a call that is tried in vain
    /// costs less than one that is not tried.
    ///
    /// - Returns: `nil` when all are in use.
    package func takeChannel() -> TrunkChannel? {
        guard channelsInUse < settings.channels else { return nil }
        return countChannel()
    }

    /// Counts a call that the provider brought. It is never refused for its number: the provider keeps its own limit.
    package func countChannel() -> TrunkChannel {
        channelsInUse += 1
        return TrunkChannel { [weak self] in self?.channelsInUse -= 1 }
    }

    /// The flow for the next request to the provider; `nil` when none of its hosts can be reached.
    package func flow() async -> Flow? {
        for peer in ordered(settings.peers) {
            for host in await stack.resolver.addresses(of: peer.host) {
                let remote = SocketEndpoint(host: host, port: peer.port ?? settings.transport.defaultPort)
                if let flow = try? await stack.transport.connect(
                    settings.transport, to: remote, serverName: peer.host)
                {
                    stack.transport.trust(flow)
                    return flow
                }
            }
        }
        return nil
    }

    /// Whether a call that failed so is worth another trunk: the link is at fault, not the callee (RFC 3263 §4.3).
    package func shouldFailOver(_ how: SessionEnding) -> Bool {
        switch how {
        case .timedOut, .transportFailed: true
        case .refused(let response): response.status >= 500 && response.status < 600 || response.status == 403
        case .rejected, .local, .remote, .cancelled, .acknowledgementMissing, .prackMissing, .expired, .dialogLost:
            false
        }
    }

    /// Answers a provider's challenge; `nil` when there is no account, or the password was refused.
    package func credentials(_ request: SIPRequest, _ response: SIPResponse) -> [HeaderField]? {
        digest.answer(response, to: request)
    }

    // MARK: Is it there?

    private func learnAddresses() async {
        for peer in settings.peers {
            for host in await stack.resolver.addresses(of: peer.host) { stack.trunkAddresses[host] = settings.name }
        }
    }

    private func qualify() {
        guard !isStopped else { return }
        Signalling.start {
            await self.learnAddresses()
            guard let flow = await self.flow() else {
                self.note(.down("no address of the trunk can be reached"))
                self.scheduleQualify()
                return
            }
            self.sendOptions(over: flow)
        }
    }

    private func sendOptions(over flow: Flow) {
        let own = stack.advertised(flow)
        let host = settings.peers.first?.host ?? flow.remote.host
        var from = NameAddress(uri: SIPURI(user: "nightbell", host: own.host, port: own.port))
        from.tag = stack.transactions.makeTag()
        let request = SIPRequest(
            method: .options, uri: SIPURI(host: host, port: settings.peers.first?.port),
            headers: Headers(
                from: from, to: NameAddress(uri: SIPURI(host: host)), callID: stack.transactions.makeTag(),
                cseq: CSeq(1, .options), contacts: [stack.contact(on: flow)], maxForwards: 70))
        stack.transactions.send(
            request, over: flow, sentBy: own,
            onResponse: { [weak self] response in
                guard response.status >= 200 else { return }
                self?.note(response.status == 503 ? .down("the provider answers 503") : .up)
            },
            onEnd: { [weak self] ending in
                switch ending {
                case .completed, .abandoned: break
                case .timedOut: self?.note(.down("no answer to OPTIONS"))
                case .transportFailed: self?.note(.down("nobody listens there"))
                }
                self?.scheduleQualify()
            })
    }

    private func scheduleQualify() {
        // A tenth of chance keeps many trunks, and many clinics, out of step.
        let pause = stack.settings.qualifyInterval * Double.random(in: 0.9...1.1)
        stack.timers.after(pause) { [weak self] in self?.qualify() }
    }

    /// Takes a new state; a change is logged once.
    func note(_ new: State) {
        guard new != state else { return }
        state = new
        switch new {
        case .unknown: break
        case .up: stack.logger.notice("trunk is up", metadata: ["trunk": "\(settings.name)"])
        case .down(let why):
            stack.logger.error("trunk is down", metadata: ["trunk": "\(settings.name)", "why": "\(why)"])
        }
    }

    private func ordered(_ peers: [TrunkSettings.Peer]) -> [TrunkSettings.Peer] {
        guard let preferred else { return peers }
        return peers.filter { $0.host == preferred } + peers.filter { $0.host != preferred }
    }
}

/// One call's share of a trunk; given back once.
@Signalling
package final class TrunkChannel {
    private var give: (@Signalling () -> Void)?

    init(_ give: @escaping @Signalling () -> Void) { self.give = give }

    /// Gives the channel back. A second call has no effect.
    package func release() {
        give?()
        give = nil
    }
}
