import CSpandsp
import Media

/// Finds the tone of 2,100 Hz by which a fax machine, a modem or a text telephone that answers asks for a clear channel
/// (ITU-T V.25, T.30 CED, V.8 ANSam): SpanDSP's detector.
///
/// - Isolation: the media thread of its endpoint.
@safe
package final class DataToneDetector {
    private let state: OpaquePointer
    private let queue = SampleQueue(capacity: 960)
    private let frame = UnsafeMutablePointer<Int16>.allocate(capacity: 960)
    private let resampler: StreamResampler?

    /// A detector for audio of this rate; `nil` when there is no memory for one.
    package init?(rate: Int) {
        guard let state = unsafe modem_connect_tones_rx_init(nil, Int32(MODEM_CONNECT_TONES_ANS_PR), nil, nil)
        else { return nil }
        unsafe self.state = state
        resampler = rate == Tone.sampleRate ? nil : StreamResampler(from: rate, to: Tone.sampleRate)
        unsafe frame.initialize(repeating: 0, count: 960)
    }

    deinit {
        unsafe _ = modem_connect_tones_rx_free(state)
        unsafe frame.deallocate()
    }

    /// What was heard so far.
    package enum Finding: Sendable { case nothing, tone }

    /// Listens to the next samples, 60 ms at the most.
    package func hear(_ samples: UnsafeBufferPointer<Int16>) -> Finding {
        if let resampler {
            unsafe resampler.convert(samples, into: queue)
            let count = unsafe queue.take(960, to: frame)
            unsafe _ = modem_connect_tones_rx(state, frame, Int32(count))
        } else if let base = samples.baseAddress {
            unsafe _ = modem_connect_tones_rx(state, base, Int32(samples.count))
        }
        return unsafe modem_connect_tones_rx_get(state) == 0 ? .nothing : .tone
    }

    /// Listens to the payload of a packet of G.711.
    func hear(_ octets: UnsafeBufferPointer<UInt8>, _ law: CompandingLaw) -> Finding {
        let count = min(octets.count, 480)
        for index in 0..<count { unsafe frame[index] = law.decode(octets[index]) }
        return unsafe hear(UnsafeBufferPointer(start: frame, count: count))
    }
}
