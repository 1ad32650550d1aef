import Media
import NightbellMedia
import Testing

@testable import MediaEngine

@Suite("Ports between two calls")
struct RestingPortsTests {
    @Test("A pair is taken after it has rested a second, the longest resting first; sooner only when asked for any")
    func order() throws {
        var resting = RestingPorts(limit: 3)
        let pairs = [20_000, 20_002, 20_004].map { Self.pair($0) }
        #expect(resting.put(pairs[0], now: Self.at(0)) == .queued)
        #expect(resting.put(pairs[1], now: Self.at(400)) == .queued)
        #expect(resting.take(now: Self.at(999)) == nil)
        #expect(resting.take(now: Self.at(1_000)) === pairs[0])
        #expect(resting.take(now: Self.at(1_000)) == nil)
        #expect(resting.put(pairs[2], now: Self.at(1_000)) == .queued)
        #expect(resting.takeAny() === pairs[1])
        #expect(resting.takeAny() === pairs[2])
        #expect(resting.takeAny() == nil)
        #expect(resting.count == 0)
    }

    @Test("The third pair of two is refused, and after 1,000 turns the second still is not")
    func bound() {
        var resting = RestingPorts(limit: 2)
        for turn in 0..<1_000 {
            #expect(resting.put(Self.pair(20_000), now: Self.at(turn)) == .queued)
            #expect(resting.put(Self.pair(20_002), now: Self.at(turn)) == .queued)
            #expect(resting.put(Self.pair(20_004), now: Self.at(turn)) == .refused)
            #expect(resting.takeAny()?.port == 20_000)
            #expect(resting.takeAny()?.port == 20_002)
        }
    }

    @Test(
        "One thread may keep its whole range, at most 4,096 pairs; with another beside it a sixteenth of the range",
        arguments: [(1, 20_000...20_199, 100), (1, 20_000...40_000, 4_096), (2, 20_000...20_199, 6)])
    func limits(threads: Int, range: ClosedRange<Int>, limit: Int) {
        let ports = UInt16(range.lowerBound)...UInt16(range.upperBound)
        let configuration = MediaConfiguration(
            address: MediaAddress(ipv4: FarEnd.loopback, port: 0), ports: ports, threads: threads)
        #expect(RestingPorts(configuration).limit == limit)
    }

    /// Two sockets that are bound to nothing.
    private static func pair(_ port: UInt16) -> PortPair {
        PortPair(
            PortPool.Sockets(rtp: FarEnd.unboundSocket(), rtcp: FarEnd.unboundSocket(), port: port), now: at(0))
    }

    private static func at(_ milliseconds: Int) -> MediaInstant {
        MediaInstant(nanoseconds: 1_000_000_000).advanced(by: .milliseconds(milliseconds))
    }
}

@Suite("A port that serves one call after another, on loopback")
struct PortReuseTests {
    @Test("With one pair in the range, ten calls in a row get it; what the old call still sends is nobody's")
    func onePair() async throws {
        let own = LoopbackAddress()
        let free = FarEnd(ipv4: own.ipv4).address.port
        let bench = try Bench(ports: free...(free + 1), on: own)
        let old = FarEnd()
        for id: UInt64 in 1...10 {
            let far = FarEnd()
            let address = try await bench.open(id, to: far)
            #expect(address.port == free)
            await bench.settle(id)
            // The old call's packets come from an address that this one knows nothing of.
            old.sendAudio(1, to: address)
            far.sendAudio(2, to: address)
            #expect(await bench.nextEvent() == .firstPacket(EndpointID(id)))
            let counts = try #require(await bench.close(id))
            #expect(counts.packetsReceived == 1)
            #expect(counts.packetsRefused == 1)
        }
    }

    @Test("An endpoint that is opened at once after a close gets another port of the range")
    func another() async throws {
        let bench = try Bench()
        for id: UInt64 in 1...50 {
            let first = try await bench.open(2 * id)
            let closing = ContinuousClock.now
            _ = await bench.close(2 * id)
            let second = try await bench.open(2 * id + 1)
            // On a machine so busy that both took longer than the rest, the same port is right, and proves nothing.
            guard closing.duration(to: .now) < RestingPorts.minimumRest else { continue }
            #expect(second != first)
            return
        }
        Issue.record("closing and opening took longer than \(RestingPorts.minimumRest), fifty times")
    }

    @Test("A call on a port that has served another is heard, numbered and counted like the first on it")
    func asNew() async throws {
        let own = LoopbackAddress()
        let free = FarEnd(ipv4: own.ipv4).address.port
        let bench = try Bench(ports: free...(free + 1), on: own)
        for id: UInt64 in 1...3 {
            let far = FarEnd(ssrc: UInt32(id), sequence: UInt16(100 * id))
            let address = try await bench.open(id, to: far)
            await bench.settle(id)
            far.sendEvent(5, duration: 160, at: 8_000, to: address)
            #expect(await bench.nextEvent() == .firstPacket(EndpointID(id)))
            #expect(await bench.nextEvent() == .digit(EndpointID(id), try #require(MediaDigit(event: 5))))
            let counts = try #require(await bench.close(id))
            #expect(counts.packetsReceived == 1)
            #expect(counts.packetsLost == 0)
        }
    }
}
