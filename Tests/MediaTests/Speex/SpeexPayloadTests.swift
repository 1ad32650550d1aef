import Media
import Testing

@Suite("The frames in a payload of Speex, RFC 5574 §3")
struct SpeexPayloadTests {
    /// Bits written as 0 and 1, with padding as RFC 5574 §3.3 has it: a 0, then 1 up to the octet.
    private func payload(_ bits: String) -> [UInt8] {
        var padded = bits
        if !bits.count.isMultiple(of: 8) { padded += "0" }
        while !padded.count.isMultiple(of: 8) { padded += "1" }
        return stride(from: 0, to: padded.count, by: 8).map { start in
            padded.dropFirst(start).prefix(8).reduce(UInt8(0)) { $0 << 1 | ($1 == "1" ? 1 : 0) }
        }
    }

    /// A mode and what follows it, in so many bits together.
    private func frame(_ mode: String, _ bits: Int) -> String {
        mode + String(repeating: "1", count: bits - mode.count)
    }

    private func frames(_ bits: String, _ codec: AudioCodec = .speexWideband) -> Int? { frames(payload(bits), codec) }

    private func frames(_ octets: [UInt8], _ codec: AudioCodec = .speexWideband) -> Int? {
        SpeexPayload.frames(in: octets.span, of: codec)
    }

    @Test("One frame of each of the nine modes, and three of 15 kbit/s behind one another")
    func narrowband() {
        for (mode, bits) in [5, 43, 119, 160, 220, 300, 364, 492, 79].enumerated() {
            let name = "0" + String("000\(String(mode, radix: 2))".suffix(4))
            #expect(frames(frame(name, bits)) == 1)
            #expect(bits == 5 || frames(payload(frame(name, bits)).dropLast()) == nil)
        }
        #expect(frames([String](repeating: frame("00101", 300), count: 3).joined()) == 3)
    }

    @Test("A layer of wideband belongs to the frame before it, and one of ultra-wideband to that; a third is refused")
    func wideband() {
        let (low, high) = (frame("00101", 300), frame("1011", 192))
        #expect(frames(low + high + low + high) == 2)
        #expect(frames(low + high + high) == 1)
        #expect(frames(low + high + high + high) == nil)
        #expect(frames(high + low) == nil)
        #expect(frames(low + frame("1101", 192)) == nil)
        #expect(frames(low + "1000" + low) == 2)
        #expect(frames(low + "1000" + low, .speex) == nil)
        #expect(frames(low + high + "1000" + low) == nil)
        // 364 bits and 4 of the empty layer are 46 octets; a mode that is none in those 4 is refused.
        #expect(frames(frame("00110", 364) + "1000") == 1)
        #expect(frames(frame("00110", 364) + "1111") == nil)
    }

    @Test(
        "A terminator ends it; requests between frames are stepped over; modes 9 to 12, nothing and noise are refused")
    func others() {
        let low = frame("00011", 160)
        #expect(frames(low + "01111" + String(repeating: "1", count: 40)) == 1)
        #expect(frames("01110" + "0000" + "1" + low) == 1)
        #expect(frames("01110" + "1111" + String(repeating: "0", count: 64) + low) == 1)
        #expect(frames("01101" + "0001" + String(repeating: "1", count: 13) + low) == 1)
        #expect(frames("01101" + "1111") == nil)
        for mode in ["01001", "01010", "01011", "01100"] { #expect(frames(frame(mode, 160)) == nil) }
        #expect(frames([UInt8]()) == nil)
        #expect(frames([UInt8](repeating: 0xFF, count: 40)) == nil)
    }
}
