import Media
import Testing

@testable import MediaEngine

@Suite("Prompts in codecs other than G.711")
struct PromptPacketsTests {
    @Test("800 samples whose last 80 are a tone are five packets of G.722, and the tone is 22 samples at 16 kHz late")
    func lastSamples() throws {
        let samples = (0..<800).map { $0 < 720 ? 0 : Int16(8_000 * Tone.sine(0.1 * Double($0))) }
        let packets = try #require(PromptPackets(Prompt(samples: samples), .g722, packetTime: 20))
        let decoder = try #require(AudioDecoder(.g722))
        let queue = SampleQueue(capacity: 16_000)
        for number in 0..<5 {
            var payload = [UInt8](repeating: 0, count: PromptPackets.longest)
            let count = payload.withUnsafeMutableBytes { bytes in
                bytes.baseAddress.map { packets.copy(number, to: $0) } ?? 0
            }
            #expect(count == 160)
            payload.prefix(count).withUnsafeBytes { decoder.decode($0, into: queue) }
        }
        let heard = queue.takeAll()
        #expect(heard.count == 1_600)
        let first = try #require(heard.firstIndex { abs(Int($0)) > 1_000 })
        #expect((1_440..<1_472).contains(first), "it begins at \(first)")
        #expect(heard.suffix(16).contains { abs(Int($0)) > 3_000 })
    }
}
