import Media

/// All that a media thread reads and writes for a packet of one endpoint: one plain structure.
///
/// It holds no reference, so that relaying a packet costs neither allocation, lock nor reference count, and so that it
/// could be copied as it is to whatever else may forward packets one day.
@safe
struct Leg: BitwiseCopyable {
    /// No payload type.
    static let none: UInt8 = 0xFF

    let id: EndpointID
    let rtp: Int32
    let rtcp: Int32
    /// The `Endpoint` that owns this leg, unretained.
    var owner: UnsafeRawPointer?
    /// The other leg of the bridge, on the same thread.
    var peer: UnsafeMutablePointer<Leg>?

    var latch: Latch
    /// The socket is connected to the latch's address: the kernel refuses all others.
    var isConnected = false
    var isConfigured = false
    var maySend = false
    var mayReceive = false
    /// A prompt or a digit of ours goes out: what the peer of the bridge says is not heard meanwhile.
    var isFedByUs = false

    var codec = AudioCodec.pcmu
    var payloadType = Leg.none
    var eventReceive = Leg.none
    var eventSend = Leg.none

    /// What the far end hears from us.
    var outbound: OutboundStream
    /// How the packets of `peer` are numbered in `outbound`.
    var mapping = RelayMapping()
    var keys = TelephoneEventReceiver()
    var reception = ReceptionCounts()
    var statistics = StreamStatistics()

    var lastHeard: MediaInstant
    var awaitsFirst = true
    var isReportedDead = false

    /// Whether the address can be sent to: neither port nor address is 0, which in SDP are "no" and an old hold.
    var hasDestination: Bool { latch.address.ipv4 != 0 && latch.address.port != 0 }

    /// The counts as they are told at the end.
    var finalStatistics: StreamStatistics {
        var result = statistics
        result.packetsReceived = reception.received
        result.packetsLost = reception.lost
        return result
    }
}
