import Foundation
import Media
import MediaEngine
import Testing

@Suite("Machines on a bridge, on loopback", .serialized)
struct DataBridgeTests {
    /// 2,100 Hz in µ-law, 20 ms a piece: 42 periods, so each piece is the same.
    private static let tone = (0..<160).map { G711.microLaw(Int16(6_000 * sin(2 * .pi * 2_100 * Double($0) / 8_000))) }

    private func speak(_ far: FarEnd, _ payload: [UInt8], to address: MediaAddress) {
        far.send(
            raw: FarEnd.packet(
                RTPHeader(
                    marker: false, payloadType: 0, sequence: far.sequence, timestamp: far.timestamp, ssrc: far.ssrc),
                payload), to: address)
        far.sequence &+= 1
        far.timestamp &+= 160
    }

    @Test(
        "an announcement over a bridge ends when the other side turns out to be a machine, which is heard from then on")
    func announcement() async throws {
        let bench = try Bench()
        let left = FarEnd(ssrc: 1), right = FarEnd(ssrc: 2)
        _ = try await bench.open(1, to: left)
        let b = try await bench.open(2, to: right)
        bench.engine.prompts.load(PromptKey("announcement"), samples: [Int16](repeating: 1_000, count: 80_000))
        bench.engine.send(.bridge(EndpointID(1), EndpointID(2)))
        await bench.settle(1)
        bench.engine.send(.play(EndpointID(1), PlaybackID(5), [PromptKey("announcement")], .forever))
        // Each packet that the left gets is 20 ms later; there are none between the end of the announcement and its news.
        var events: [MediaEvent] = []
        for _ in 0..<3_000 where events.count < 2 {
            _ = left.drain()
            _ = left.receive(within: 100)
            speak(right, Self.tone, to: b)
            events += bench.unread.filter { event in
                switch event {
                case .dataTone, .playbackEnded(_, PlaybackID(5), _): !events.contains(event)
                default: false
                }
            }
        }
        #expect(events == [.dataTone(EndpointID(2)), .playbackEnded(EndpointID(1), PlaybackID(5), .stopped)])
        _ = left.drain()
        speak(right, Self.tone, to: b)
        #expect(left.receive()?.payload == Self.tone)
    }

    @Test("two lines in G.711 of one law: what a machine says arrives octet by octet, 600 packets of any kind")
    func unchanged() async throws {
        let bench = try Bench()
        let left = FarEnd(ssrc: 1), right = FarEnd(ssrc: 2)
        _ = try await bench.open(1, to: left)
        let b = try await bench.open(2, to: right)
        bench.engine.send(.bridge(EndpointID(1), EndpointID(2)))
        await bench.settle(1)
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<600 {
            let payload = (0..<160).map { _ in UInt8.random(in: 0...255, using: &generator) }
            speak(right, payload, to: b)
            #expect(left.receive()?.payload == payload)
        }
        #expect(!bench.unread.contains(.dataTone(EndpointID(2))), "nothing needs to know")
    }
}
