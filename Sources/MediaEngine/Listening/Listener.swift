package import Media

/// Hears what one far end says, frame by frame of 20 ms: buffered against jitter, in order, decoded, and without holes.
///
/// Packets come when they come; ``frame(now:to:)`` is asked once in each tick. A hole in the numbers is filled before the
/// packet after it; when nothing is there at a tick, 20 ms are made up, and not made up again should the packet come
/// after all.
///
/// ```
/// packet 7 ──► jitter buffer ──► decoder ──► 20 ms
/// packet 9 ──► …             ──► (conceals 8, then decodes 9)
/// nothing  ──►                   concealed, faded out after 50 ms; comfort noise when the far end asked for it
/// ```
///
/// - Isolation: the media thread of its endpoint.
@safe
package final class Listener {
    /// What it hears.
    package let codec: AudioCodec
    /// Samples in a frame of 20 ms.
    package let frameSamples: Int
    /// Frames that were made up because nothing was there.
    package private(set) var concealed: UInt64 = 0

    /// Packets that were no audio of the codec, since this was asked last.
    package func takeUnreadable() -> UInt64 {
        defer { counted = decoder.refused }
        return decoder.refused - counted
    }

    /// Whether a packet of audio has been decoded.
    package var hasHeard: Bool { lastSequence != nil }

    private let jitter: JitterBuffer
    private let decoder: AudioDecoder
    private let queue: SampleQueue
    private var lastSequence: UInt16?
    private var madeUp = 0
    private var counted: UInt64 = 0
    private var isData = false
    private var noise: ComfortNoise?
    /// The least that waited at a tick, over a second: what it never fell below is delay for nothing.
    private var leastWaiting = Int.max
    /// Ticks since that was found, 0 when it is not so.
    private var ticksTooLate = 0
    private var ticks = 0

    /// Packets in a row that are made up for; a longer hole is silence.
    private static let longestHole = 5
    /// The loudest sample of a pause: 40 dB below the loudest there is.
    private static let pause: Int16 = 328

    /// A listener; `nil` when there is no memory for one.
    package init?(_ codec: AudioCodec, now: MediaInstant) {
        guard let decoder = AudioDecoder(codec), let jitter = JitterBuffer(clockRate: codec.clockRate, now: now) else {
            return nil
        }
        self.codec = codec
        self.decoder = decoder
        self.jitter = jitter
        frameSamples = codec.sampleRate / 50
        queue = SampleQueue(capacity: codec.sampleRate / 1_000 * 400)
    }

    /// Takes in a packet of audio.
    package func received(_ payload: UnsafeRawBufferPointer, _ header: RTPHeader, now: MediaInstant) {
        unsafe jitter.put(payload, header, now: now) { unsafe decode($0, $1) }
    }

    /// Passes machines' audio on as far as it came: from now on nothing is made up, left out, or kept ready for less or
    /// more time than at this moment. A hole is silence.
    package func passDataUnchanged() {
        isData = true
        noise = nil
        jitter.keepDelay()
    }

    /// Takes in a comfort noise packet: how loud the far end's silence is (RFC 3389 §3).
    package func receivedNoise(level: UInt8) {
        guard !isData else { return }
        noise = ComfortNoise(level: level, seed: UInt32(ticks) &+ 1)
    }

    /// Gives 20 ms: always ``frameSamples`` samples.
    package func frame(now: MediaInstant, to target: UnsafeMutablePointer<Int16>) {
        unsafe jitter.take(now: now) { unsafe decode($0, $1) }
        if queue.count < frameSamples { fill() }
        shorten()
        let taken = unsafe queue.take(frameSamples, to: target)
        for index in taken..<frameSamples { unsafe target[index] = 0 }
    }

    private func decode(_ payload: UnsafeRawBufferPointer, _ sequence: UInt16) {
        noise = nil
        if let last = lastSequence {
            let missing = Int(sequence &- last) - 1
            if (1...Self.longestHole).contains(missing), madeUp < missing {
                for _ in madeUp..<missing { conceal() }
            }
        }
        madeUp = 0
        lastSequence = sequence
        unsafe decoder.decode(payload, into: queue)
    }

    private func conceal() {
        concealed += 1
        guard !isData else {
            unsafe queue.append(room: frameSamples) { target in
                for index in 0..<frameSamples { unsafe target[index] = 0 }
                return frameSamples
            }
            return
        }
        decoder.conceal(into: queue)
    }

    private func fill() {
        guard lastSequence != nil else { return }
        if var noise {
            unsafe queue.append(room: frameSamples) { target in
                for index in 0..<frameSamples { unsafe target[index] = noise.next() }
                return frameSamples
            }
            self.noise = noise
            return
        }
        madeUp += 1
        conceal()
    }

    /// Leaves out a frame when a second has shown that the far end is heard later than it must be: in a pause of what is
    /// said, and without one after five seconds all the same.
    private func shorten() {
        leastWaiting = min(leastWaiting, queue.count)
        ticks += 1
        guard ticks.isMultiple(of: 50) || ticksTooLate > 0, !isData else { return }
        if ticks.isMultiple(of: 50) {
            if ticksTooLate == 0, leastWaiting >= 2 * frameSamples { ticksTooLate = 1 }
            leastWaiting = .max
        }
        guard ticksTooLate > 0 else { return }
        ticksTooLate += 1
        guard queue.count >= 2 * frameSamples else {
            ticksTooLate = 0
            return
        }
        guard queue.isQuiet(frameSamples, below: Self.pause) || ticksTooLate > 250 else { return }
        queue.drop(frameSamples)
        ticksTooLate = 0
        leastWaiting = .max
    }
}
