import Media
import Testing

@Suite("G.711 companding, ITU-T G.711 tables 1 and 2")
struct G711Tests {
    @Test("Each of the 256 µ-law codes survives decoding and encoding, but for −0, which is +0")
    func microLawRoundTrip() {
        for code in UInt8.min...UInt8.max where code != 0x7F {
            #expect(G711.microLaw(G711.linear(microLaw: code)) == code)
        }
        #expect(G711.microLaw(G711.linear(microLaw: 0x7F)) == 0xFF)
    }

    @Test("Each of the 256 A-law codes survives decoding and encoding")
    func aLawRoundTrip() {
        for code in UInt8.min...UInt8.max { #expect(G711.aLaw(G711.linear(aLaw: code)) == code) }
    }

    @Test(
        "µ-law: the ends of the chords decode to the values of table 2a, four times as large for 16 bits",
        arguments: [
            (0x80, 8_031), (0x8F, 4_191), (0x9F, 2_079), (0xAF, 1_023), (0xBF, 495), (0xCF, 231), (0xDF, 99),
            (0xEF, 33), (0xF0, 30), (0xFE, 2), (0xFF, 0), (0x00, -8_031), (0x7E, -2),
        ] as [(UInt8, Int)])
    func microLawTable(code: UInt8, value: Int) {
        #expect(Int(G711.linear(microLaw: code)) == 4 * value)
    }

    @Test(
        "A-law: the ends of the chords decode to the values of table 1a, eight times as large for 16 bits",
        arguments: [
            (0xAA, 4_032), (0xA5, 2_112), (0xBA, 2_016), (0xB5, 1_056), (0x8A, 1_008), (0x85, 528), (0x9A, 504),
            (0x95, 264), (0xEA, 252), (0xFA, 126), (0xCA, 63), (0xC5, 33), (0xD5, 1), (0x55, -1), (0x2A, -4_032),
        ] as [(UInt8, Int)])
    func aLawTable(code: UInt8, value: Int) {
        #expect(Int(G711.linear(aLaw: code)) == 8 * value)
    }

    @Test(
        "µ-law decides at the values of table 2a: 8159 is clipped, 4063 and 31 are chord ends",
        arguments: [
            (32_767, 0x80), (32_636, 0x80), (16_256, 0x8F), (16_248, 0x90), (124, 0xEF), (120, 0xF0), (4, 0xFE),
            (3, 0xFF), (0, 0xFF), (-1, 0x7F), (-4, 0x7F), (-5, 0x7E), (-32_768, 0x00),
        ] as [(Int16, UInt8)])
    func microLawDecisions(sample: Int16, code: UInt8) {
        #expect(G711.microLaw(sample) == code)
    }

    @Test(
        "A-law decides at the values of table 1a: 4096 is the end, 2048 and 64 are chord ends",
        arguments: [
            (32_767, 0xAA), (16_384, 0xA5), (16_383, 0xBA), (512, 0xF5), (511, 0xCA), (16, 0xD4), (15, 0xD5),
            (0, 0xD5), (-1, 0x55), (-16, 0x55), (-17, 0x54), (-32_768, 0x2A),
        ] as [(Int16, UInt8)])
    func aLawDecisions(sample: Int16, code: UInt8) {
        #expect(G711.aLaw(sample) == code)
    }

    @Test("Of all 65,536 samples, a larger one never has a lower code, and none is further away than 1/32 and 12")
    func monotonic() {
        var lastMicro = Int16.min
        var lastA = Int16.min
        for sample in Int16.min...Int16.max {
            let micro = G711.linear(microLaw: G711.microLaw(sample))
            let a = G711.linear(aLaw: G711.aLaw(sample))
            let size = abs(Int(sample))
            let farMicro = size <= 32_635 && abs(Int(micro) - Int(sample)) > size / 32 + 12
            if micro < lastMicro || a < lastA || farMicro || abs(Int(a) - Int(sample)) > size / 32 + 12 {
                Issue.record("\(sample) became \(micro) and \(a)")
            }
            lastMicro = micro
            lastA = a
        }
    }

    @Test("Transcoding keeps silence silent and the sign of every code")
    func transcode() {
        #expect(G711.microToALaw[0xFF] == 0xD5)
        #expect(G711.aToMicroLaw[0xD5] == G711.microLaw(8))
        for code in 0..<256 {
            #expect(G711.microToALaw[code] & 0x80 == UInt8(code) & 0x80 || code == 0x7F)
            #expect(G711.aToMicroLaw[code] & 0x80 == UInt8(code) & 0x80)
        }
    }
}
