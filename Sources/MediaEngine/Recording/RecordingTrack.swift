import Media

/// One side of a recording: packets in as they came, 20 ms of Opus out for every 20 ms.
///
/// It hears as a bridge does, through a ``Listener`` with its jitter buffer, on the time at which the packets came. A
/// side that has been silent for ``patience`` is not listened to, and its frames are empty until it speaks again.
///
/// - Isolation: the recorder.
@safe
final class RecordingTrack {
    /// Samples in a second, and in a frame of 20 ms.
    static let rate = AudioCodec.opus.sampleRate
    static let frameSamples = rate / 50
    /// How long a side may send nothing until its jitter buffer is taken away.
    static let patience = Duration.milliseconds(300)

    private let encoder: AudioEncoder
    private let queue = SampleQueue(capacity: RecordingTrack.rate / 5)
    private let frame = UnsafeMutablePointer<Int16>.allocate(capacity: RecordingTrack.rate / 5)
    private let payload = UnsafeMutableRawPointer.allocate(byteCount: 1_500, alignment: 16)
    private var listener: Listener?
    private var resampler: StreamResampler?
    private var lastArrival = MediaInstant(nanoseconds: 0)

    /// A side that has not spoken; `nil` when there is no memory for one.
    init?() {
        guard let encoder = AudioEncoder(.opus, packetTime: 20) else { return nil }
        self.encoder = encoder
        unsafe frame.initialize(repeating: 0, count: Self.rate / 5)
    }

    deinit {
        unsafe frame.deallocate()
        unsafe payload.deallocate()
    }

    /// Takes a packet in.
    func received(_ entry: RecordingEntry, _ packet: UnsafeRawPointer) {
        if listener?.codec != entry.codec { listener = Listener(entry.codec, now: entry.arrived) }
        lastArrival = entry.arrived
        unsafe listener?.received(
            UnsafeRawBufferPointer(start: packet, count: entry.count), entry.header, now: entry.arrived)
    }

    /// Adds the next 20 ms to a chunk: their bytes, two octets that count them first; 0 for silence.
    func appendFrame(to chunk: inout [UInt8], now: MediaInstant) {
        guard let listener else { return append(0, to: &chunk) }
        unsafe listener.frame(now: now, to: frame)
        let heard = unsafe UnsafeBufferPointer(start: frame, count: listener.frameSamples)
        if listener.codec.sampleRate == Self.rate {
            unsafe queue.append(heard)
        } else {
            if resampler?.from != listener.codec.sampleRate {
                resampler = StreamResampler(from: listener.codec.sampleRate, to: Self.rate)
            }
            unsafe resampler?.convert(heard, into: queue)
        }
        let taken = unsafe queue.take(Self.frameSamples, to: frame)
        for index in taken..<Self.frameSamples { unsafe frame[index] = 0 }
        unsafe append(encoder.encode(frame, to: payload, room: 1_275), to: &chunk)
        guard now >= lastArrival.advanced(by: Self.patience) else { return }
        self.listener = nil
        resampler = nil
        queue.clear()
    }

    private func append(_ count: Int, to chunk: inout [UInt8]) {
        chunk.append(UInt8(count >> 8))
        chunk.append(UInt8(count & 255))
        unsafe chunk.append(contentsOf: UnsafeRawBufferPointer(start: payload, count: count))
    }
}
