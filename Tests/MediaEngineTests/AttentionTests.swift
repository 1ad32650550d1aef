import CLinux
import Media
import MediaEngine
import Testing

@Suite("Audio that nobody hears, on loopback")
struct AttentionTests {
    @Test("Of 200 packets into a menu each is counted, and the key among them is told")
    func counted() async throws {
        let bench = try Bench()
        let far = FarEnd()
        let address = try await bench.open(1, to: far)
        await bench.settle(1)
        far.sendAudio(1, to: address)
        #expect(await bench.nextEvent() == .firstPacket(EndpointID(1)))
        for octet: UInt8 in 1...100 { far.sendAudio(octet, to: address) }
        far.sendEvent(7, duration: 160, at: far.timestamp, to: address)
        #expect(await bench.nextEvent() == .digit(EndpointID(1), try #require(MediaDigit(event: 7))))
        for octet: UInt8 in 1...100 { far.sendAudio(octet, to: address) }
        let counts = try #require(await bench.close(1))
        #expect(counts.packetsReceived == 202)
        #expect(counts.packetsLost == 0)
    }

    @Test("What came before a bridge is not heard in it; what comes after its end is counted")
    func bridged() async throws {
        let bench = try Bench()
        let (left, right) = (FarEnd(), FarEnd())
        let a = try await bench.open(1, to: left)
        _ = try await bench.open(2, to: right)
        await bench.settle(2)
        left.sendAudio(1, to: a)
        #expect(await bench.nextEvent() == .firstPacket(EndpointID(1)))
        for _ in 0..<5 { left.sendAudio(2, to: a) }
        bench.engine.send(.bridge(EndpointID(1), EndpointID(2)))
        await bench.settle(2)
        for octet: UInt8 in 3...5 {
            left.sendAudio(octet, to: a)
            #expect(right.receive()?.payload.first == octet)
        }
        bench.engine.send(.unbridge(EndpointID(1)))
        await bench.settle(1)
        for _ in 0..<4 { left.sendAudio(6, to: a) }
        #expect(await bench.close(1)?.packetsReceived == 13)
        #expect(right.drain().isEmpty)
    }

    @Test("Packets that come as evenly as their timestamps have no jitter, whenever they are taken")
    func jitter() async throws {
        let bench = try Bench()
        let far = FarEnd()
        let address = try await bench.open(1, to: far)
        bench.engine.send(.play(EndpointID(1), PlaybackID(1), [PromptStore.music], .forever))
        var (before, after): ([UInt64], [UInt64]) = ([], [])
        for _ in 0..<40 {
            // Our own packets are the clock: one of theirs for each, and three ticks until it is taken.
            _ = try #require(far.receive())
            before.append(cl_monotonic())
            far.timestamp = UInt32(truncatingIfNeeded: before[before.count - 1] / 125_000)
            far.sendAudio(1, to: address)
            after.append(cl_monotonic())
        }
        let counts = try #require(await bench.close(1))
        #expect(counts.packetsReceived == 40)
        #expect(counts.jitterMean < 8_000 + Self.mostJitter(before, after))
    }

    /// The jitter in microseconds that there is at most, at any packet, when each came at some time between these two
    /// (RFC 3550 §6.4.1): this thread may have been held up between reading the clock and sending.
    private static func mostJitter(_ before: [UInt64], _ after: [UInt64]) -> UInt32 {
        let late = zip(before, after).map { Double($1 - $0) / 1_000 }
        var (jitter, most) = (0.0, 0.0)
        for (earlier, later) in zip(late, late.dropFirst()) {
            jitter += (max(earlier, later) - jitter) / 16
            most = max(most, jitter)
        }
        return UInt32(most)
    }
}
