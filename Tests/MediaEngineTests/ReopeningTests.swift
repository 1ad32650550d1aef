import Media
import MediaEngine
import NightbellMedia
import Testing

@Suite("Endpoints that another process had")
struct ReopeningTests {
    private let own = LoopbackAddress()
    private var ipv4: UInt32 { own.ipv4 }

    /// A port that an engine had until it ended.
    private func pastPort(_ far: FarEnd) async throws -> UInt16 {
        let bench = try Bench(on: own)
        let port = try await bench.open(1, to: far).port
        bench.engine.stop()
        return port
    }

    private func reopen(_ bench: Bench, _ id: UInt64, _ memory: EndpointMemory) async -> MediaEvent? {
        bench.engine.send(.reopen(EndpointID(id), memory))
        return await bench.nextEvent()
    }

    @Test(
        "A bridge goes on both ways on the same ports, with a marked packet of another SSRC first", arguments: [1, 2])
    func bridge(threads: Int) async throws {
        let (left, right) = (FarEnd(ssrc: 1), FarEnd(ssrc: 2))
        let before = try Bench(threads: threads, on: own)
        let a = try await before.open(1, to: left)
        let b = try await before.open(2, to: right)
        before.engine.send(.bridge(EndpointID(1), EndpointID(2)))
        await before.settle(2)
        left.sendAudio(1, to: a)
        let old = try #require(right.receive())
        before.engine.stop()

        let bench = try Bench(threads: threads, on: own)
        for (id, far, address) in [(1, left, a), (2, right, b)] as [(UInt64, FarEnd, MediaAddress)] {
            let memory = EndpointMemory(
                port: address.port, parameters: Bench.parameters(far), heardFrom: far.address)
            #expect(await reopen(bench, id, memory) == .opened(EndpointID(id), address))
        }
        bench.engine.send(.bridge(EndpointID(1), EndpointID(2)))
        await bench.settle(2)
        left.sendAudio(2, to: a)
        let new = try #require(right.receive())
        #expect(new.payload == [UInt8](repeating: 2, count: 160))
        #expect(new.from == b)
        #expect(new.header.marker)
        #expect(new.header.ssrc != old.header.ssrc)
        right.sendAudio(3, to: b)
        #expect(left.receive()?.payload == [UInt8](repeating: 3, count: 160))
        #expect(bench.unread.isEmpty, "nothing that was told before is told again")
    }

    @Test(
        "An encrypted far side whose numbers have gone round up to 32 times is heard on, with the right key alone",
        arguments: [(0, 2, true), (1, 2, true), (32, 2, true), (33, 2, false), (1, 3, false)])
    func rolledOver(rounds: UInt32, octet: UInt8, isHeard: Bool) async throws {
        let (far, other) = (FarEnd(ssrc: 7, sequence: 40_000), FarEnd(ssrc: 8))
        let bench = try Bench(on: own)
        var parameters = Bench.parameters(far)
        parameters.keys = StreamKeys(
            suite: .aes80, send: [UInt8](repeating: 1, count: 30), receive: [UInt8](repeating: 2, count: 30))
        let port = try await pastPort(far)
        let memory = EndpointMemory(port: port, parameters: parameters, heardFrom: far.address)
        let address = MediaAddress(ipv4: ipv4, port: port)
        #expect(await reopen(bench, 1, memory) == .opened(EndpointID(1), address))
        _ = try await bench.open(2, to: other)
        bench.engine.send(.bridge(EndpointID(1), EndpointID(2)))
        await bench.settle(2)
        let key = [UInt8](repeating: octet, count: 30)
        let sender = try #require(EncryptedSender(key: key, ssrc: 7, rounds: rounds))
        for number: UInt16 in 0..<3 {
            let header = RTPHeader(
                marker: false, payloadType: 0, sequence: 40_000 + number, timestamp: 160 * UInt32(number), ssrc: 7)
            let packet = FarEnd.packet(header, [UInt8](repeating: 5, count: 160))
            far.send(raw: try #require(sender.protect(packet)), to: address)
        }
        let counts = await bench.close(1)
        #expect(counts?.packetsReceived == (isHeard ? 3 : 0))
        #expect(counts?.packetsRefused == (isHeard ? 0 : 3))
        #expect(other.drain().allSatisfy { $0.payload == [UInt8](repeating: 5, count: 160) })
    }

    @Test("Whoever was heard is heard again at once, and a third address is not, although it stands behind NAT")
    func latched() async throws {
        let (far, other, stranger) = (FarEnd(ssrc: 1), FarEnd(ssrc: 1), FarEnd(ssrc: 1))
        let port = try await pastPort(far)
        let bench = try Bench(on: own)
        let memory = EndpointMemory(
            port: port, parameters: Bench.parameters(other, latching: .behindNAT), heardFrom: far.address)
        #expect(await reopen(bench, 1, memory) == .opened(EndpointID(1), MediaAddress(ipv4: ipv4, port: port)))
        let address = MediaAddress(ipv4: ipv4, port: port)
        for _ in 0..<10 { stranger.sendAudio(9, to: address) }
        far.sendAudio(1, to: address)
        bench.engine.send(.sendDigit(EndpointID(1), try #require(MediaDigit(event: 5)), milliseconds: 40))
        #expect(far.receive()?.header.payloadType == 101)
        let counts = try #require(await bench.close(1))
        #expect(counts.packetsReceived == 1)
    }

    @Test("A peer that was never heard may still be learned")
    func unheard() async throws {
        let (far, other) = (FarEnd(ssrc: 1), FarEnd(ssrc: 1))
        let port = try await pastPort(far)
        let bench = try Bench(on: own)
        let memory = EndpointMemory(port: port, parameters: Bench.parameters(other, latching: .behindNAT))
        _ = await reopen(bench, 1, memory)
        for _ in 0..<3 { far.sendAudio(1, to: MediaAddress(ipv4: ipv4, port: port)) }
        #expect(await bench.nextEvent() == .learned(EndpointID(1), far.address))
        #expect(await bench.nextEvent() == .firstPacket(EndpointID(1)))
    }

    @Test("A prompt of 200 ms goes on after the 120 ms that were heard, and ends when its last packet has left")
    func prompt() async throws {
        let far = FarEnd()
        let port = try await pastPort(far)
        let bench = try Bench(on: own)
        let steps = (0..<10).flatMap { [Int16](repeating: Int16($0) * 2_000, count: 160) }
        bench.engine.prompts.load(PromptKey("steps"), samples: steps)
        let playing = PlaybackMemory(id: PlaybackID(7), prompts: [PromptKey("steps")], loop: .once, elapsed: 120)
        let memory = EndpointMemory(
            port: port, parameters: Bench.parameters(far), heardFrom: far.address, playing: playing)
        _ = await reopen(bench, 1, memory)
        for step in 6..<10 {
            let code = G711.microLaw(Int16(step) * 2_000)
            #expect(far.receive()?.payload == [UInt8](repeating: code, count: 160))
        }
        #expect(await bench.nextEvent() == .playbackEnded(EndpointID(1), PlaybackID(7), .finished))
    }

    @Test("A loop of 200 ms that has run for 10.06 s goes on 60 ms after its beginning")
    func loop() async throws {
        let far = FarEnd()
        let port = try await pastPort(far)
        let bench = try Bench(on: own)
        let steps = (0..<10).flatMap { [Int16](repeating: Int16($0) * 2_000, count: 160) }
        bench.engine.prompts.load(PromptKey("steps"), samples: steps)
        let playing = PlaybackMemory(
            id: PlaybackID(7), prompts: [PromptKey("steps")], loop: .forever, elapsed: 10_060)
        _ = await reopen(bench, 1, EndpointMemory(port: port, parameters: Bench.parameters(far), playing: playing))
        #expect(far.receive()?.payload.first == G711.microLaw(6_000))
    }

    @Test("A prompt that was heard to its end, and more, has finished")
    func overdue() async throws {
        let far = FarEnd()
        let port = try await pastPort(far)
        let bench = try Bench(on: own)
        bench.engine.prompts.load(PromptKey("short"), samples: [Int16](repeating: 0, count: 160))
        let playing = PlaybackMemory(id: PlaybackID(7), prompts: [PromptKey("short")], loop: .once, elapsed: .max)
        _ = await reopen(bench, 1, EndpointMemory(port: port, parameters: Bench.parameters(far), playing: playing))
        #expect(await bench.nextEvent() == .playbackEnded(EndpointID(1), PlaybackID(7), .finished))
    }

    @Test("A port that somebody else has taken is said in words; an endpoint that is open already is left alone")
    func taken() async throws {
        let bench = try Bench(on: own)
        let address = try await bench.open(1)
        #expect(
            await reopen(bench, 2, EndpointMemory(port: address.port))
                == .openFailed(EndpointID(2), "the media port \(address.port) is taken by somebody else"))
        bench.engine.send(.reopen(EndpointID(1), EndpointMemory(port: 9)))
        #expect(bench.engine.commandsIgnored == 1)
        #expect(bench.engine.endpointCount == 1)
    }

    @Test("A reopened port is taken before an endpoint that is opened after it gets one")
    func order() async throws {
        let port: UInt16 = 20_000
        let bench = try Bench(threads: 2, ports: port...(port + 3), on: own)
        bench.engine.send([.open(EndpointID(1)), .reopen(EndpointID(2), EndpointMemory(port: port + 2))])
        var addresses: [EndpointID: UInt16] = [:]
        for _ in 0..<2 {
            if case .opened(let id, let address) = await bench.nextEvent() { addresses[id] = address.port }
        }
        #expect(addresses[EndpointID(2)] == port + 2)
    }
}
