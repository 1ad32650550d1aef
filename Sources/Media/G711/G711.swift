/// G.711 companding: 16-bit linear samples to and from µ-law and A-law, by table.
///
/// - Source: ITU-T G.711 tables 1 and 2; the quantiser as in ITU-T G.191 (one's complement for negative values).
package enum G711 {
    /// What a receiver hears as silence: +0 in each law.
    package static let silenceMicroLaw: UInt8 = 0xFF
    package static let silenceALaw: UInt8 = 0xD5

    /// The µ-law code of a sample.
    package static func microLaw(_ sample: Int16) -> UInt8 {
        // 14 bits of magnitude by one's complement, then the bias of 33 that makes every chord a power of two.
        let magnitude = Int(sample < 0 ? ~sample : sample) >> 2
        let biased = min(magnitude + 33, 0x1FFF)
        let chord = chordIndex(biased >> 6)
        let step = (biased >> (chord + 1)) & 0x0F
        let code = UInt8(chord << 4 | step) ^ 0x7F
        return sample < 0 ? code : code | 0x80
    }

    /// The A-law code of a sample.
    package static func aLaw(_ sample: Int16) -> UInt8 {
        let magnitude = Int(sample < 0 ? ~sample : sample) >> 4
        let chord = chordIndex(magnitude >> 5)
        let step = chord == 0 ? magnitude & 0x1F : 0
        let code: UInt8
        if chord == 0 {
            // The two lowest chords share one step size: five bits of magnitude.
            code = UInt8(step)
        } else {
            code = UInt8((chord + 1) << 4 | (magnitude >> chord) & 0x0F)
        }
        // Even bits are inverted on the line (G.711 §3.2).
        return (sample < 0 ? code : code | 0x80) ^ 0x55
    }

    /// How many times the value can be halved before it is 0: 0 for 0, 1 for 1, 2 for 2 and 3, …
    private static func chordIndex(_ value: Int) -> Int { Int.bitWidth - value.leadingZeroBitCount }

    /// The sample of a µ-law code, ±32,124 at most.
    package static func linear(microLaw code: UInt8) -> Int16 {
        let inverted = ~code
        let chord = Int16(inverted >> 4 & 7)
        let step = Int16(inverted & 0x0F)
        let magnitude = ((step << 1 + 33) << chord - 33) << 2
        return inverted & 0x80 == 0 ? magnitude : -magnitude
    }

    /// The sample of an A-law code, ±32,256 at most.
    package static func linear(aLaw code: UInt8) -> Int16 {
        let plain = code ^ 0x55
        let chord = Int(plain >> 4 & 7)
        var magnitude = Int(plain & 0x0F) << 4 + 8
        if chord > 0 { magnitude = (magnitude + 0x100) << (chord - 1) }
        return Int16(plain & 0x80 != 0 ? magnitude : -magnitude)
    }

    /// The A-law code for each µ-law code: what decoding and encoding again gives.
    package static let microToALaw: [UInt8] = (0...255).map { aLaw(linear(microLaw: UInt8($0))) }

    /// The µ-law code for each A-law code.
    package static let aToMicroLaw: [UInt8] = (0...255).map { microLaw(linear(aLaw: UInt8($0))) }
}

/// The two laws of G.711.
package enum CompandingLaw: Hashable, Sendable, BitwiseCopyable {
    case pcmu, pcma

    /// The code of silence.
    package var silence: UInt8 {
        switch self {
        case .pcmu: G711.silenceMicroLaw
        case .pcma: G711.silenceALaw
        }
    }

    /// The code of a linear sample.
    package func encode(_ sample: Int16) -> UInt8 {
        switch self {
        case .pcmu: G711.microLaw(sample)
        case .pcma: G711.aLaw(sample)
        }
    }

    /// The linear sample of a code.
    package func decode(_ code: UInt8) -> Int16 {
        switch self {
        case .pcmu: G711.linear(microLaw: code)
        case .pcma: G711.linear(aLaw: code)
        }
    }
}
