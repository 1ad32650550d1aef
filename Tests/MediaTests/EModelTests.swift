import Media
import Testing

@Suite("The E-model, ITU-T G.107 with the codecs of G.113")
struct EModelTests {
    private func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }

    @Test(
        "R and MOS of G.711 and Speex by loss and delay",
        arguments: [
            (AudioCodec.pcmu, 0.0, 0, 93.2, 4.41), (.pcmu, 0, 20, 92.72, 4.4), (.pcma, 0.01, 20, 89.08, 4.32),
            (.pcmu, 0.05, 200, 70.12, 3.6), (.pcmu, 0.2, 20, 50.59, 2.61), (.pcmu, 1, 20, 16.78, 1.16),
            (.speex, 0, 20, 81.72, 4.09), (.speex, 0.05, 20, 64.22, 3.32), (.pcmu, 0, 1_000, -21.3, 1),
        ])
    func table(codec: AudioCodec, loss: Double, milliseconds: Int, rating: Double, opinion: Double) {
        let found = EModel.rating(codec, loss: loss, delay: .milliseconds(milliseconds))
        #expect(rounded(found) == rating)
        #expect(rounded(EModel.meanOpinionScore(found)) == opinion)
    }

    @Test("50 of 1,000 packets lost, jitter 10 ms, round trip 100 ms: MOS 3.8; nothing sent: none")
    func way() throws {
        let opinion = try #require(
            EModel.meanOpinionScore(
                .pcmu, sent: 1_000, lost: 50, jitter: .milliseconds(10), roundTrip: .milliseconds(100)))
        #expect((opinion * 10).rounded() / 10 == 3.8)
        #expect(EModel.meanOpinionScore(.pcmu, sent: 0, lost: 0, jitter: .zero, roundTrip: nil) == nil)
    }
}
