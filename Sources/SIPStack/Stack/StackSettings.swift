package import SIP
package import Security

/// What the stack is configured with, besides its sockets.
package struct StackSettings: Sendable {
    /// The provider links.
    package var trunks: [TrunkSettings]
    /// The realm of digest challenges, and the domain that phones register in.
    package var realm: String
    /// Our address as the world outside sees it, numeric; `nil` when there is no address translation.
    package var externalAddress: String?
    /// The value of User-Agent and Server.
    package var product: String
    /// T1, T2, T4.
    package var timers = TimerValues()
    /// The session interval that we ask for (RFC 4028); `nil` asks for none.
    package var sessionInterval: Duration? = .seconds(1800)
    /// Whom we believe when we open TLS connections.
    package var tls = TLSClientSettings()
    /// What the transports bound.
    package var transport = TransportLimits()
    /// What each class of source may send.
    package var admission = AdmissionGuard.Limits()
    /// How many server transactions may be under way or lingering; a new request beyond that gets 503.
    package var transactions = 400_000
    /// How often a trunk is asked with OPTIONS whether it is there.
    package var qualifyInterval: Duration = .seconds(30)

    /// Settings of these parts.
    package init(
        trunks: [TrunkSettings] = [], realm: String = "nightbell", externalAddress: String? = nil,
        product: String = "Nightbell"
    ) {
        self.trunks = trunks
        self.realm = realm
        self.externalAddress = externalAddress
        self.product = product
    }

    /// Whether `host` is on this machine or its private network, where the external address must not be shown
    /// (RFC 1918 §3).
    package func isInside(_ host: String) -> Bool {
        let parts = host.split(separator: ".").compactMap { UInt8($0) }
        guard parts.count == 4 else { return false }
        return switch (parts[0], parts[1]) {
        case (127, _), (10, _), (192, 168), (169, 254): true
        case (172, 16...31): true
        default: false
        }
    }
}

/// What the stack counted.
package struct StackCounters: Hashable, Sendable {
    /// Messages that could not be read.
    package var malformed: UInt64 = 0
    /// Requests of unknown sources that got no service.
    package var unknownSource: UInt64 = 0
    /// Requests in a dialog that nobody here has.
    package var noDialog: UInt64 = 0
    /// Late answers that were ended with ACK and BYE.
    package var strayAnswers: UInt64 = 0
    /// Events that a session had no use for.
    package var surprises: [SessionSurprise: UInt64] = [:]
}
