import Media
import MediaEngine
import Testing

@Suite("What is heard of a stream that the network has harmed")
struct ListenerTests {
    /// A far end that sends a tone of 400 Hz, and a network between: all in simulated time.
    private struct Scene {
        let codec: AudioCodec
        var loss = 0.0
        var jitter = 0.0
        var reordered = 0.0
        var packetTime = 20
        var seconds = 20
        var seed: UInt64 = 7
        /// Changes a packet before it leaves.
        var change: (Int, inout RTPHeader) -> Void = { _, _ in }

        /// The frames of 20 ms that a listener gave, without the first second.
        func heard() throws -> (frames: [[Int16]], concealed: UInt64) {
            var generator = SeededGenerator(seed: seed)
            let start = MediaInstant(milliseconds: 1_000)
            let encoder = try #require(AudioEncoder(codec, packetTime: packetTime))
            let listener = try #require(Listener(codec, now: start))
            var arrivals: [(at: UInt64, header: RTPHeader, payload: [UInt8])] = []
            for index in 0..<(seconds * 1_000 / packetTime) {
                let samples = (0..<encoder.samples).map {
                    Int16(8_000 * Tone.sine(400 * Double(index * encoder.samples + $0) / Double(codec.sampleRate)))
                }
                var header = RTPHeader(
                    marker: index == 0, payloadType: 0, sequence: UInt16(truncatingIfNeeded: 65_000 + index),
                    timestamp: 4_294_900_000 &+ UInt32(index) &* encoder.timestamps, ssrc: 99)
                change(index, &header)
                if Double.random(in: 0..<1, using: &generator) < loss { continue }
                var delay = Double.random(in: 0...1, using: &generator) * jitter
                if Double.random(in: 0..<1, using: &generator) < reordered { delay += Double(packetTime) * 1.5 }
                arrivals.append(
                    (UInt64(Double(index * packetTime * 1_000) + delay * 1_000), header, encoder.payload(of: samples)))
            }
            arrivals.sort { $0.at < $1.at }
            var next = 0
            var frames: [[Int16]] = []
            for tick in 1...(seconds * 50) {
                let time = UInt64(tick) * 20_000 + 3_000
                while next < arrivals.count, arrivals[next].at <= time {
                    arrivals[next].payload.withUnsafeBytes {
                        listener.received(
                            $0, arrivals[next].header,
                            now: MediaInstant(nanoseconds: start.nanoseconds + arrivals[next].at * 1_000))
                    }
                    next += 1
                }
                frames.append(listener.frame(now: MediaInstant(nanoseconds: start.nanoseconds + time * 1_000)))
            }
            return (Array(frames.dropFirst(50)), listener.concealed)
        }
    }

    private func level(_ frame: [Int16]) -> Double {
        (frame.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(frame.count)).squareRoot()
    }

    @Test(
        "A clean stream of 20 s is heard whole, without a made-up frame after its first", arguments: AudioCodec.allCases
    )
    func clean(codec: AudioCodec) throws {
        let (frames, concealed) = try Scene(codec: codec).heard()
        #expect(concealed <= 1)
        #expect(frames.allSatisfy { (5_400...5_800).contains(level($0)) })
    }

    @Test(
        "Packets of 10 to 60 ms come out as frames of 20 ms, none missing", arguments: [10, 20, 30, 40, 60],
        [AudioCodec.pcma, .g722])
    func packetTimes(milliseconds: Int, codec: AudioCodec) throws {
        let (frames, concealed) = try Scene(codec: codec, packetTime: milliseconds).heard()
        #expect(concealed <= 4)
        let other = frames.filter { !(5_400...5_800).contains(level($0)) }
        #expect(other.count <= 4)
    }

    @Test(
        "80 ms of jitter cost at most 10 of 1,000 frames: the buffer grows", arguments: [AudioCodec.pcmu, .g722, .opus])
    func jitter(codec: AudioCodec) throws {
        let (frames, concealed) = try Scene(codec: codec, jitter: 80).heard()
        #expect(concealed <= 10)
        #expect(frames.allSatisfy { level($0) > 2_000 })
    }

    @Test("At 5 % loss, 80 ms of jitter and 2 % reordering what was lost is made up, and hardly more")
    func harmed() throws {
        let (frames, concealed) = try Scene(codec: .pcmu, loss: 0.05, jitter: 80, reordered: 0.02).heard()
        #expect((40...65).contains(concealed))
        #expect(frames.allSatisfy { level($0) > 2_000 })
    }

    @Test("A new SSRC with other numbers, and a restart under the same, are heard on within four frames")
    func restarts() throws {
        var scene = Scene(codec: .pcma)
        scene.change = { index, header in
            if index >= 500 {
                header = RTPHeader(
                    marker: true, payloadType: 0, sequence: UInt16(index - 500),
                    timestamp: 77 &+ UInt32(index) * 160, ssrc: 1)
            }
            if index >= 750 { header.sequence &+= 30_000 }
        }
        let (frames, _) = try scene.heard()
        #expect(frames.filter { level($0) < 5_000 }.count <= 8)
    }

    @Test("Timestamps that jump by an hour, under the same SSRC and numbers, are heard on within four frames")
    func timestampJump() throws {
        var scene = Scene(codec: .pcmu)
        scene.change = { index, header in if index >= 500 { header.timestamp &+= 28_800_000 } }
        let (frames, _) = try scene.heard()
        #expect(frames.filter { level($0) < 5_000 }.count <= 4)
    }

    @Test(
        "Silence after the stream has ended fades within 60 ms; after comfort noise of -50 dBov it hisses at that level"
    )
    func ends() throws {
        let listener = try #require(Listener(.pcmu, now: MediaInstant(milliseconds: 0)))
        let loud = (0..<160).map { CompandingLaw.pcmu.encode(Int16(8_000 * Tone.sine(400 * Double($0) / 8_000))) }
        var levels: [Double] = []
        for tick in 0..<40 {
            let now = MediaInstant(milliseconds: UInt64(tick * 20))
            let header = RTPHeader(
                marker: false, payloadType: 0, sequence: UInt16(tick), timestamp: UInt32(tick * 160), ssrc: 3)
            if tick < 20 { loud.withUnsafeBytes { listener.received($0, header, now: now) } }
            if tick == 30 { listener.receivedNoise(level: 50) }
            levels.append(level(listener.frame(now: now)))
        }
        #expect(levels[15] > 5_000)
        #expect(levels[28] == 0)
        // 50 dB below 32,767 are 103.6.
        #expect(levels[32...].allSatisfy { (80...130).contains($0) })
    }

    @Test("Payloads that are no audio of the codec add nothing and harm nobody", arguments: AudioCodec.allCases)
    func garbage(codec: AudioCodec) throws {
        var generator = SeededGenerator(seed: 5)
        let decoder = try #require(AudioDecoder(codec))
        let queue = SampleQueue(capacity: codec.sampleRate)
        for size in [0, 1, 2, 3, 7, 33, 159, 161, 400, 1_400] {
            for _ in 0..<50 {
                let payload = (0..<size).map { _ in UInt8.random(in: 0...255, using: &generator) }
                payload.withUnsafeBytes { decoder.decode($0, into: queue) }
                decoder.conceal(into: queue)
                #expect(queue.count <= queue.capacity)
            }
        }
    }

    @Test("100,000 payloads of noise, and of Speex that was changed, cut off or run together: the library says nothing")
    func speexIsSilent() async {
        let result = await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
            var generator = SeededGenerator(seed: 6)
            for codec in [AudioCodec.speex, .speexWideband] {
                let decoder = try #require(AudioDecoder(codec))
                let encoder = try #require(AudioEncoder(codec, packetTime: 20))
                let queue = SampleQueue(capacity: codec.sampleRate)
                let good = encoder.payload(of: [Int16](repeating: 900, count: encoder.samples))
                for round in 0..<50_000 {
                    var payload = good
                    switch round % 4 {
                    case 0:
                        payload = (0..<Int.random(in: 0...200, using: &generator)).map { _ in
                            .random(in: 0...255, using: &generator)
                        }
                    case 1:
                        payload[.random(in: 0..<good.count, using: &generator)] ^= .random(
                            in: 1...255, using: &generator)
                    case 2: payload = Array(good.prefix(.random(in: 0..<good.count, using: &generator)))
                    default: payload += good.suffix(.random(in: 0...good.count, using: &generator))
                    }
                    payload.withUnsafeBytes { decoder.decode($0, into: queue) }
                }
            }
        }
        #expect(result?.standardErrorContent == [])
    }
}
