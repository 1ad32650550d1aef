package import Media

/// What a media engine is given at its start.
package struct MediaConfiguration: Sendable {
    /// The address that RTP and RTCP sockets are bound to; its port has no meaning. 0.0.0.0 is every address.
    package var address: MediaAddress
    /// Ports to take, RTP on the even ones and RTCP on the next; `nil` leaves the choice to the kernel.
    package var ports: ClosedRange<UInt16>?
    /// Media threads, at least 1.
    package var threads: Int
    /// Endpoints at the same time; one more is refused.
    package var maximumEndpoints: Int
    /// How long a peer that should send may be silent until `.deadMedia` is told.
    package var deadMediaTime: Duration
    /// How long one side of a bridge may be silent while the other is heard, until `.oneWay` is told.
    package var oneWayTime: Duration
    /// How long after an offer/answer a source may be learned.
    package var latchWindow: Duration
    /// The mean time between two RTCP reports, before the randomisation of RFC 3550 §6.3.
    package var reportInterval: Duration

    /// A configuration of these parts.
    ///
    /// - Parameters:
    ///   - threads: `nil` takes one less than there are processors, but one at least.
    ///   - deadMediaTime: 30 s.
    ///   - oneWayTime: 5 s.
    ///   - latchWindow: 5 s.
    ///   - reportInterval: 5 s (RFC 3550 §6.2).
    package init(
        address: MediaAddress, ports: ClosedRange<UInt16>?, threads: Int? = nil, maximumEndpoints: Int = 4_096,
        deadMediaTime: Duration = .seconds(30), oneWayTime: Duration = .seconds(5),
        latchWindow: Duration = .seconds(5), reportInterval: Duration = .seconds(5)
    ) {
        self.address = address
        self.ports = ports
        self.threads = max(1, threads ?? Processors.count - 1)
        self.maximumEndpoints = maximumEndpoints
        self.deadMediaTime = deadMediaTime
        self.oneWayTime = oneWayTime
        self.latchWindow = latchWindow
        self.reportInterval = reportInterval
    }
}

/// Why the media engine does not start.
package struct MediaEngineError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What could not be done.
    package enum Code: Hashable, Sendable { case system, configuration, alreadyStarted }

    package let code: Code
    package let description: String

    init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
