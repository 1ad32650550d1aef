import Foundation
import Media
import MediaEngine
import Testing

@Suite("Keys as tones in the audio")
struct ToneTests {
    /// Sends keys as packets of G.711 over a network, in simulated time, and tells which were found.
    private func found(_ keys: [MediaDigit], loss: Double, jitter: Double, reordered: Double) throws -> [MediaDigit] {
        var generator = SeededGenerator(seed: 3)
        let start = MediaInstant(milliseconds: 1_000)
        let listener = try #require(Listener(.pcmu, now: start))
        let detector = try #require(ToneDetector(rate: 8_000))
        var samples: [Int16] = []
        for key in keys {
            samples += KeyTone.samples(
                key, milliseconds: .random(in: 80...160, using: &generator),
                pause: .random(in: 80...200, using: &generator))
        }
        var arrivals: [(at: Int, index: Int)] = []
        for index in 0..<(samples.count / 160) where Double.random(in: 0..<1, using: &generator) >= loss {
            var delay = Double.random(in: 0...1, using: &generator) * jitter
            if Double.random(in: 0..<1, using: &generator) < reordered { delay += 30 }
            arrivals.append((index * 20_000 + Int(delay * 1_000), index))
        }
        arrivals.sort { $0.at < $1.at }
        var found: [MediaDigit] = []
        var next = 0
        for tick in 1...(samples.count / 160 + 20) {
            let time = tick * 20_000 + 3_000
            while next < arrivals.count, arrivals[next].at <= time {
                let index = arrivals[next].index
                let payload = samples[(index * 160)..<(index * 160 + 160)].map(G711.microLaw)
                let header = RTPHeader(
                    marker: false, payloadType: 0, sequence: UInt16(truncatingIfNeeded: index),
                    timestamp: UInt32(index * 160), ssrc: 1)
                payload.withUnsafeBytes {
                    listener.received(
                        $0, header,
                        now: MediaInstant(nanoseconds: start.nanoseconds + UInt64(arrivals[next].at) * 1_000))
                }
                next += 1
            }
            let madeUp = listener.concealed
            listener.frame(now: MediaInstant(nanoseconds: start.nanoseconds + UInt64(time) * 1_000))
                .withUnsafeBufferPointer {
                    detector.hear($0, isMadeUp: listener.concealed != madeUp) { found.append($0) }
                }
        }
        return found
    }

    private static let keys: [MediaDigit] = {
        var generator = SeededGenerator(seed: 9)
        return (0..<2_000).compactMap { _ in MediaDigit(event: .random(in: 0...15, using: &generator)) }
    }()

    /// How many keys stand in the same order in both: the length of the longest common subsequence, looked for near by.
    private func right(_ sent: [MediaDigit], _ found: [MediaDigit]) -> Int {
        var (place, count) = (0, 0)
        for key in found {
            guard let hit = (place..<min(place + 4, sent.count)).first(where: { sent[$0] == key }) else { continue }
            place = hit + 1
            count += 1
        }
        return count
    }

    @Test("Of 2,000 keys over a clean line at least 99.5 % are found, and none twice")
    func clean() throws {
        let found = try found(Self.keys, loss: 0, jitter: 0, reordered: 0)
        #expect(right(Self.keys, found) >= 1_990)
        #expect(found.count <= Self.keys.count)
    }

    @Test(
        "At 1 % loss and 40 ms of jitter, and at 5 % and 80 ms, at least 98 % are found, and none twice",
        arguments: [(0.01, 40.0), (0.05, 80.0)])
    func impaired(loss: Double, jitter: Double) throws {
        let found = try found(Self.keys, loss: loss, jitter: jitter, reordered: 0.02)
        #expect(right(Self.keys, found) >= 1_960)
        #expect(found.count == right(Self.keys, found))
    }

    @Test(
        "A key without a telephone-event leaves as tones of its codec, between prompt and prompt",
        arguments: AudioCodec.allCases)
    func sent(codec: AudioCodec) async throws {
        let bench = try Bench()
        let far = FarEnd()
        _ = try await bench.open(1, to: far, codec: codec, eventSend: nil)
        for event: UInt8 in [5, 11] {
            bench.engine.send(.sendDigit(EndpointID(1), try #require(MediaDigit(event: event)), milliseconds: 100))
        }
        let decoder = try #require(AudioDecoder(codec))
        let detector = try #require(ToneDetector(rate: codec.sampleRate))
        let queue = SampleQueue(capacity: codec.sampleRate)
        var keys: [UInt8] = []
        // Two keys of 100 ms with a pause of 80 ms are 18 packets.
        for _ in 0..<18 {
            try #require(far.receive()).payload.withUnsafeBytes { decoder.decode($0, into: queue) }
            queue.takeAll().withUnsafeBufferPointer { detector.hear($0) { keys.append($0.event) } }
        }
        #expect(keys == [5, 11])
    }

    @Test("Tones that arrive are told once; in a bridge they are not listened for")
    func heard() async throws {
        let bench = try Bench()
        let (far, metronome) = (FarEnd(), FarEnd())
        let address = try await bench.open(1)
        var parameters = Bench.parameters(far, eventSend: nil, eventReceive: nil)
        parameters.detectsTones = true
        bench.engine.send(.configure(EndpointID(1), parameters))
        _ = try await bench.open(2, to: metronome)
        bench.engine.send(.play(EndpointID(2), PlaybackID(1), [PromptStore.music], .forever))
        let samples = KeyTone.samples(try #require(MediaDigit(event: 8)), milliseconds: 400, pause: 800)
        for start in stride(from: 0, to: samples.count, by: 160) {
            _ = metronome.drain()
            _ = try #require(metronome.receive())
            far.send(
                raw: FarEnd.packet(
                    RTPHeader(
                        marker: false, payloadType: 0, sequence: far.sequence, timestamp: far.timestamp, ssrc: far.ssrc),
                    samples[start..<(start + 160)].map(G711.microLaw)), to: address)
            far.sequence &+= 1
            far.timestamp &+= 160
        }
        #expect(await bench.nextEventAfterFirstPackets() == .tone(EndpointID(1), try #require(MediaDigit(event: 8))))
        #expect(bench.unread == [])
    }

    @Test("In a bridge tones are told while somebody asked for keys, and after a parting no more; they pass unchanged")
    func heardInBridge() async throws {
        let bench = try Bench()
        let (far, other, metronome) = (FarEnd(), FarEnd(), FarEnd())
        let address = try await bench.open(1)
        var parameters = Bench.parameters(far, eventSend: nil, eventReceive: nil)
        parameters.detectsTones = true
        bench.engine.send(.configure(EndpointID(1), parameters))
        _ = try await bench.open(2, to: other)
        _ = try await bench.open(3, to: metronome)
        bench.engine.send(.play(EndpointID(3), PlaybackID(1), [PromptStore.music], .forever))
        func press(_ event: UInt8) throws {
            let samples = KeyTone.samples(try #require(MediaDigit(event: event)), milliseconds: 400, pause: 800)
            for start in stride(from: 0, to: samples.count, by: 160) {
                _ = metronome.drain()
                _ = try #require(metronome.receive())
                let payload = samples[start..<(start + 160)].map(G711.microLaw)
                far.send(
                    raw: FarEnd.packet(
                        RTPHeader(
                            marker: false, payloadType: 0, sequence: far.sequence, timestamp: far.timestamp,
                            ssrc: far.ssrc), payload), to: address)
                #expect(try #require(other.receive()).payload == payload)
                far.sequence &+= 1
                far.timestamp &+= 160
            }
        }
        bench.engine.send(.bridge(EndpointID(1), EndpointID(2)))
        await bench.settle(1)
        try press(1)
        bench.engine.send(.hearKeys(EndpointID(1)))
        await bench.settle(1)
        try press(10)
        let star = try #require(MediaDigit(event: 10))
        #expect(await bench.nextEventAfterFirstPackets() == .tone(EndpointID(1), star))
        bench.engine.send(.unbridge(EndpointID(1)))
        bench.engine.send(.bridge(EndpointID(1), EndpointID(2)))
        await bench.settle(1)
        try press(3)
        #expect(bench.unread == [])
    }
}
