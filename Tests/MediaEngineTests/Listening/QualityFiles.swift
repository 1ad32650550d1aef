import CLinux
import Foundation
import Media
import MediaEngine
import Testing

private let environment = ProcessInfo.processInfo.environment
private let qualityFolder = environment["NIGHTBELL_QUALITY_FOLDER"]

/// Makes the files that `Tests/Oracle/quality.py` judges with PESQ; in an ordinary run of the tests it does nothing.
///
/// | file | speech.wav went through |
/// |---|---|
/// | `alone-A-B.wav` | the two codecs one after the other and nothing else: what they can do at best |
/// | `parts-A-B-L.wav` | a network that loses L %, and what the engine has for a stream: all in simulated time |
/// | `calls-A-B-L.wav` | the same network, and an engine that runs, with its sockets, threads and clock |
@Suite("Files for the measurement of audio quality", .enabled(if: qualityFolder != nil), .serialized)
struct QualityFiles {
    private let folder: URL
    private let speech: WAVFile

    init() throws {
        folder = URL(fileURLWithPath: try #require(qualityFolder))
        speech = try WAVFile([UInt8](Data(contentsOf: folder.appendingPathComponent("speech.wav"))))
    }

    private func write(_ samples: [Int16], _ codec: AudioCodec, _ name: String) throws {
        try Data(WAVFile.bytes(samples: samples, rate: codec.sampleRate)).write(
            to: folder.appendingPathComponent("\(name).wav"))
    }

    @Test("Each pair of codecs alone, and at 0, 1 and 5 % loss with 80 ms of jitter where there is loss")
    func parts() throws {
        for left in AudioCodec.allCases {
            for right in AudioCodec.allCases {
                try write(try alone(left, right), right, "alone-\(left)-\(right)")
                for loss in [0, 1, 5] {
                    let journey = try Journey(speech, left, loss: loss)
                    let heard = try journey.heard(through: Speaker(right, packetTime: 20))
                    try write(heard, right, "parts-\(left)-\(right)-\(loss)")
                }
            }
        }
    }

    private func alone(_ left: AudioCodec, _ right: AudioCodec) throws -> [Int16] {
        let (near, far) = (try #require(AudioDecoder(left)), try #require(AudioDecoder(right)))
        let speaker = try #require(Speaker(right, packetTime: 20))
        let (between, end) = (SampleQueue(capacity: left.sampleRate), SampleQueue(capacity: right.sampleRate * 60))
        for payload in try Journey.payloads(speech, left) {
            payload.withUnsafeBytes { near.decode($0, into: between) }
            guard left != right else {
                payload.withUnsafeBytes { far.decode($0, into: end) }
                continue
            }
            between.takeAll().withUnsafeBufferPointer { speaker.put($0, rate: left.sampleRate) }
            while speaker.hasPacket { speaker.payload().withUnsafeBytes { far.decode($0, into: end) } }
        }
        return end.takeAll()
    }

    /// A call through the engine: the telephone that speaks, and what came to the one that hears.
    private final class Call {
        let codecs: (left: AudioCodec, right: AudioCodec)
        let left = FarEnd(ssrc: 0xAAAA_AAAA), right = FarEnd(ssrc: 0xBBBB_BBBB)
        let address: MediaAddress
        let journey: Journey
        var sent = 0
        var heard: [FarEnd.Packet] = []

        init(_ bench: Bench, _ id: UInt64, _ left: AudioCodec, _ right: AudioCodec, _ journey: Journey) async throws {
            codecs = (left, right)
            self.journey = journey
            address = try await bench.open(id, to: self.left, codec: left)
            _ = try await bench.open(id + 1, to: self.right, codec: right)
            bench.engine.send(.bridge(EndpointID(id), EndpointID(id + 1)))
            await bench.settle(id)
        }

        /// Sends what is due by now, in microseconds of the journey.
        ///
        /// - Returns: how late the latest of it was.
        func send(by now: UInt64) -> UInt64 {
            var late: UInt64 = 0
            while sent < journey.arrivals.count, journey.arrivals[sent].at <= now {
                let packet = journey.arrivals[sent]
                left.send(raw: FarEnd.packet(journey.header(packet, codecs.left), packet.payload), to: address)
                late = max(late, now - packet.at)
                sent += 1
            }
            return late
        }
    }

    @Test(
        "The same through a running engine, in real time, all pairs at once",
        arguments: (environment["NIGHTBELL_QUALITY_LOSS"] ?? "").split(separator: ",").compactMap { Int($0) })
    func calls(loss: Int) async throws {
        let bench = try Bench(threads: 2)
        var calls: [Call] = []
        for left in AudioCodec.allCases {
            let journey = try Journey(speech, left, loss: loss)
            for right in AudioCodec.allCases {
                calls.append(try await Call(bench, UInt64(2 * calls.count + 1), left, right, journey))
            }
        }
        let begin = cl_monotonic()
        let length = UInt64(speech.samples.count) * 1_000_000 / UInt64(speech.rate) + 700_000
        var (now, latest): (UInt64, UInt64) = (0, 0)
        while now < length {
            for call in calls { latest = max(latest, call.send(by: now)) }
            // What waits at the first is waited for, and is the pause of this loop.
            if let packet = calls[0].right.receive(within: 2) { calls[0].heard.append(packet) }
            for call in calls { call.heard += call.right.drain() }
            now = (cl_monotonic() - begin) / 1_000
        }
        for call in calls {
            let (left, right) = call.codecs
            let arrivals = call.heard.map { ($0.at.nanoseconds - begin, $0.header, $0.payload) }
            try write(
                try Journey.heard(arrivals, right, ticks: Int(length / 20_000)), right, "calls-\(left)-\(right)-\(loss)"
            )
        }
        // A machine that stood still has measured itself.
        try Data("\(latest / 1_000)\n".utf8).write(to: folder.appendingPathComponent("late-\(loss).txt"))
    }
}

/// Speech on its way in packets of 20 ms: some are lost, and with loss goes a delay between 0 and 80 ms.
private struct Journey {
    struct Packet {
        /// Microseconds from the beginning.
        let at: UInt64
        let index: Int
        let payload: [UInt8]
    }

    let codec: AudioCodec
    let arrivals: [Packet]
    let ticks: Int

    init(_ speech: WAVFile, _ codec: AudioCodec, loss: Int) throws {
        var generator = SeededGenerator(seed: 21)
        var arrivals: [Packet] = []
        let payloads = try Self.payloads(speech, codec)
        for (index, payload) in payloads.enumerated() {
            let delay = loss > 0 ? UInt64.random(in: 0...80_000, using: &generator) : 0
            guard Int.random(in: 0..<100, using: &generator) >= loss else { continue }
            arrivals.append(Packet(at: UInt64(index) * 20_000 + delay, index: index, payload: payload))
        }
        self.codec = codec
        self.arrivals = arrivals.sorted { $0.at < $1.at }
        ticks = payloads.count + 25
    }

    static func payloads(_ speech: WAVFile, _ codec: AudioCodec) throws -> [[UInt8]] {
        let speaker = try #require(Speaker(codec, packetTime: 20))
        let piece = speech.rate / 50
        return (0..<(speech.samples.count / piece)).compactMap { index in
            speech.samples[(index * piece)..<((index + 1) * piece)].withUnsafeBufferPointer {
                speaker.put($0, rate: speech.rate)
            }
            let payload = speaker.payload()
            return payload.isEmpty ? nil : payload
        }
    }

    func header(_ packet: Packet, _ codec: AudioCodec) -> RTPHeader {
        RTPHeader(
            marker: packet.index == 0, payloadType: Bench.payloadType(codec),
            sequence: UInt16(truncatingIfNeeded: packet.index),
            timestamp: UInt32(packet.index * codec.clockRate / 50), ssrc: 0xAAAA_AAAA)
    }

    /// What a listener hears of it that hands on to a speaker, whose packets are decoded as they come.
    func heard(through speaker: Speaker?) throws -> [Int16] {
        let speaker = try #require(speaker)
        let far = try #require(AudioDecoder(speaker.codec))
        let queue = SampleQueue(capacity: speaker.codec.sampleRate * 60)
        let packets = arrivals.map { ($0.at * 1_000, header($0, codec), $0.payload) }
        try Self.listen(packets, codec, ticks: ticks) { frame in
            frame.withUnsafeBufferPointer { speaker.put($0, rate: codec.sampleRate) }
            speaker.payload().withUnsafeBytes { far.decode($0, into: queue) }
        }
        return queue.takeAll()
    }

    /// What a telephone hears of packets that came so many nanoseconds from the beginning.
    static func heard(
        _ packets: [(at: UInt64, header: RTPHeader, payload: [UInt8])], _ codec: AudioCodec, ticks: Int
    ) throws -> [Int16] {
        var samples: [Int16] = []
        try listen(packets, codec, ticks: ticks) { samples += $0 }
        return samples
    }

    private static func listen(
        _ packets: [(at: UInt64, header: RTPHeader, payload: [UInt8])], _ codec: AudioCodec, ticks: Int,
        frame: ([Int16]) -> Void
    ) throws {
        let start = MediaInstant(milliseconds: 1_000)
        let listener = try #require(Listener(codec, now: start))
        var next = 0
        for tick in 1...ticks {
            let time = UInt64(tick) * 20_000_000 + 3_000_000
            while next < packets.count, packets[next].at <= time {
                let packet = packets[next]
                packet.payload.withUnsafeBytes {
                    listener.received(
                        $0, packet.header, now: MediaInstant(nanoseconds: start.nanoseconds + packet.at))
                }
                next += 1
            }
            frame(listener.frame(now: MediaInstant(nanoseconds: start.nanoseconds + time)))
        }
    }
}
