import Media
import MediaEngine
import Testing

@Suite("Endpoints on loopback")
struct EndpointTests {
    @Test("An endpoint gets an even port; at its close it tells its counts")
    func openAndClose() async throws {
        let bench = try Bench()
        let far = FarEnd()
        let address = try await bench.open(1, to: far)
        #expect(address.host == "127.0.0.1")
        #expect(address.port % 2 == 0)
        await bench.settle(1)
        for octet: UInt8 in 1...3 { far.sendAudio(octet, to: address) }
        far.sequence += 2
        far.sendAudio(4, to: address)
        far.send(raw: [0x80, 0, 0], to: address)
        far.sendAudio(5, to: address, payloadType: 18)
        #expect(await bench.nextEvent() == .firstPacket(EndpointID(1)))
        far.sendEvent(9, duration: 160, at: 0, to: address)
        #expect(await bench.nextEvent() == .digit(EndpointID(1), try #require(MediaDigit(event: 9))))
        let counts = try #require(await bench.close(1))
        // Type 18 was not negotiated and does not count as received, so its number is missing.
        #expect(counts.packetsReceived == 5)
        #expect(counts.packetsLost == 3)
        #expect(counts.packetsMalformed == 2)
        #expect(counts.bytesReceived == 4 * 172 + 16)
        #expect(counts.packetsSent == 0)
    }

    @Test("A digit of five packets and three ends is told once, at its first packet")
    func digit() async throws {
        let bench = try Bench()
        let far = FarEnd()
        let address = try await bench.open(1, to: far)
        await bench.settle(1)
        far.sendEvent(5, duration: 160, at: 8_000, to: address)
        #expect(await bench.nextEvent() == .firstPacket(EndpointID(1)))
        #expect(await bench.nextEvent() == .digit(EndpointID(1), try #require(MediaDigit(event: 5))))
        for duration: UInt16 in [320, 480, 640] { far.sendEvent(5, duration: duration, at: 8_000, to: address) }
        for _ in 0..<3 { far.sendEvent(5, duration: 800, isEnd: true, at: 8_000, to: address) }
        far.sendEvent(11, duration: 160, at: 16_000, to: address)
        #expect(await bench.nextEvent() == .digit(EndpointID(1), try #require(MediaDigit(event: 11))))
    }

    @Test("Two events in one packet are two digits, RFC 4733 §2.5.1.5")
    func packedDigits() async throws {
        let bench = try Bench()
        let far = FarEnd()
        let address = try await bench.open(1, to: far)
        await bench.settle(1)
        let header = RTPHeader(marker: true, payloadType: 101, sequence: 1, timestamp: 0, ssrc: 1)
        far.send(raw: FarEnd.packet(header, [1, 0x8A, 0x01, 0x40, 2, 0x0A, 0x00, 0xA0]), to: address)
        #expect(await bench.nextEvent() == .firstPacket(EndpointID(1)))
        #expect(await bench.nextEvent() == .digit(EndpointID(1), try #require(MediaDigit(event: 1))))
        #expect(await bench.nextEvent() == .digit(EndpointID(1), try #require(MediaDigit(event: 2))))
    }

    @Test("A peer that should send and is silent is dead once; one that is held never is")
    func deadMedia() async throws {
        let bench = try Bench(deadMediaTime: .milliseconds(60))
        let far = FarEnd()
        let held = FarEnd()
        _ = try await bench.open(2, to: held, direction: .sendOnly)
        _ = try await bench.open(3, to: held, direction: .inactive)
        let address = try await bench.open(1, to: far)
        #expect(await bench.nextEvent() == .deadMedia(EndpointID(1)))
        far.sendAudio(1, to: address)
        #expect(await bench.nextEvent() == .firstPacket(EndpointID(1)))
        #expect(await bench.nextEvent() == .deadMedia(EndpointID(1)))
        // Held endpoints were there before and had twice the time.
        #expect(bench.unread == [])
        bench.engine.send(.configure(EndpointID(2), Bench.parameters(held)))
        #expect(await bench.nextEvent() == .deadMedia(EndpointID(2)))
    }

    @Test("Who holds and sends nothing is never dead; who sends after 1.2 s of the hold and stops is")
    func deadWhileHolding() async throws {
        let bench = try Bench(deadMediaTime: .milliseconds(60))
        let (silent, playing) = (FarEnd(), FarEnd())
        _ = try await bench.open(1, to: silent, direction: .receiveOnly)
        let address = try await bench.open(2)
        // In one breath: what is sent in the first second of a hold is not waited for.
        bench.engine.send(.configure(EndpointID(2), Bench.parameters(playing, direction: .receiveOnly)))
        playing.sendAudio(1, to: address)
        #expect(await bench.nextEvent() == .firstPacket(EndpointID(2)))
        #expect(silent.receive(within: 1_200) == nil)
        #expect(bench.unread == [])
        playing.sendAudio(1, to: address)
        #expect(await bench.nextEvent() == .deadMedia(EndpointID(2)))
        #expect(bench.unread == [])
    }

    @Test("When the one pair of the range is taken, the answer says so in words")
    func noPort() async throws {
        let holder = FarEnd()
        let port = holder.address.port
        let bench = try Bench(ports: port...(port + 1))
        bench.engine.send(.open(EndpointID(1)))
        #expect(
            await bench.nextEvent()
                == .openFailed(EndpointID(1), "all 1 media ports from \(port) are taken; widen the range"))
        #expect(bench.engine.endpointCount == 0)
    }

    @Test("A range without an even port and its neighbour is refused at the start")
    func badRange() {
        #expect(throws: MediaEngineError.self) { _ = try Bench(ports: 20_001...20_002) }
    }

    @Test("The third of two endpoints is refused; after a close there is room")
    func tooMany() async throws {
        let bench = try Bench(maximumEndpoints: 2)
        _ = try await bench.open(1)
        _ = try await bench.open(2)
        bench.engine.send(.open(EndpointID(3)))
        #expect(await bench.nextEvent() == .openFailed(EndpointID(3), "all 2 endpoints are in use"))
        _ = await bench.close(1)
        _ = try await bench.open(4)
    }

    @Test("Without file descriptors the answer names EMFILE and what to raise")
    func noDescriptors() async {
        await #expect(processExitsWith: .success) {
            let bench = try Bench()
            lowerDescriptorLimit(to: 40)
            for id: UInt64 in 1...40 {
                bench.engine.send(.open(EndpointID(id)))
                guard case .openFailed(_, let why) = await bench.nextEvent() else { continue }
                let end = "no file descriptor is left for this process (EMFILE); raise LimitNOFILE"
                endProcess(why.hasSuffix(end) ? 0 : 1)
            }
            endProcess(2)
        }
    }

    @Test("Commands for unknown endpoints are counted and ignored; a close is answered all the same")
    func unknown() async throws {
        let bench = try Bench()
        bench.engine.send(.stop(EndpointID(7)))
        bench.engine.send(.bridge(EndpointID(7), EndpointID(8)))
        bench.engine.send(.play(EndpointID(7), PlaybackID(1), [], .once))
        bench.engine.send(.close(EndpointID(7)))
        #expect(await bench.nextEvent() == .closed(EndpointID(7), StreamStatistics()))
        #expect(bench.engine.commandsIgnored == 3)
    }

    @Test("Stopping closes every endpoint and says so; then nothing is done any more")
    func stop() async throws {
        let bench = try Bench(threads: 3)
        for id: UInt64 in 1...9 { _ = try await bench.open(id) }
        bench.engine.stop()
        var closed = Set<EndpointID>()
        for _ in 1...9 {
            if case .closed(let id, _) = await bench.nextEvent() { closed.insert(id) }
        }
        #expect(closed == Set((1...9).map { EndpointID($0) }))
        bench.engine.send(.open(EndpointID(10)))
        bench.engine.stop()
        #expect(bench.unread == [])
        #expect(bench.engine.commandsIgnored == 1)
    }
}
