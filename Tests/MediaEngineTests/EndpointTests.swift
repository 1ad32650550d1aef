import Media
import MediaEngine
import Testing

@Suite("Endpoints of the media engine on loopback")
struct EndpointTests {
    @Test("A digit of five packets and three ends is told once, at its first packet")
    func digit() async throws {
        let bench = try Bench()
        let far = FarEnd()
        let address = try await bench.open(1, to: far)
        await bench.settle(1)
        far.sendEvent(5, duration: 160, at: 8_000, to: address)
        #expect(await bench.nextEvent() == .firstPacket(EndpointID(1)))
        #expect(await bench.nextEvent() == .digit(EndpointID(1), try #require(MediaDigit(event: 5))))
    }

    @Test("A prompt of 100 ms leaves as five packets of 160 octets and ends when the last has left")
    func prompt() async throws {
        let bench = try Bench()
        let far = FarEnd()
        bench.engine.prompts.load(PromptKey("beep"), (0..<800).map { Int16($0) })
        _ = try await bench.open(1, to: far)
        bench.engine.send(.play(EndpointID(1), PlaybackID(9), [PromptKey("beep")], .once))
        #expect(await bench.nextEvent() == .playbackEnded(EndpointID(1), PlaybackID(9), .finished))
        let packets = far.drain()
        #expect(packets.count == 5)
        #expect(packets.flatMap(\.payload) == (0..<800).map { G711.microLaw(Int16($0)) })
        #expect(packets.map(\.header.marker) == [true, false, false, false, false])
    }

    @Test("A bridge carries audio both ways")
    func bridge() async throws {
        let bench = try Bench()
        let left = FarEnd()
        let right = FarEnd()
        let a = try await bench.open(1, to: left)
        let b = try await bench.open(2, to: right)
        bench.engine.send(.bridge(EndpointID(1), EndpointID(2)))
        await bench.settle(1)
        left.sendAudio(0x11, to: a)
        #expect(right.receive()?.payload == [UInt8](repeating: 0x11, count: 160))
        right.sendAudio(0x22, to: b)
        #expect(left.receive()?.payload == [UInt8](repeating: 0x22, count: 160))
        let counts = await bench.close(1)
        #expect(counts?.packetsReceived == 1)
        #expect(counts?.packetsSent == 1)
    }
}
