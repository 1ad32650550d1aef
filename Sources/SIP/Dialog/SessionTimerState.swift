/// The session timer: how long the session lasts without a refresh, and who refreshes it.
///
///     2xx                interval/2             interval − min(32 s, interval/3)
///      ├──────────────────────┼────────────────────────┤
///      │              refresher: refresh        either side: BYE
///
/// With 1800 s the refresher refreshes after 900 s and the session ends after 1768 s; with 90 s after 45 s and 60 s.
///
/// - Source: RFC 4028.
struct SessionTimerState: Sendable {
    /// Who refreshes.
    enum Refresher: Sendable { case us, peer }

    private enum Running: Sendable { case nothing, expiry, refreshAndExpiry }

    private var running = Running.nothing
    /// The interval that was agreed, in seconds.
    private(set) var interval: Int?
    private(set) var refresher = Refresher.us
    /// What we ask for, in seconds; `nil` asks for none.
    private var wanted: Int?
    /// The least that we, and whoever sent us 422, take; in seconds.
    private var minimum: Int
    private let ownMinimum: Int

    init(_ settings: SessionSettings) {
        ownMinimum = settings.minimumSeconds
        minimum = ownMinimum
        wanted = settings.sessionSeconds.map { max($0, settings.minimumSeconds) }
    }

    /// The state of a session that was agreed on in another process.
    init(_ settings: SessionSettings, interval: Int?, refresher: Refresher) {
        self.init(settings)
        self.interval = interval.map { max($0, refresher == .us ? 20 : 90) }
        self.refresher = refresher
    }

    // MARK: We ask

    /// Puts Session-Expires and Min-SE on an INVITE or UPDATE of ours. Within a session the roles are kept (§7.4).
    func ask(_ headers: inout Headers) {
        headers.remove("Session-Expires")
        headers.remove("Min-SE")
        guard let seconds = interval ?? wanted else { return }
        let role =
            switch (interval, refresher) {
            case (nil, _): ""
            case (_, .us): ";refresher=uac"
            case (_, .peer): ";refresher=uas"
            }
        headers.others.append(HeaderField("Session-Expires", "\(max(seconds, minimum))\(role)"))
        if minimum > 90 { headers.others.append(HeaderField("Min-SE", String(minimum))) }
    }

    /// Takes the 2xx to an INVITE or UPDATE of ours.
    mutating func agreed(by response: SIPResponse) -> [SessionAction] {
        guard let expires = SessionExpires(response.headers) else {
            interval = nil
            return halt()
        }
        refresher = expires.refresher == .uas ? .peer : .us
        // Less than 90 s is against §4. We keep up with it as refresher, and do not hang up on it as the other.
        interval = max(expires.seconds, refresher == .us ? 20 : 90)
        return restart()
    }

    /// Takes a 422: the next request asks for as much as its Min-SE.
    mutating func raise(by response: SIPResponse) {
        minimum = max(minimum, min(response.headers.number("Min-SE") ?? minimum * 2, 86_400))
        if let wanted { self.wanted = max(wanted, minimum) }
        if let interval { self.interval = max(interval, minimum) }
    }

    // MARK: The peer asks

    /// The value of Min-SE for a 422, when `request` asks for too little and its sender would understand.
    ///
    /// - Source: RFC 4028 §9.
    func refusal(of request: SIPRequest) -> String? {
        guard let expires = SessionExpires(request.headers), expires.seconds < ownMinimum,
            request.headers.lists("Supported", "timer")
        else { return nil }
        return String(ownMinimum)
    }

    /// Agrees with an INVITE or UPDATE of the peer and puts Session-Expires and Require on the 2xx to it.
    ///
    /// - Source: RFC 4028 §9, table 2. Where the choice is ours, the caller refreshes.
    mutating func agree(with request: SIPRequest, response: inout Headers) {
        let peerKnows = request.headers.lists("Supported", "timer") || request.headers.lists("Require", "timer")
        let asked = SessionExpires(request.headers)
        // We may shorten what was asked, not below the Min-SE of the request.
        let least = max(ownMinimum, request.headers.number("Min-SE") ?? 90)
        switch (asked, peerKnows) {
        case (let asked?, _):
            interval = max(min(asked.seconds, max(wanted ?? asked.seconds, least)), ownMinimum)
            refresher = peerKnows && asked.refresher != .uas ? .peer : .us
        case (nil, true):
            interval = wanted.map { max($0, least) }
            refresher = .peer
        case (nil, false):
            interval = nil
        }
        guard let interval else { return }
        let role =
            switch refresher {
            case .peer: "uac"
            case .us: "uas"
            }
        response.others.append(HeaderField("Session-Expires", "\(interval);refresher=\(role)"))
        if peerKnows { response.others.append(HeaderField("Require", "timer")) }
    }

    // MARK: Timers

    /// Starts the timers of the interval that was agreed anew; stops them when none was.
    ///
    /// - Parameter pause: when we refresh, if that is ours to do; after half of the interval when `nil`.
    mutating func restart(refreshingAfter pause: Duration? = nil) -> [SessionAction] {
        guard let interval else { return halt() }
        let end = interval - min(32, interval / 3)
        let expiry = SessionAction.startTimer(.expiry, .seconds(end))
        let refreshed = running == .refreshAndExpiry
        switch refresher {
        case .us:
            running = .refreshAndExpiry
            return [.startTimer(.refresh, pause ?? .seconds(interval) / 2), expiry]
        case .peer:
            running = .expiry
            return (refreshed ? [.stopTimer(.refresh)] : []) + [expiry]
        }
    }

    /// Stops what runs.
    mutating func halt() -> [SessionAction] {
        defer { running = .nothing }
        return switch running {
        case .nothing: []
        case .expiry: [.stopTimer(.expiry)]
        case .refreshAndExpiry: [.stopTimer(.refresh), .stopTimer(.expiry)]
        }
    }
}

/// A Session-Expires header field (RFC 4028 §4).
struct SessionExpires {
    enum Refresher { case uac, uas }

    var seconds: Int
    /// `nil` when the sender leaves the choice.
    var refresher: Refresher?

    /// The field in `headers`; `nil` when there is none that can be read.
    init?(_ headers: Headers) {
        guard let seconds = headers.number("Session-Expires"), let value = headers.first("Session-Expires") else {
            return nil
        }
        self.seconds = min(seconds, 86_400 * 7)
        let text = value.utf8
        guard let semicolon = text.firstIndex(of: UInt8(ascii: ";")),
            let parameters = Parameters(parsing: String(text[semicolon...]) ?? "")
        else { return }
        switch parameters.value("refresher")?.asciiLowercased {
        case "uac": refresher = .uac
        case "uas": refresher = .uas
        default: refresher = nil
        }
    }
}
