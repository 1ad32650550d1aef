/// Our registration with a provider: kept alive, and taken up again after every failure.
///
///     idle ─start─► registering ─200─► registered ─ refresh ─► registering …
///                     │ 401, 407, 423: again at once
///                     └ other, timeout: waiting ─ retry ─► registering …
///     stop: unregistering ─► stopped
///
/// The refresh comes after 90 % of the time granted, at least 60 s before its end where that is possible, and at half of
/// it for short ones: after 3240 s of 3600, 240 of 300, 30 of 60; and up to a tenth earlier by jitter. After the n-th
/// failure in a row it waits between half and all of min(10 min, 10 s · 2ⁿ⁻¹), after a refusal (4xx, 6xx) at least 60 s.
///
/// - Isolation: a value; the driver of the trunk has it.
/// - Source: RFC 3261 §10.2, RFC 5626 §4.5 for the back-off.
package struct ClientRegistration: Sendable {
    /// Where it stands.
    package enum State: Hashable, Sendable {
        case idle
        case registering
        /// Granted for so long from the last 200 on.
        case registered(Duration)
        /// Waits before it tries again.
        case waiting(Duration, Failure)
        case unregistering
        case stopped
    }

    /// What went wrong last.
    package enum Failure: Hashable, Sendable {
        case refused(status: Int, reason: String)
        /// Nobody answered.
        case timedOut
        /// The transport refused.
        case transportFailed
        /// The provider asks for credentials that we do not have, or takes ours for wrong.
        case credentialsRefused
    }

    /// What it asks of its driver, in order.
    package enum Action: Hashable, Sendable {
        /// Send this request in a client transaction; it has no Via.
        case send(SIPRequest)
        case startTimer(Timer, Duration)
        case stopTimer(Timer)
        /// Give credentials with ``authorize(_:)`` or ``giveUp(jitter:)``.
        case challenged(SIPRequest, SIPResponse)
        /// The provider has us, for so long; the 200 may hold Service-Route and P-Associated-URI.
        case registered(Duration, SIPResponse)
        /// The provider has us no longer, or never had.
        case failed(Failure)
        /// It is over; the last action of all.
        case stopped
        /// Nothing happens; count it.
        case ignore(SessionSurprise)
    }

    /// Its timers.
    package enum Timer: Hashable, Sendable { case refresh, retry }

    /// What is registered with whom.
    package struct Settings: Hashable, Sendable {
        /// The registrar's domain: `sip:trunk.example`.
        package var registrar: SIPURI
        /// Our address of record, without tag.
        package var addressOfRecord: NameAddress
        /// Where the provider reaches us.
        package var contact: NameAddress
        /// How long we ask for.
        package var expires: Duration
        /// The Call-ID of all REGISTERs of this registration.
        package var callID: String
        /// Our From tag, random.
        package var tag: String
        /// Header fields on every REGISTER, such as Supported and User-Agent.
        package var others: [HeaderField]

        /// Settings of these parts.
        package init(
            registrar: SIPURI, addressOfRecord: NameAddress, contact: NameAddress, expires: Duration = .seconds(3600),
            callID: String, tag: String, others: [HeaderField] = []
        ) {
            self.registrar = registrar
            self.addressOfRecord = addressOfRecord
            self.contact = contact
            self.expires = expires
            self.callID = callID
            self.tag = tag
            self.others = others
        }
    }

    /// Where it stands.
    package private(set) var state = State.idle
    private let settings: Settings
    private var sequence: UInt32 = 0
    /// The request that is under way.
    private var pending: SIPRequest?
    private var challenge: SIPResponse?
    /// How often the request under way was sent anew with credentials or a longer expiry.
    private var repetitions = 0
    private var failures = 0
    private var expires: Duration

    /// A registration that has not begun.
    package init(_ settings: Settings) {
        self.settings = settings
        expires = settings.expires
    }

    /// The state in words, for status and log: `registered for 3600 s`.
    package var inWords: String {
        switch state {
        case .idle: "not registered"
        case .registering: "registering"
        case .registered(let time): "registered for \(time.wholeSeconds) s"
        case .waiting(let pause, let failure): "waiting \(pause.wholeSeconds) s after \(failure.inWords)"
        case .unregistering: "unregistering"
        case .stopped: "unregistered"
        }
    }

    // MARK: Commands

    /// Registers.
    package mutating func start() -> [Action] {
        guard state == .idle else { return [.ignore(.wrongState)] }
        return register()
    }

    /// Registers at once, in whatever state: the link to the provider has changed.
    package mutating func linkChanged() -> [Action] {
        switch state {
        case .idle, .unregistering, .stopped: return [.ignore(.wrongState)]
        case .registering: return register()
        case .registered: return [.stopTimer(.refresh)] + register()
        case .waiting:
            failures = 0
            return [.stopTimer(.retry)] + register()
        }
    }

    /// Unregisters and ends.
    package mutating func stop() -> [Action] {
        switch state {
        case .unregistering, .stopped: return [.ignore(.wrongState)]
        case .idle: return finish()
        case .registering: return unregister()
        case .registered: return [.stopTimer(.refresh)] + unregister()
        // What failed may have reached the provider all the same, or an earlier one stand.
        case .waiting: return [.stopTimer(.retry)] + unregister()
        }
    }

    /// Sends the challenged request anew with these Authorization and Proxy-Authorization fields.
    package mutating func authorize(_ credentials: [HeaderField]) -> [Action] {
        guard challenge != nil, let request = pending else { return [.ignore(.wrongState)] }
        repetitions += 1
        var headers = request.headers
        headers.remove("Authorization")
        headers.remove("Proxy-Authorization")
        headers.others += credentials
        return send(headers)
    }

    /// Takes the challenge as a refusal.
    ///
    /// - Parameter jitter: a random number from 0 to below 1.
    package mutating func giveUp(jitter: Double) -> [Action] {
        guard challenge != nil else { return [.ignore(.wrongState)] }
        return fail(.credentialsRefused, atLeast: .seconds(60), jitter: jitter)
    }

    // MARK: Events

    /// Takes a response to a REGISTER.
    ///
    /// - Parameter jitter: a random number from 0 to below 1.
    package mutating func receive(_ response: SIPResponse, jitter: Double) -> [Action] {
        guard let request = pending, response.headers.cseq == request.headers.cseq, challenge == nil else {
            return [.ignore(.unknownResponse)]
        }
        switch response.status {
        case ..<200:
            return []
        case 200..<300:
            pending = nil
            return state == .unregistering ? finish() : succeed(response, jitter: jitter)
        case 401, 407:
            guard repetitions < 4 else { return fail(.credentialsRefused, atLeast: .seconds(60), jitter: jitter) }
            challenge = response
            return [.challenged(request, response)]
        case 423:
            guard state == .registering, repetitions < 4, let minimum = response.headers.number("Min-Expires"),
                .seconds(minimum) > expires, minimum <= 86_400
            else { break }
            repetitions += 1
            expires = .seconds(minimum)
            var headers = request.headers
            headers.set("Expires", String(minimum))
            return send(headers)
        default:
            break
        }
        let failure = Failure.refused(status: response.status, reason: response.reason)
        let wait = response.headers.number("Retry-After").map { Duration.seconds(min($0, 3600)) }
        let serverFault = (500..<600).contains(response.status) || response.status == 408
        return fail(failure, atLeast: wait ?? (serverFault ? .zero : .seconds(60)), jitter: jitter)
    }

    /// Takes the failure of the client transaction of the request with this CSeq.
    package mutating func requestFailed(_ cseq: CSeq, _ ending: TransactionEnding, jitter: Double) -> [Action] {
        guard ending != .completed, let request = pending, request.headers.cseq == cseq, challenge == nil else {
            return [.ignore(.unknownResponse)]
        }
        return fail(ending == .timedOut ? .timedOut : .transportFailed, atLeast: .zero, jitter: jitter)
    }

    /// Takes a timer that fired.
    package mutating func timerFired(_ timer: Timer) -> [Action] {
        switch (state, timer) {
        case (.registered, .refresh), (.waiting, .retry): register()
        case (.idle, _), (.registering, _), (.registered, _), (.waiting, _), (.unregistering, _), (.stopped, _):
            [.ignore(.staleTimer)]
        }
    }

    // MARK: Steps

    private mutating func register() -> [Action] {
        state = .registering
        repetitions = 0
        return send(freshHeaders(expires))
    }

    private mutating func unregister() -> [Action] {
        state = .unregistering
        repetitions = 0
        return send(freshHeaders(.zero))
    }

    private func freshHeaders(_ expires: Duration) -> Headers {
        var from = settings.addressOfRecord
        from.tag = settings.tag
        return Headers(
            from: from, to: settings.addressOfRecord, callID: settings.callID, cseq: CSeq(0, .register),
            contacts: [settings.contact], maxForwards: 70,
            others: settings.others + [HeaderField("Expires", String(expires.wholeSeconds))])
    }

    private mutating func send(_ headers: Headers) -> [Action] {
        sequence += 1
        challenge = nil
        var request = SIPRequest(method: .register, uri: settings.registrar, headers: headers)
        request.headers.cseq.number = sequence
        pending = request
        return [.send(request)]
    }

    private mutating func succeed(_ response: SIPResponse, jitter: Double) -> [Action] {
        failures = 0
        let mine = response.headers.contacts.first { $0.uri.matches(settings.contact.uri) }
        let granted =
            mine?.parameters.value("expires").flatMap { Int($0) } ?? response.headers.number("Expires")
            ?? expires.wholeSeconds
        let time = Duration.seconds(min(max(granted, 1), 86_400 * 7))
        state = .registered(time)
        return [
            .registered(time, response), .startTimer(.refresh, Self.refresh(of: time, jitter: jitter)),
        ]
    }

    private mutating func fail(_ failure: Failure, atLeast: Duration, jitter: Double) -> [Action] {
        pending = nil
        challenge = nil
        if state == .unregistering { return finish() }
        failures += 1
        let pause = max(Self.pause(after: failures, jitter: jitter), atLeast)
        state = .waiting(pause, failure)
        return [.failed(failure), .startTimer(.retry, pause)]
    }

    private mutating func finish() -> [Action] {
        pending = nil
        state = .stopped
        return [.stopped]
    }

    /// How long a registration granted for `time` is left alone, to the millisecond.
    static func refresh(of time: Duration, jitter: Double) -> Duration {
        let latest = max(time / 2, min(time - .seconds(60), time * 9 / 10))
        return .milliseconds(Int(latest / .milliseconds(1) * (1 - 0.1 * min(max(jitter, 0), 1))))
    }

    /// The pause after so many failures in a row.
    static func pause(after failures: Int, jitter: Double) -> Duration {
        let bound = min(10.0 * Double(1 << min(max(failures - 1, 0), 10)), 600)
        return .milliseconds(Int(bound * 1000 * (0.5 + 0.5 * min(max(jitter, 0), 1))))
    }
}

extension ClientRegistration.Failure {
    /// In words: `503 Service Unavailable`, `no answer`.
    package var inWords: String {
        switch self {
        case .refused(let status, let reason): "\(status) \(reason)"
        case .timedOut: "no answer"
        case .transportFailed: "no connection"
        case .credentialsRefused: "refused credentials"
        }
    }
}
