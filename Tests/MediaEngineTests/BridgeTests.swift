import Media
import MediaEngine
import Testing

@Suite("Bridges on loopback")
struct BridgeTests {
    /// Two telephones that are bridged.
    private struct Pair {
        let bench: Bench
        let left = FarEnd(ssrc: 0xAAAA_AAAA, sequence: 65_530, timestamp: 0xFFFF_FE00)
        let right = FarEnd(ssrc: 0xBBBB_BBBB, sequence: 7, timestamp: 7_000)
        let a: MediaAddress
        let b: MediaAddress

        init(
            threads: Int = 1, rightCodec: AudioCodec = .pcmu, rightEvent: UInt8? = 96,
            direction: StreamDirection = .sendReceive
        ) async throws {
            bench = try Bench(threads: threads)
            a = try await bench.open(1, to: left)
            b = try await bench.open(
                2, to: right, codec: rightCodec, eventSend: rightEvent, eventReceive: rightEvent, direction: direction)
            bench.engine.send(.bridge(EndpointID(1), EndpointID(2)))
            await bench.settle(2)
        }
    }

    @Test("Audio goes both ways, under one SSRC of ours with numbers that follow one another", arguments: [1, 2])
    func bothWays(threads: Int) async throws {
        let pair = try await Pair(threads: threads)
        var heard: [FarEnd.Packet] = []
        for octet: UInt8 in 0..<20 {
            pair.left.sendAudio(octet, to: pair.a)
            heard.append(try #require(pair.right.receive()))
            pair.right.sendAudio(octet &+ 100, to: pair.b)
            #expect(pair.left.receive()?.payload == [UInt8](repeating: octet &+ 100, count: 160))
        }
        for (index, packet) in heard.enumerated() {
            #expect(packet.payload == [UInt8](repeating: UInt8(index), count: 160))
            #expect(packet.from == pair.b)
            #expect(packet.header.ssrc == heard[0].header.ssrc)
            #expect(packet.header.ssrc != pair.left.ssrc)
            #expect(packet.header.sequence == heard[0].header.sequence &+ UInt16(index))
            #expect(packet.header.timestamp == heard[0].header.timestamp &+ UInt32(index * 160))
            #expect(packet.header.marker == (index == 0))
        }
        let counts = await pair.bench.close(1)
        #expect(counts?.packetsReceived == 20)
        #expect(counts?.packetsSent == 20)
        #expect(counts?.packetsLost == 0)
    }

    @Test("µ-law on one side is A-law on the other, both ways, by table")
    func transcodes() async throws {
        let pair = try await Pair(rightCodec: .pcma)
        for code in UInt8.min...UInt8.max {
            pair.left.sendAudio(code, to: pair.a)
            let right = try #require(pair.right.receive())
            #expect(right.header.payloadType == 8)
            #expect(right.payload == [UInt8](repeating: G711.microToALaw[Int(code)], count: 160))
            pair.right.sendAudio(code, to: pair.b, payloadType: 8)
            let left = try #require(pair.left.receive())
            #expect(left.header.payloadType == 0)
            #expect(left.payload == [UInt8](repeating: G711.aToMicroLaw[Int(code)], count: 160))
        }
    }

    @Test("A key pressed in a bridge is told once and goes on to the other side as its payload type 96")
    func digits() async throws {
        let pair = try await Pair()
        pair.left.sendAudio(1, to: pair.a)
        _ = try #require(pair.right.receive())
        for duration: UInt16 in [160, 320] { pair.left.sendEvent(10, duration: duration, at: 9_000, to: pair.a) }
        pair.left.sendEvent(10, duration: 480, isEnd: true, at: 9_000, to: pair.a)
        let packets = try (0..<3).map { _ in try #require(pair.right.receive()) }
        #expect(packets.map(\.header.payloadType) == [96, 96, 96])
        #expect(packets.map { $0.payload[1] } == [10, 10, 0x8A])
        #expect(Set(packets.map(\.header.timestamp)).count == 1)
        #expect(await pair.bench.nextEvent() == .firstPacket(EndpointID(1)))
        #expect(await pair.bench.nextEvent() == .digit(EndpointID(1), try #require(MediaDigit(event: 10))))
        #expect(pair.bench.unread == [])
    }

    @Test("A side without telephone-event gets no events, but the key is told")
    func digitsNotNegotiated() async throws {
        let pair = try await Pair(rightEvent: nil)
        pair.left.sendAudio(0x32, to: pair.a)
        let before = try #require(pair.right.receive()).header
        for _ in 0..<3 { pair.left.sendEvent(3, duration: 160, at: 9_000, to: pair.a) }
        pair.left.sendAudio(0x33, to: pair.a)
        let after = try #require(pair.right.receive())
        #expect(after.payload.first == 0x33)
        #expect(after.header.sequence == before.sequence &+ 1)
        #expect(after.header.timestamp == before.timestamp &+ 160)
        #expect(
            await pair.bench.nextEventAfterFirstPackets() == .digit(EndpointID(1), try #require(MediaDigit(event: 3))))
    }

    @Test("Contributing sources, extension and padding stay behind; garbage in a call leaves its audio whole")
    func cleans() async throws {
        let pair = try await Pair()
        let decorated: [UInt8] =
            [0xB1, 0x00, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9] + [1, 1, 1, 1] + [0xBE, 0xDE, 0, 1, 7, 7, 7, 7]
            + [0x10, 0x11, 0x12, 0x13] + [0, 0, 3]
        for garbage: [UInt8] in [
            [], [0x80], [0x40] + decorated.dropFirst(), [0x9F] + decorated.dropFirst(),
            [UInt8](repeating: 0x80, count: 1_600), [UInt8](repeating: 0xFF, count: 60_000),
        ] { pair.left.send(raw: garbage, to: pair.a) }
        pair.left.send(raw: decorated, to: pair.a)
        let heard = try #require(pair.right.receive())
        #expect(heard.payload == [0x10, 0x11, 0x12, 0x13])
        #expect(heard.header.payloadOffset == 12)
        #expect(await pair.bench.close(1)?.packetsMalformed == 5)
    }

    @Test("Prompt, person, prompt: the far end hears one stream without a hole in its numbers")
    func continuity() async throws {
        let bench = try Bench()
        let left = FarEnd()
        let right = FarEnd(ssrc: 0xBBBB_BBBB, sequence: 30_000, timestamp: 1)
        _ = try await bench.open(1, to: left)
        let b = try await bench.open(2, to: right)
        bench.engine.send(.play(EndpointID(1), PlaybackID(1), [PromptStore.music], .forever))
        var heard = try (0..<3).map { _ in try #require(left.receive()) }
        bench.engine.send(.bridge(EndpointID(1), EndpointID(2)))
        #expect(await bench.nextEvent() == .playbackEnded(EndpointID(1), PlaybackID(1), .stopped))
        await bench.settle(2)
        heard += left.drain()
        for octet: UInt8 in [1, 2, 3] {
            right.sendAudio(octet, to: b)
            heard.append(try #require(left.receive()))
        }
        #expect(heard.suffix(3).map { $0.payload[0] } == [1, 2, 3])
        bench.engine.send(.unbridge(EndpointID(2)))
        bench.engine.send(.play(EndpointID(1), PlaybackID(2), [PromptStore.music], .forever))
        for _ in 0..<3 { heard.append(try #require(left.receive())) }
        for (earlier, later) in zip(heard, heard.dropFirst()) {
            #expect(later.header.ssrc == earlier.header.ssrc)
            #expect(later.header.sequence == earlier.header.sequence &+ 1)
            #expect(Int32(bitPattern: later.header.timestamp &- earlier.header.timestamp) >= 160)
        }
    }

    @Test("A whisper to one side of a bridge replaces the other person for its time")
    func whisper() async throws {
        let pair = try await Pair()
        pair.bench.engine.prompts.load(PromptKey("whisper"), samples: [Int16](repeating: 8_000, count: 320))
        pair.bench.engine.send(.play(EndpointID(2), PlaybackID(1), [PromptKey("whisper")], .forever))
        var heard = [try #require(pair.right.receive())]
        pair.left.sendAudio(0x44, to: pair.a)
        pair.left.sendEvent(1, duration: 160, at: 0, to: pair.a)
        #expect(
            await pair.bench.nextEventAfterFirstPackets()
                == .digit(EndpointID(1), try #require(MediaDigit(event: 1))))
        pair.bench.engine.send(.stop(EndpointID(2)))
        #expect(await pair.bench.nextEvent() == .playbackEnded(EndpointID(2), PlaybackID(1), .stopped))
        pair.left.sendAudio(0x55, to: pair.a)
        while heard.last?.payload.first != 0x55 { heard.append(try #require(pair.right.receive())) }
        #expect(Set(heard.dropLast().map(\.payload)) == [[UInt8](repeating: G711.microLaw(8_000), count: 160)])
        for (earlier, later) in zip(heard, heard.dropFirst()) {
            #expect(later.header.sequence == earlier.header.sequence &+ 1)
        }
    }

    @Test("After unbridge and after the other side's close nothing goes through")
    func unbridge() async throws {
        let pair = try await Pair()
        pair.bench.engine.send(.unbridge(EndpointID(1)))
        await pair.bench.settle(1)
        pair.left.sendAudio(1, to: pair.a)
        #expect(await pair.bench.nextEvent() == .firstPacket(EndpointID(1)))
        pair.bench.engine.send(.bridge(EndpointID(1), EndpointID(2)))
        _ = await pair.bench.close(2)
        pair.left.sendAudio(2, to: pair.a)
        pair.left.sendEvent(1, duration: 160, at: 0, to: pair.a)
        #expect(await pair.bench.nextEvent() == .digit(EndpointID(1), try #require(MediaDigit(event: 1))))
        #expect(pair.right.drain() == [])
        #expect(await pair.bench.close(1)?.packetsReceived == 3)
    }

    @Test("A peer that may only send is not sent to")
    func direction() async throws {
        let pair = try await Pair(direction: .receiveOnly)
        pair.left.sendAudio(1, to: pair.a)
        pair.right.sendAudio(2, to: pair.b)
        #expect(pair.left.receive()?.payload.first == 2)
        #expect(pair.right.drain() == [])
    }

    @Test("On hold 30 packets are not passed on; after it the numbers go on without a hole, and the first is marked")
    func hold() async throws {
        let pair = try await Pair()
        pair.left.sendAudio(1, to: pair.a)
        let before = try #require(pair.right.receive()).header
        let held = Bench.parameters(pair.right, eventSend: 96, eventReceive: 96, direction: .receiveOnly)
        pair.bench.engine.send(.configure(EndpointID(2), held))
        await pair.bench.settle(2)
        for _ in 0..<30 {
            pair.left.sendAudio(2, to: pair.a)
            // One datagram of a leg is taken in a turn, after the queue.
            await pair.bench.settle(1)
        }
        let resumed = Bench.parameters(pair.right, eventSend: 96, eventReceive: 96)
        pair.bench.engine.send(.configure(EndpointID(2), resumed))
        await pair.bench.settle(2)
        for octet: UInt8 in [3, 4] { pair.left.sendAudio(octet, to: pair.a) }
        let after = [try #require(pair.right.receive()), try #require(pair.right.receive())]
        #expect(after.map { $0.payload[0] } == [3, 4])
        #expect(after.map { $0.header.sequence &- before.sequence } == [1, 2])
        #expect(after.map(\.header.marker) == [true, false])
        #expect(Set(after.map(\.header.ssrc)) == [before.ssrc])
        #expect(Int32(bitPattern: after[0].header.timestamp &- before.timestamp) >= 160)
    }

    @Test("A third endpoint takes over a side of the bridge, over three threads; the one that was left is alone")
    func rebridge() async throws {
        let pair = try await Pair(threads: 3)
        let third = FarEnd()
        let c = try await pair.bench.open(3, to: third)
        pair.bench.engine.send(.bridge(EndpointID(3), EndpointID(2)))
        await pair.bench.settle(2)
        third.sendAudio(0x77, to: c)
        #expect(pair.right.receive()?.payload.first == 0x77)
        pair.right.sendAudio(0x66, to: pair.b)
        #expect(third.receive()?.payload.first == 0x66)
        #expect(pair.left.drain() == [])
    }

    @Test("2,000 random bridges, playbacks and closes of 24 endpoints on 4 threads: every endpoint is closed once")
    func turmoil() async throws {
        var generator = SeededGenerator(seed: 4)
        let bench = try Bench(threads: 4)
        var closed: [EndpointID] = []
        var live: [UInt64] = []
        var next: UInt64 = 1
        for _ in 0..<2_000 {
            while live.count < 24 {
                bench.engine.send(.open(EndpointID(next)))
                live.append(next)
                next += 1
            }
            let one = EndpointID(try #require(live.randomElement(using: &generator)))
            let other = EndpointID(try #require(live.randomElement(using: &generator)))
            switch Int.random(in: 0..<10, using: &generator) {
            case 0..<6: bench.engine.send(.bridge(one, other))
            case 6: bench.engine.send(.unbridge(one))
            case 7, 8: bench.engine.send(.play(one, PlaybackID(1), [PromptStore.music], .forever))
            default:
                bench.engine.send(.close(one))
                live.removeAll { $0 == one.value }
            }
        }
        for id in live { bench.engine.send(.close(EndpointID(id))) }
        while closed.count < Int(next) - 1, let event = await bench.nextEvent() {
            if case .closed(let id, _) = event { closed.append(id) }
        }
        #expect(closed.map(\.value).sorted() == Array(1..<next))
        #expect(bench.engine.endpointCount == 0)
    }
}

/// Numbers that look random and are the same in every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
