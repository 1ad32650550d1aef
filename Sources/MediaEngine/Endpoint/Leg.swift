import Media

/// All that a media thread reads and writes for a packet of one endpoint: one plain structure.
///
/// It holds no reference, so that relaying a packet costs neither allocation, lock nor reference count, and so that it
/// could be copied as it is to whatever else may forward packets one day. The parts that every packet needs stand first
/// and together: reaching them is most of what a relayed packet costs outside of the kernel.
@safe
struct Leg: BitwiseCopyable {
    /// No payload type.
    static let none: UInt8 = 0xFF
    /// A leg begins where a line of the processor's cache does.
    static let alignment = 64
    /// What every packet needs ends before this.
    static let hotBytes = 384

    // MARK: What every packet needs

    let rtp: Int32
    /// Where the peer sends from and we send to: the latch's address.
    var remote: MediaAddress
    /// The socket is connected to `remote`: the kernel refuses all others.
    var isConnected = false
    /// And nothing from before that waits in it: whatever is received is from `remote`.
    var isFiltered = false
    var isConfigured = false
    var maySend = false
    var mayReceive = false
    /// A prompt or a digit of ours goes out: what the peer of the bridge says is not heard meanwhile.
    var isFedByUs = false
    var codec = AudioCodec.pcmu
    var payloadType = Leg.none
    var payloadTypeReceived = Leg.none
    var eventReceive = Leg.none
    var eventSend = Leg.none
    var awaitsFirst = true
    var isReportedDead = false
    /// A listener takes what the peer says: for the other leg in another codec, or for tones.
    var isListened = false
    /// The other leg of the bridge gets it from the listener, not as it came.
    var isTranscoded = false
    /// Timestamps of a packet as far as its size does not tell: 0 where an octet is one, as in G.711 and G.722.
    var packetSamples: UInt32 = 0
    /// The last packet stood for silence: nothing need come until somebody speaks.
    var isSilent = false
    var tapChannel = RecordingEntry.Channel.near
    /// The other leg of the bridge, on the same thread.
    var peer: UnsafeMutablePointer<Leg>?
    /// libsrtp2's contexts when the audio is encrypted; the endpoint owns them.
    var protectsIn: OpaquePointer?
    var protectsOut: OpaquePointer?
    /// The ring of the recording that hears this leg, unretained, and as which side; `nil` when none does.
    var tap: UnsafeRawPointer?
    var lastHeard: MediaInstant
    var reception = Reception()
    /// What the far end hears from us.
    var outbound: OutboundStream
    /// How the packets of `peer` are numbered in `outbound`.
    var mapping = RelayMapping()
    var statistics = StreamStatistics()
    /// Octets of payload that left, for sender reports.
    var octetsSent: UInt64 = 0

    // MARK: What only some packets need

    let rtcp: Int32
    let id: EndpointID
    /// The `Endpoint` that owns this leg, unretained.
    var owner: UnsafeRawPointer?
    var latch: Latch
    var keys = TelephoneEventReceiver()
    var reports: ReportExchange
    /// Where the peer's RTCP comes from when its address was learned: a NAT gives RTCP a port of its own (RFC 4961 §4).
    var reportPort: UInt16 = 0
    var learnsReportPort = false
    /// What was refused last, for who asks why nothing is heard.
    var refusal = Refusal.none
    var refusedSource = MediaAddress(ipv4: 0, port: 0)
    var refusedType = Leg.none
    var refused: MediaInstant
    /// When the far machine last said that nobody listens at its port (ICMP).
    var portClosed: MediaInstant?
    /// Since when the far port is asked whether it is closed.
    var probed: MediaInstant?
    var bridged: MediaInstant
    var isReportedOneWay = false
    /// Since when either side may not speak by agreement.
    var heldSince: MediaInstant?

    enum Refusal: UInt8 { case none, source, payloadType, protection, form }

    /// A leg that is not configured.
    init(id: EndpointID, rtp: Int32, rtcp: Int32, now: MediaInstant) {
        self.id = id
        self.rtp = rtp
        self.rtcp = rtcp
        outbound = OutboundStream(ssrc: 0, firstSequence: 0, firstTimestamp: 0)
        remote = MediaAddress(ipv4: 0, port: 0)
        lastHeard = now
        bridged = now
        refused = now
        reports = ReportExchange(interval: .seconds(5), name: 0, now: now)
        latch = Latch(negotiated: remote, policy: .locked, now: now, window: .zero)
    }

    /// Whether the address can be sent to: neither port nor address is 0, which in SDP are "no" and an old hold.
    var hasDestination: Bool { remote.ipv4 != 0 && remote.port != 0 }

    /// The counts as they are told at the end, which is now.
    mutating func finalStatistics(now: MediaInstant) -> StreamStatistics {
        reception.readJitter()
        noteHold(nil, now: now)
        var result = statistics
        result.packetsReceived = reception.received
        result.packetsLost = reception.lost
        result.jitterMean = reception.jitterMean
        result.jitterWorst = reception.jitterWorst
        result.reportsSent = reports.sent
        result.reported = reports.reported
        return result
    }

    /// Begins or ends (`nil`) a time in which one side may not speak.
    mutating func noteHold(_ since: MediaInstant?, now: MediaInstant) {
        if let heldSince, now > heldSince {
            statistics.heldMilliseconds &+= (now.nanoseconds - heldSince.nanoseconds) / 1_000_000
        }
        heldSince = since
    }
}
