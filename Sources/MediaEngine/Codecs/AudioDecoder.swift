import COpus
import CSpandsp
import CSpeex
package import Media

/// From the payload of packets to linear samples, with something in place of packets that never came.
///
/// - Isolation: the media thread of its endpoint.
@safe
package final class AudioDecoder {
    /// What it decodes.
    package let codec: AudioCodec
    /// No packet holds more audio than this: 120 ms, the most that Opus allows (RFC 6716 §2.1.4).
    static let maximumMilliseconds = 120

    @safe private enum Engine {
        case law(CompandingLaw, Concealer)
        case g722(OpaquePointer, Concealer)
        case speex(UnsafeMutableRawPointer, UnsafeMutablePointer<SpeexBits>)
        case opus(OpaquePointer)
    }

    /// Payloads that were no audio of the codec.
    package private(set) var refused: UInt64 = 0

    private let engine: Engine
    private let rate: Int

    /// A decoder; `nil` when there is no memory for one.
    package init?(_ codec: AudioCodec) {
        self.codec = codec
        rate = codec.sampleRate
        switch codec {
        case .pcmu, .pcma:
            guard let law = codec.law, let concealer = Concealer() else { return nil }
            unsafe engine = .law(law, concealer)
        case .g722:
            guard let concealer = Concealer(), let state = unsafe g722_decode_init(nil, 64_000, 0) else {
                return nil
            }
            unsafe engine = .g722(state, concealer)
        case .speex, .speexWideband:
            let mode = codec == .speex ? SPEEX_MODEID_NB : SPEEX_MODEID_WB
            guard let state = unsafe speex_decoder_init(speex_lib_get_mode(mode)) else { return nil }
            let bits = UnsafeMutablePointer<SpeexBits>.allocate(capacity: 1)
            unsafe bits.initialize(to: SpeexBits())
            unsafe speex_bits_init(bits)
            unsafe engine = .speex(state, bits)
        case .opus:
            var error: Int32 = 0
            guard let state = unsafe opus_decoder_create(opus_int32(codec.sampleRate), 1, &error) else { return nil }
            unsafe engine = .opus(state)
        }
    }

    deinit {
        switch engine {
        case .law: break
        case .g722(let state, _): unsafe _ = g722_decode_free(state)
        case .speex(let state, let bits):
            unsafe speex_decoder_destroy(state)
            unsafe speex_bits_destroy(bits)
            unsafe bits.deallocate()
        case .opus(let state): unsafe opus_decoder_destroy(state)
        }
    }

    /// Decodes a payload to the end of the queue. What is no audio of the codec adds nothing, and is counted.
    package func decode(_ payload: UnsafeRawBufferPointer, into queue: SampleQueue) {
        let isAudio = unsafe decodes(payload, into: queue)
        if !isAudio { refused += 1 }
    }

    private func decodes(_ payload: UnsafeRawBufferPointer, into queue: SampleQueue) -> Bool {
        let octets = unsafe payload.assumingMemoryBound(to: UInt8.self)
        let room = rate / 1_000 * Self.maximumMilliseconds
        guard let start = octets.baseAddress, !octets.isEmpty else { return false }
        switch engine {
        case .law(let law, let concealer):
            guard octets.count <= room else { return false }
            unsafe queue.append(room: octets.count) { target in
                for index in 0..<octets.count { unsafe target[index] = law.decode(octets[index]) }
                unsafe concealer.heard(target, octets.count)
                return octets.count
            }
        case .g722(let state, let concealer):
            guard octets.count * 2 <= room else { return false }
            unsafe queue.append(room: octets.count * 2) { target in
                let count = Int(unsafe g722_decode(state, target, start, Int32(octets.count)))
                unsafe concealer.heard(target, count)
                return count
            }
        case .speex(let state, let bits):
            let frame = rate / 50
            guard let frames = unsafe SpeexPayload.frames(in: octets.span, of: codec), frames <= room / frame else {
                return false
            }
            unsafe start.withMemoryRebound(to: CChar.self, capacity: octets.count) {
                unsafe speex_bits_read_from(bits, UnsafeMutablePointer(mutating: $0), Int32(octets.count))
            }
            for _ in 0..<frames {
                unsafe queue.append(room: frame) { target in
                    unsafe speex_decode_int(state, bits, target) == 0 ? frame : 0
                }
            }
        case .opus(let state):
            var made: Int32 = 0
            unsafe queue.append(room: room) { target in
                unsafe made = opus_decode(state, start, opus_int32(octets.count), target, Int32(room), 0)
                return Int(made)
            }
            return made > 0
        }
        return true
    }

    /// Adds 20 ms that sound like what went before and fade.
    package func conceal(into queue: SampleQueue) {
        let frame = rate / 50
        unsafe queue.append(room: frame) { target in
            switch engine {
            case .law(_, let concealer), .g722(_, let concealer): unsafe concealer.fill(target, frame)
            case .speex(let state, _): unsafe _ = speex_decode_int(state, nil, target)
            case .opus(let state): unsafe _ = opus_decode(state, nil, 0, target, Int32(frame), 0)
            }
            return frame
        }
    }
}

/// spandsp's packet loss concealment (ITU-T G.711 Appendix I in spirit): repeats the last pitch period and fades.
@safe
final class Concealer {
    private let state: UnsafeMutablePointer<plc_state_t>

    init?() {
        guard let state = unsafe plc_init(nil) else { return nil }
        unsafe self.state = state
    }

    deinit { unsafe _ = plc_free(state) }

    /// Learns from audio that came, and blends its beginning with what was made up before.
    func heard(_ samples: UnsafeMutablePointer<Int16>, _ count: Int) {
        unsafe _ = plc_rx(state, samples, Int32(count))
    }

    /// Makes up audio.
    func fill(_ samples: UnsafeMutablePointer<Int16>, _ count: Int) {
        unsafe _ = plc_fillin(state, samples, Int32(count))
    }
}
