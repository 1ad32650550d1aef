import CLinux
import Media
import MediaEngine
import Testing

@Suite("Prompts on loopback")
struct PlaybackTests {
    private let ramp = (0..<800).map { Int16($0 * 40) }
    private let beep = PromptKey("beep")

    private func bench(_ prompts: [String: [Int16]] = [:]) throws -> Bench {
        let bench = try Bench()
        bench.engine.prompts.load(beep, samples: ramp)
        for (key, samples) in prompts { bench.engine.prompts.load(PromptKey(key), samples: samples) }
        return bench
    }

    @Test("A prompt of 100 ms leaves as five packets of 160 octets and ends when the last has left")
    func prompt() async throws {
        let bench = try bench()
        let far = FarEnd()
        _ = try await bench.open(1, to: far)
        bench.engine.send(.play(EndpointID(1), PlaybackID(9), [beep], .once))
        #expect(await bench.nextEvent() == .playbackEnded(EndpointID(1), PlaybackID(9), .finished))
        let packets = far.drain()
        #expect(packets.count == 5)
        #expect(packets.flatMap(\.payload) == ramp.map { G711.microLaw($0) })
        #expect(packets.map(\.header.marker) == [true, false, false, false, false])
        #expect(Set(packets.map(\.header.payloadType)) == [0])
    }

    @Test(
        "Packets of 10, 20, 30, 40 and 60 ms carry the same 300 ms, A-law",
        arguments: [(10, 30), (20, 15), (30, 10), (40, 8), (60, 5)])
    func packetTimes(milliseconds: Int, packets expected: Int) async throws {
        let long = (0..<2_400).map { Int16($0 * 13) }
        let bench = try bench(["long": long])
        let far = FarEnd()
        _ = try await bench.open(1, to: far, codec: .pcma, packetTime: milliseconds)
        bench.engine.send(.play(EndpointID(1), PlaybackID(1), [PromptKey("long")], .once))
        #expect(await bench.nextEvent() == .playbackEnded(EndpointID(1), PlaybackID(1), .finished))
        let packets = far.drain()
        #expect(packets.count == expected)
        #expect(packets.allSatisfy { $0.payload.count == milliseconds * 8 })
        let padded = long.map { G711.aLaw($0) } + [UInt8](repeating: 0xD5, count: expected * milliseconds * 8 - 2_400)
        #expect(packets.flatMap(\.payload) == padded)
        for (index, packet) in packets.enumerated() {
            #expect(packet.header.sequence == packets[0].header.sequence &+ UInt16(index))
            #expect(packet.header.timestamp == packets[0].header.timestamp &+ UInt32(index * milliseconds * 8))
        }
    }

    @Test("No packet leaves before its time: the n-th not before n × 20 ms after the command")
    func pacing() async throws {
        let bench = try bench(["second": [Int16](repeating: 1_000, count: 8_000)])
        let far = FarEnd()
        _ = try await bench.open(1, to: far)
        await bench.settle(1)
        let begin = cl_monotonic()
        bench.engine.send(.play(EndpointID(1), PlaybackID(1), [PromptKey("second")], .once))
        for index in 0..<50 {
            let packet = try #require(far.receive())
            #expect(packet.at.nanoseconds - begin >= UInt64(index) * 20_000_000)
        }
        #expect(await bench.nextEvent() == .playbackEnded(EndpointID(1), PlaybackID(1), .finished))
    }

    @Test("Three prompts of one playback follow one another without a gap and end once")
    func queue() async throws {
        let bench = try bench(["a": [Int16](repeating: 0, count: 100), "b": [Int16](repeating: 32_000, count: 60)])
        let far = FarEnd()
        _ = try await bench.open(1, to: far)
        bench.engine.send(
            .play(EndpointID(1), PlaybackID(1), [PromptKey("a"), PromptKey("b"), PromptKey("a")], .once))
        #expect(await bench.nextEvent() == .playbackEnded(EndpointID(1), PlaybackID(1), .finished))
        let zero = [UInt8](repeating: 0xFF, count: 100)
        let loud = [UInt8](repeating: G711.microLaw(32_000), count: 60)
        #expect(far.drain().flatMap(\.payload) == zero + loud + zero + [UInt8](repeating: 0xFF, count: 60))
    }

    @Test("A loop goes on until it is stopped; a new playback stops the old one; each ends once")
    func loopAndReplace() async throws {
        let bench = try bench()
        let far = FarEnd()
        _ = try await bench.open(1, to: far)
        bench.engine.send(.play(EndpointID(1), PlaybackID(1), [beep], .forever))
        for _ in 0..<12 { #expect(far.receive() != nil) }
        bench.engine.send(.play(EndpointID(1), PlaybackID(2), [PromptStore.music], .forever))
        #expect(await bench.nextEvent() == .playbackEnded(EndpointID(1), PlaybackID(1), .stopped))
        for _ in 0..<3 { #expect(far.receive() != nil) }
        bench.engine.send(.stop(EndpointID(1)))
        #expect(await bench.nextEvent() == .playbackEnded(EndpointID(1), PlaybackID(2), .stopped))
        bench.engine.send(.stop(EndpointID(1)))
        await bench.settle(1)
        #expect(bench.unread == [])
        let packets = far.drain()
        for (earlier, later) in zip(packets, packets.dropFirst()) {
            #expect(later.header.sequence == earlier.header.sequence &+ 1)
            #expect(later.header.ssrc == earlier.header.ssrc)
        }
    }

    @Test("A prompt that is not loaded ends the playback at once; nothing is as good as finished")
    func missing() async throws {
        let bench = try bench()
        let far = FarEnd()
        _ = try await bench.open(1, to: far)
        bench.engine.send(.play(EndpointID(1), PlaybackID(1), [beep, PromptKey("nowhere")], .once))
        #expect(await bench.nextEvent() == .playbackEnded(EndpointID(1), PlaybackID(1), .missingPrompt))
        bench.engine.send(.play(EndpointID(1), PlaybackID(2), [], .forever))
        #expect(await bench.nextEvent() == .playbackEnded(EndpointID(1), PlaybackID(2), .finished))
    }

    @Test("What is played before the first offer/answer waits for it and loses nothing")
    func beforeConfigure() async throws {
        let bench = try bench()
        let far = FarEnd()
        _ = try await bench.open(1)
        bench.engine.send(.play(EndpointID(1), PlaybackID(1), [beep], .once))
        bench.engine.send(.configure(EndpointID(1), Bench.parameters(far)))
        #expect(await bench.nextEvent() == .playbackEnded(EndpointID(1), PlaybackID(1), .finished))
        #expect(far.drain().count == 5)
    }

    @Test("A peer on hold hears nothing, and the prompt ends all the same")
    func held() async throws {
        let bench = try bench()
        let far = FarEnd()
        _ = try await bench.open(1, to: far, direction: .inactive)
        bench.engine.send(.play(EndpointID(1), PlaybackID(1), [beep], .once))
        #expect(await bench.nextEvent() == .playbackEnded(EndpointID(1), PlaybackID(1), .finished))
        #expect(far.drain() == [])
        #expect(await bench.close(1)?.packetsSent == 0)
    }

    @Test("A remote address of 0.0.0.0 or port 0 is never sent to")
    func nowhere() async throws {
        let bench = try bench()
        let far = FarEnd()
        var parameters = Bench.parameters(far)
        parameters.remote.port = 0
        _ = try await bench.open(1)
        bench.engine.send(.configure(EndpointID(1), parameters))
        bench.engine.send(.play(EndpointID(1), PlaybackID(1), [beep], .once))
        #expect(await bench.nextEvent() == .playbackEnded(EndpointID(1), PlaybackID(1), .finished))
        let counts = await bench.close(1)
        #expect(counts?.packetsSent == 0)
        #expect(counts?.sendErrors == 0)
    }

    @Test(
        "A digit sent during a prompt takes its place: one timestamp, rising numbers, three ends, then the prompt goes on"
    )
    func digitDuringPrompt() async throws {
        let bench = try bench()
        let far = FarEnd()
        _ = try await bench.open(1, to: far, eventSend: 96)
        bench.engine.send(.play(EndpointID(1), PlaybackID(1), [beep], .forever))
        _ = far.receive()
        bench.engine.send(.sendDigit(EndpointID(1), try #require(MediaDigit(event: 5)), milliseconds: 60))
        var packets: [FarEnd.Packet] = []
        while packets.last?.header.payloadType != 0 || !packets.contains(where: { $0.header.payloadType == 96 }) {
            packets.append(try #require(far.receive()))
        }
        let events = packets.filter { $0.header.payloadType == 96 }
        #expect(
            events.map(\.payload) == [
                [5, 10, 0x00, 0xA0], [5, 10, 0x01, 0x40], [5, 0x8A, 0x01, 0xE0], [5, 0x8A, 0x01, 0xE0],
                [5, 0x8A, 0x01, 0xE0],
            ])
        #expect(events.map(\.header.marker) == [true, false, false, false, false])
        #expect(Set(events.map(\.header.timestamp)).count == 1)
        for (earlier, later) in zip(packets, packets.dropFirst()) {
            #expect(later.header.sequence == earlier.header.sequence &+ 1)
            #expect(Int32(bitPattern: later.header.timestamp &- earlier.header.timestamp) >= 0)
        }
    }
}

@Suite("The prompt store")
struct PromptStoreTests {
    @Test(
        "A tone of 1 kHz at 16, 44.1, 48 and 8 kHz is the same second at 8 kHz",
        arguments: [8_000, 16_000, 44_100, 48_000])
    func resamples(rate: Int) throws {
        let store = PromptStore()
        store.load(
            PromptKey("tone"), samples: (0..<rate).map { Int16(10_000 * Tone.sine(1_000 * Double($0) / Double(rate))) },
            rate: rate)
        let prompt = try #require(store.prompt(PromptKey("tone")))
        #expect(prompt.count == 8_000)
        #expect(prompt.duration == .seconds(1))
        // Away from the edges each sample is the tone's, to 3 %: the filter's delay is taken out.
        for index in 400..<7_600 {
            let wanted = 10_000 * Tone.sine(1_000 * Double(index) / 8_000)
            let heard = Double(G711.linear(microLaw: prompt.octets(.pcmu)[index]))
            if abs(heard - wanted) > 550 {
                Issue.record("sample \(index) at \(rate) Hz is \(heard), not \(wanted)")
                return
            }
        }
    }

    @Test("The built-in tones are there from the beginning: 6 s of ringback and 16 s of music")
    func builtIn() {
        let store = PromptStore()
        #expect(store.prompt(PromptStore.ringback)?.duration == .seconds(6))
        #expect(store.prompt(PromptStore.music)?.duration == .seconds(16))
        #expect(store.keys == [PromptStore.ringback, PromptStore.music])
    }

    @Test("A file that is not audio is refused and the prompt before it stays; a reload replaces all but the tones")
    func reload() throws {
        let store = PromptStore()
        store.load(PromptKey("greeting"), samples: [1, 2, 3])
        #expect(throws: WAVError.self) { try store.load(PromptKey("greeting"), Array("MZ".utf8)) }
        #expect(store.prompt(PromptKey("greeting"))?.count == 3)
        let next = PromptStore()
        next.load(PromptKey("closed"), samples: [1])
        store.replaceAll(with: next)
        #expect(store.keys == [PromptStore.ringback, PromptStore.music, PromptKey("closed")])
    }
}
