/// What a payload of Speex holds, seen without decoding it.
///
/// libspeex writes to the standard error of its process what it thinks of a frame that is none, so that a hostile peer
/// could fill the journal: it gets only what has passed here.
///
/// A payload is a row of frames of 20 ms: a bit 0, four bits of mode and the frame; behind it at most two layers of wider
/// bands: a bit 1, three bits of mode and the layer. Requests may stand between frames, padding behind them.
/// Source: RFC 5574 §3, §3.3; The Speex Codec Manual, tables 9.1 and 10.1.
package enum SpeexPayload {
    /// Bits of a frame by its mode, with those that say the mode.
    private static let narrowband = [5, 43, 119, 160, 220, 300, 364, 492, 79]
    /// Bits of a layer by its mode.
    private static let layers = [4, 36, 112, 192, 352]

    /// The frames of 20 ms in a payload that is decoded as `codec`.
    ///
    /// An empty layer is taken only where the decoder of wideband reads it: when libspeex steps over one, it loses count.
    ///
    /// - Returns: how many; `nil` when something in it is no frame, or is cut off.
    package static func frames(in payload: Span<UInt8>, of codec: AudioCodec) -> Int? {
        let end = payload.count * 8
        var (place, frames, wide) = (0, 0, 0)
        var mayBeEmpty = false
        while place < end {
            if bits(1, of: payload, at: place) == 1 {
                // What is too short for a layer is the padding of a careless encoder.
                guard end - place >= 4 else { break }
                let mode = bits(3, of: payload, at: place + 1)
                wide += 1
                guard frames > 0, wide <= 2, mode < layers.count, end - place >= layers[mode],
                    mode > 0 || mayBeEmpty
                else { return nil }
                place += layers[mode]
                mayBeEmpty = false
                continue
            }
            guard end - place >= 5 else { break }
            let mode = bits(4, of: payload, at: place + 1)
            guard mode != 15 else { break }
            guard let length = length(mode, of: payload, at: place, end), end - place >= length else { return nil }
            place += length
            wide = 0
            mayBeEmpty = codec == .speexWideband && mode < narrowband.count
            if mode < narrowband.count { frames += 1 }
        }
        return frames > 0 ? frames : nil
    }

    /// Bits of the frame or the request that begins at `place`.
    private static func length(_ mode: Int, of payload: Span<UInt8>, at place: Int, _ end: Int) -> Int? {
        guard mode >= 13 else { return mode < narrowband.count ? narrowband[mode] : nil }
        // Requests to the decoder or to the program say in four bits how long they are.
        guard end - place >= 9 else { return nil }
        let kind = bits(4, of: payload, at: place + 5)
        if mode == 13 { return 9 + 5 + 8 * kind }
        return switch kind {
        case 0..<2: 9 + 1
        case 2..<8: 9 + 4
        case 8..<10: 9 + 8
        case 10..<12: 9 + 16
        case 12..<14: 9 + 32
        default: 9 + 64
        }
    }

    private static func bits(_ count: Int, of payload: Span<UInt8>, at place: Int) -> Int {
        var value = 0
        for bit in place..<(place + count) { value = value << 1 | Int(payload[bit >> 3] >> (7 - bit & 7)) & 1 }
        return value
    }
}
