import CSpandsp
package import Media

/// Finds keys in audio: SpanDSP's detector, which answers ITU-T Q.24 and Bellcore's talk-off tests.
///
/// - Isolation: the media thread of its endpoint.
@safe
package final class ToneDetector {
    private let state: OpaquePointer
    private let digits = UnsafeMutablePointer<CChar>.allocate(capacity: ToneDetector.room)
    private let queue = SampleQueue(capacity: 960)
    private let frame = UnsafeMutablePointer<Int16>.allocate(capacity: 480)
    private let resampler: StreamResampler?
    private var last: MediaDigit?
    /// Calls since the last key was still sounding, and since audio was made up for lost packets.
    private var sinceTone = 0
    private var sinceMadeUp = Int.max / 2
    private static let room = 16
    /// Calls of 20 ms over which a key that a lost packet broke in two is still one.
    private static let mend = 4

    /// A detector for audio of this rate; `nil` when there is no memory for one.
    package init?(rate: Int) {
        guard let state = unsafe dtmf_rx_init(nil, nil, nil) else { return nil }
        unsafe self.state = state
        resampler = rate == Tone.sampleRate ? nil : StreamResampler(from: rate, to: Tone.sampleRate)
        unsafe digits.initialize(repeating: 0, count: Self.room)
        unsafe frame.initialize(repeating: 0, count: 480)
    }

    deinit {
        unsafe _ = dtmf_rx_free(state)
        unsafe digits.deallocate()
        unsafe frame.deallocate()
    }

    /// Listens to the next samples, 60 ms at the most.
    ///
    /// - Parameters:
    ///   - isMadeUp: some of it stands for packets that were lost: a key that seems to begin again then goes on.
    ///   - found: gets each key that was found in them, at its beginning.
    package func hear(
        _ samples: UnsafeBufferPointer<Int16>, isMadeUp: Bool = false, found: (MediaDigit) -> Void
    ) {
        sinceTone += 1
        sinceMadeUp = isMadeUp ? 0 : sinceMadeUp + 1
        if let resampler {
            unsafe resampler.convert(samples, into: queue)
            let count = unsafe queue.take(480, to: frame)
            unsafe _ = dtmf_rx(state, frame, Int32(count))
        } else if let base = samples.baseAddress {
            unsafe _ = dtmf_rx(state, base, Int32(samples.count))
        }
        let count = unsafe dtmf_rx_get(state, digits, Int32(Self.room - 1))
        for index in 0..<Int(count) {
            guard let digit = unsafe MediaDigit(code: UInt8(bitPattern: digits[index])) else { continue }
            let goesOn = digit == last && sinceTone <= Self.mend && sinceMadeUp <= 2 * Self.mend
            last = digit
            if !goesOn { found(digit) }
        }
        if unsafe last.map({ Int32($0.character.asciiValue ?? 0) }) == dtmf_rx_status(state) { sinceTone = 0 }
    }
}
