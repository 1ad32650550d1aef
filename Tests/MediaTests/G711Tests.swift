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
}
