package import Media

/// Makes packets of one codec out of linear samples of any rate.
///
/// - Isolation: the media thread of its endpoint.
@safe
package final class Speaker {
    /// Where its samples come from.
    package enum Source {
        /// From somebody who speaks: each packet's samples make a packet.
        case live
        /// From a file: they begin without the resampler's delay, and some more are needed for the first packet.
        case file
    }

    private let source: Source
    private let encoder: AudioEncoder
    private let queue: SampleQueue
    private let frame: UnsafeMutablePointer<Int16>
    private var resampler: StreamResampler?

    /// A speaker; `nil` when there is no memory for one.
    package init?(_ codec: AudioCodec, packetTime: Int, from source: Source = .live) {
        guard let encoder = AudioEncoder(codec, packetTime: packetTime) else { return nil }
        self.encoder = encoder
        self.source = source
        queue = SampleQueue(capacity: codec.sampleRate / 1_000 * 400)
        unsafe frame = .allocate(capacity: encoder.samples)
        unsafe frame.initialize(repeating: 0, count: encoder.samples)
    }

    deinit { unsafe frame.deallocate() }

    /// What it makes.
    package var codec: AudioCodec { encoder.codec }
    /// Milliseconds in a packet.
    package var packetTime: Int { encoder.packetTime }
    /// Timestamps of a packet.
    package var timestamps: UInt32 { encoder.timestamps }

    /// Takes samples in.
    package func put(_ samples: UnsafeBufferPointer<Int16>, rate: Int) {
        guard rate != encoder.codec.sampleRate else {
            unsafe queue.append(samples)
            return
        }
        if resampler?.from != rate {
            resampler = StreamResampler(from: rate, to: encoder.codec.sampleRate)
            if source == .file { resampler?.leaveOutDelay() }
        }
        unsafe resampler?.convert(samples, into: queue)
    }

    /// Whether there is enough for a packet.
    package var hasPacket: Bool { queue.count >= encoder.samples }

    /// Writes the next payload.
    ///
    /// - Returns: its bytes; 0 when there is not enough for a packet.
    package func packet(to payload: UnsafeMutableRawPointer, room: Int) -> Int {
        guard hasPacket else { return 0 }
        unsafe _ = queue.take(encoder.samples, to: frame)
        return unsafe encoder.encode(frame, to: payload, room: room)
    }

    /// Forgets what waits: another source speaks from now on.
    package func restart() {
        queue.clear()
        resampler = nil
    }
}
