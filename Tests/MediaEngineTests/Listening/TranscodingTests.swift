import Media
import MediaEngine
import Testing

@Suite("Bridges between two codecs on loopback", .serialized)
struct TranscodingTests {
    /// A telephone that speaks a tone of 400 Hz in one codec, and the one that hears it in another.
    private final class Pair {
        let left = FarEnd(ssrc: 0xAAAA_AAAA), right = FarEnd(ssrc: 0xBBBB_BBBB)
        let codecs: (left: AudioCodec, right: AudioCodec)
        let a: MediaAddress, b: MediaAddress
        private let speech: Speech
        private var sent = 0

        init(_ bench: Bench, _ id: UInt64, _ leftCodec: AudioCodec, _ rightCodec: AudioCodec, packetTime: Int)
            async throws
        {
            codecs = (leftCodec, rightCodec)
            a = try await bench.open(id, to: left, codec: leftCodec)
            b = try await bench.open(id + 1, to: right, codec: rightCodec, eventSend: 96, packetTime: packetTime)
            speech = try Speech(leftCodec)
            bench.engine.send(.bridge(EndpointID(id), EndpointID(id + 1)))
            await bench.settle(id)
        }

        /// Sends the next 20 ms.
        func speak() { send(speech.payloads[sent % speech.payloads.count]) }

        /// Sends these octets as the next 20 ms.
        func send(_ payload: [UInt8]) {
            left.send(
                raw: FarEnd.packet(
                    RTPHeader(
                        marker: false, payloadType: Bench.payloadType(codecs.left), sequence: UInt16(sent),
                        timestamp: UInt32(sent) * speech.timestamps, ssrc: left.ssrc), payload),
                to: a)
            sent += 1
        }
    }

    /// 600 ms of a tone of 400 Hz in a codec, 20 ms a piece, made before the clock runs.
    private struct Speech {
        let payloads: [[UInt8]]
        let timestamps: UInt32

        init(_ codec: AudioCodec) throws {
            let encoder = try #require(AudioEncoder(codec, packetTime: 20))
            timestamps = encoder.timestamps
            // 20 ms are eight periods: each piece is the same before it is encoded.
            let samples = (0..<encoder.samples).map {
                Int16(8_000 * Tone.sine(400 * Double($0) / Double(codec.sampleRate)))
            }
            payloads = (0..<30).map { _ in encoder.payload(of: samples) }
        }
    }

    /// An engine with one pair, and a third telephone whose music ticks every 20 ms.
    private final class Scene {
        let bench: Bench
        let metronome = FarEnd()
        let pair: Pair

        init(_ left: AudioCodec, _ right: AudioCodec, packetTime: Int = 20) async throws {
            bench = try Bench()
            pair = try await Pair(bench, 1, left, right, packetTime: packetTime)
            _ = try await bench.open(999, to: metronome)
            bench.engine.send(.play(EndpointID(999), PlaybackID(1), [PromptStore.music], .forever))
            await bench.settle(1)
        }

        /// Waits for the next tick from now on.
        func tick() throws {
            _ = metronome.drain()
            _ = try #require(metronome.receive())
        }

        func speak() throws {
            try tick()
            pair.speak()
        }
    }

    @Test("What one side says reaches the other under its type, as one stream in step: all 28 pairs at once")
    func streams() async throws {
        let scene = try await Scene(.pcmu, .g722)
        var pairs = [scene.pair]
        for left in AudioCodec.allCases {
            for right in AudioCodec.allCases where left != right && (left.law == nil || right.law == nil) {
                pairs.append(
                    try await Pair(scene.bench, UInt64(2 * pairs.count + 1), left, right, packetTime: 20))
            }
        }
        #expect(pairs.count == 29)
        for _ in 0..<30 {
            try scene.tick()
            for pair in pairs { pair.speak() }
        }
        for pair in pairs { try check(pair) }
    }

    private func check(_ pair: Pair) throws {
        let right = pair.codecs.right
        let packets = pair.right.drain()
        #expect(packets.count >= 20, "\(pair.codecs)")
        for (index, packet) in packets.enumerated() {
            let expected = RTPHeader(
                marker: index == 0, payloadType: Bench.payloadType(right),
                sequence: packets[0].header.sequence &+ UInt16(index),
                timestamp: packets[0].header.timestamp &+ UInt32(index * right.clockRate / 50),
                ssrc: packets[0].header.ssrc)
            #expect(packet.header.marker == expected.marker)
            #expect(packet.header.payloadType == expected.payloadType)
            #expect(packet.header.sequence == expected.sequence)
            #expect(packet.header.timestamp == expected.timestamp)
            #expect(packet.header.ssrc == expected.ssrc)
        }
    }

    @Test(
        "A tone of 400 Hz in one codec is the tone in the other: the frames of a listener through a speaker, all pairs")
    func purity() throws {
        for left in AudioCodec.allCases {
            for right in AudioCodec.allCases where left != right {
                let purity = try Self.purity(from: left, to: right)
                #expect(purity > 0.97, "\(left) to \(right)")
            }
        }
    }

    /// The same in simulated time, from packets of one codec to samples of the other.
    private static func purity(from left: AudioCodec, to right: AudioCodec) throws -> Double {
        let speech = try Speech(left)
        let listener = try #require(Listener(left, now: MediaInstant(milliseconds: 0)))
        let speaker = try #require(Speaker(right, packetTime: 20))
        let decoder = try #require(AudioDecoder(right))
        let queue = SampleQueue(capacity: right.sampleRate)
        for (index, octets) in speech.payloads.enumerated() {
            let header = RTPHeader(
                marker: false, payloadType: 0, sequence: UInt16(index), timestamp: UInt32(index) * speech.timestamps,
                ssrc: 1)
            octets.withUnsafeBytes {
                listener.received($0, header, now: MediaInstant(milliseconds: UInt64(20 * index)))
            }
            listener.frame(now: MediaInstant(milliseconds: UInt64(20 * index + 5))).withUnsafeBufferPointer {
                speaker.put($0, rate: left.sampleRate)
            }
            speaker.payload().withUnsafeBytes { decoder.decode($0, into: queue) }
        }
        let samples = queue.takeAll()
        // The last 200 ms, when every filter has settled.
        return share(of: samples.suffix(right.sampleRate / 5).map(Double.init), rate: right.sampleRate)
    }

    /// The share of the power that is at 400 Hz; 0 for what is 10 dB quieter than what was sent.
    private static func share(of samples: [Double], rate: Int) -> Double {
        let power = samples.reduce(0) { $0 + $1 * $1 }
        guard power / Double(samples.count) > 3_200_000 else { return 0 }
        var (real, imaginary) = (0.0, 0.0)
        for (index, sample) in samples.enumerated() {
            let turns = 400 * Double(index) / Double(rate)
            real += sample * Tone.sine(turns)
            imaginary += sample * Tone.sine(turns + 0.25)
        }
        return 2 * (real * real + imaginary * imaginary) / Double(samples.count) / power
    }

    @Test("A peer that wants 60 ms gets 60 ms", arguments: [AudioCodec.g722, .speexWideband, .opus])
    func packetTime(codec: AudioCodec) async throws {
        let scene = try await Scene(.pcmu, codec, packetTime: 60)
        for _ in 0..<24 { try scene.speak() }
        let packets = scene.pair.right.drain()
        #expect((5...8).contains(packets.count))
        #expect(
            Set(zip(packets, packets.dropFirst()).map { $1.header.timestamp &- $0.header.timestamp })
                == [UInt32(codec.clockRate / 1_000 * 60)])
    }

    @Test("A digit passes under the other side's type and one timestamp; the voice rests meanwhile and goes on")
    func digit() async throws {
        let scene = try await Scene(.pcmu, .g722)
        for _ in 0..<8 { try scene.speak() }
        for duration: UInt16 in [160, 320, 480] {
            scene.pair.left.sendEvent(7, duration: duration, isEnd: duration == 480, at: 90_000, to: scene.pair.a)
        }
        for _ in 0..<10 { try scene.speak() }
        let packets = scene.pair.right.drain()
        let events = packets.filter { $0.header.payloadType == 96 }
        #expect(events.map(\.payload) == [[7, 10, 0, 160], [7, 10, 1, 64], [7, 0x8A, 1, 224]])
        #expect(Set(events.map(\.header.timestamp)).count == 1)
        #expect(events.map(\.header.marker) == [true, false, false])
        #expect(packets.last?.header.payloadType == 9)
        for (earlier, later) in zip(packets, packets.dropFirst()) {
            #expect(later.header.sequence == earlier.header.sequence &+ 1)
            #expect(Int32(bitPattern: later.header.timestamp &- earlier.header.timestamp) >= 0)
        }
    }

    @Test("A re-INVITE from G.722 to µ-law in a bridge with µ-law ends the transcoding: octets pass as they are")
    func back() async throws {
        let scene = try await Scene(.pcmu, .g722)
        for _ in 0..<6 { try scene.speak() }
        scene.bench.engine.send(.configure(EndpointID(2), Bench.parameters(scene.pair.right)))
        await scene.bench.settle(2)
        let octets = [UInt8](repeating: 0x5A, count: 160)
        scene.pair.send(octets)
        // Where the thread was late, what was spoken last passes as it is too.
        var heard = scene.pair.right.drain()
        while heard.last?.payload != octets { heard.append(try #require(scene.pair.right.receive())) }
        #expect(heard.count > 1)
        for (before, after) in zip(heard, heard.dropFirst()) {
            #expect(after.header.ssrc == before.header.ssrc)
            #expect(after.header.sequence == before.header.sequence &+ 1)
        }
    }

    @Test("Comfort noise of the peer is taken and not passed on", arguments: [AudioCodec.pcmu, .g722])
    func comfortNoise(right: AudioCodec) async throws {
        let scene = try await Scene(.pcmu, right)
        for _ in 0..<6 { try scene.speak() }
        scene.pair.left.send(
            raw: FarEnd.packet(
                RTPHeader(marker: false, payloadType: 13, sequence: 6, timestamp: 960, ssrc: scene.pair.left.ssrc), [60]
            ),
            to: scene.pair.a)
        for _ in 0..<3 { try scene.tick() }
        #expect(scene.pair.right.drain().allSatisfy { $0.header.payloadType == Bench.payloadType(right) })
        let counts = await scene.bench.close(1)
        #expect(counts?.packetsReceived == 7)
        #expect(counts?.packetsMalformed == 0)
    }

    @Test(
        "A prompt of 200 ms on a line with another codec leaves as ten packets in step",
        arguments: [AudioCodec.g722, .speex, .speexWideband, .opus])
    func prompt(codec: AudioCodec) async throws {
        let bench = try Bench()
        let far = FarEnd()
        bench.engine.prompts.load(
            PromptKey("tone"), samples: (0..<1_600).map { Int16(8_000 * Tone.sine(400 * Double($0) / 8_000)) })
        _ = try await bench.open(1, to: far, codec: codec)
        bench.engine.send(.play(EndpointID(1), PlaybackID(1), [PromptKey("tone")], .once))
        #expect(await bench.nextEvent() == .playbackEnded(EndpointID(1), PlaybackID(1), .finished))
        let packets = far.drain()
        #expect(packets.count == 10)
        #expect(
            Set(zip(packets, packets.dropFirst()).map { $1.header.timestamp &- $0.header.timestamp })
                == [UInt32(codec.clockRate / 50)])
        #expect(Set(packets.map(\.header.payloadType)) == [Bench.payloadType(codec)])
    }

    @Test(
        "Two lines with the same codec hear the same packets of a prompt, also when one begins 100 ms later",
        arguments: [AudioCodec.g722, .speex, .speexWideband, .opus])
    func shared(codec: AudioCodec) async throws {
        let bench = try Bench()
        let (first, second) = (FarEnd(), FarEnd())
        let key = PromptKey("chirp")
        bench.engine.prompts.load(
            key, samples: (0..<4_000).map { Int16(8_000 * Tone.sine((300 + Double($0) / 20) * Double($0) / 8_000)) })
        _ = try await bench.open(1, to: first, codec: codec)
        _ = try await bench.open(2, to: second, codec: codec)
        bench.engine.send(.play(EndpointID(1), PlaybackID(1), [key], .once))
        let begun = try (0..<5).map { _ in try #require(first.receive()) }
        bench.engine.send(.play(EndpointID(2), PlaybackID(2), [key, key], .once))
        #expect(await bench.nextEvent() == .playbackEnded(EndpointID(1), PlaybackID(1), .finished))
        #expect(await bench.nextEvent() == .playbackEnded(EndpointID(2), PlaybackID(2), .finished))
        let once = (begun + first.drain()).map(\.payload)
        #expect(once.count == 25)
        #expect(Set(once).count > 20)
        #expect(second.drain().map(\.payload) == once + once)
    }
}
