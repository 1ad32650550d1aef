import CLinux
import Media

/// One RTP endpoint: its sockets, its leg, and what is not needed for every packet.
///
/// - Isolation: the media thread that has it. It changes threads only as a whole, through a queue.
@safe
final class Endpoint {
    /// What a tick needs of an endpoint stands first, before this.
    static let tickedBytes = 256

    let id: EndpointID
    let leg: UnsafeMutablePointer<Leg>
    var playback: Playback? {
        didSet {
            unsafe playbackMemory = playback.map { unsafe UnsafeRawPointer(Unmanaged.passUnretained($0).toOpaque()) }
        }
    }
    /// Where that lies, to be fetched before it is needed.
    private(set) var playbackMemory: UnsafeRawPointer?
    /// The next frame of ours joins the stream after something else or a pause.
    var joins = true
    /// Nobody hears its far end, so that what comes from there wakes nobody.
    var isUnattended = false
    /// Which tick of a round serves it, -1 while none does, and the first one that does.
    var phase = -1
    var firstTick: UInt64 = 0
    /// Keys that go out as tones, in order; before what is playing.
    var signals: [Playback] = []
    var keys = TelephoneEventSender()
    /// The timestamp of the digit that is being sent.
    var keyTimestamp: UInt32 = 0
    var parameters: StreamParameters?
    let ports: PortPair
    /// Its place in the list of those in calls; -1 outside.
    var place = -1
    /// SRTP in each direction, when it was agreed on.
    var protectionIn: ProtectionContext?
    var protectionOut: ProtectionContext?
    /// Hears the far end while somebody listens.
    var listener: Listener?
    /// Somebody waits for keys in its bridge.
    var hearsKeys = false
    /// Finds keys in what the listener hears.
    var tones: ToneDetector?
    /// Makes the packets of a codec that is not G.711, or of a person in another codec.
    var speaker: Speaker?
    /// The digit of the bridge's other side that is being passed on in a transcoded bridge: its timestamps there and here.
    var passedEvent: (theirs: UInt32, ours: UInt32)?
    /// Whether people or machines talk on its bridge, and what finds out.
    var audio = AudioKind.voice
    var dataTone: DataToneDetector?
    /// The recording of which this endpoint is the left side, and whether it keeps nothing at the moment.
    var recording: RecordingRing?
    var isRecordingPaused = false
    /// When a telephone-event of this leg came last.
    var lastEvent = MediaInstant(nanoseconds: 0)

    /// Who talks.
    enum AudioKind { case voice, data }

    /// An endpoint on these ports, until it is ``over(now:)``.
    init(id: EndpointID, ports: PortPair, outbound: OutboundStream, now: MediaInstant) {
        self.id = id
        self.ports = ports
        unsafe leg = ports.leg
        unsafe ports.serve(id, owner: memory, outbound: outbound, now: now)
    }

    /// Where it lies; ``owning(_:)`` finds it again.
    var memory: UnsafeRawPointer { unsafe UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque()) }

    /// Lets go of the ports; they serve nobody from now on.
    func over(now: MediaInstant) { ports.rest(now: now) }

    /// The endpoint that lies there.
    ///
    /// - Parameter owner: of a leg, or one whom a tick serves; it is alive, because its thread holds it as long.
    static func owning(_ owner: UnsafeRawPointer) -> Endpoint {
        unsafe Unmanaged<Endpoint>.fromOpaque(owner).takeUnretainedValue()
    }

    /// Whether the tick has something to do for it.
    var needsTicks: Bool { unsafe leg.pointee.isListened || isFeeding || isUnattended }

    /// Whether its far end hears a prompt or a digit of ours.
    var isFeeding: Bool { playback != nil || keys.isBusy || !signals.isEmpty }

    /// The speaker for what was agreed; `nil` without memory for one.
    func speakerAsAgreed() -> Speaker? {
        if let speaker { return speaker }
        guard let parameters else { return nil }
        speaker = Speaker(parameters.codec, packetTime: parameters.packetTime)
        return speaker
    }
}

// SAFETY: an endpoint is reachable from one media thread at a time. It passes to another in the inbox of that thread,
// under the inbox's lock, after the first has taken it out of its tables and out of its epoll set.
extension Endpoint: @unchecked Sendable {}
