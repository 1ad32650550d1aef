import Foundation
import Media
import MediaEngine
import Testing

private let qualityFolder = ProcessInfo.processInfo.environment["NIGHTBELL_QUALITY_FOLDER"]

/// Makes the files that `Benchmarks/quality/measure.py` judges; in an ordinary run of the tests it does nothing.
@Suite("Files for the measurement of audio quality", .enabled(if: qualityFolder != nil))
struct QualityFiles {
    @Test("speech.wav through each pair of codecs at 0, 1 and 5 % loss, with 80 ms of jitter where there is loss")
    func make() throws {
        let folder = URL(fileURLWithPath: try #require(qualityFolder))
        let speech = try WAVFile([UInt8](Data(contentsOf: folder.appendingPathComponent("speech.wav"))))
        for left in AudioCodec.allCases {
            for right in AudioCodec.allCases {
                for loss in [0, 1, 5] {
                    let heard = try Self.pass(speech, left, right, loss: Double(loss) / 100)
                    try Data(WAVFile.bytes(samples: heard, rate: right.sampleRate)).write(
                        to: folder.appendingPathComponent("\(left)-\(right)-\(loss).wav"))
                }
            }
        }
    }

    /// Speech through the encoder of one side, a network, a listener, a speaker and the decoder of the other side.
    private static func pass(
        _ speech: WAVFile, _ left: AudioCodec, _ right: AudioCodec, loss: Double
    ) throws -> [Int16] {
        var generator = SeededGenerator(seed: 21)
        let start = MediaInstant(milliseconds: 1_000)
        let (source, far) = (try #require(Speaker(left, packetTime: 20)), try #require(AudioDecoder(right)))
        let (listener, speaker) = (
            try #require(Listener(left, now: start)), try #require(Speaker(right, packetTime: 20))
        )
        let encoder = try #require(AudioEncoder(left, packetTime: 20))
        let queue = SampleQueue(capacity: right.sampleRate * 30)
        let piece = speech.rate / 50
        var arrivals: [(at: UInt64, index: Int, payload: [UInt8])] = []
        for index in 0..<(speech.samples.count / piece) {
            speech.samples[(index * piece)..<((index + 1) * piece)].withUnsafeBufferPointer {
                source.put($0, rate: speech.rate)
            }
            let payload = source.payload()
            let delay = loss > 0 ? Double.random(in: 0...80, using: &generator) : 0
            guard !payload.isEmpty, Double.random(in: 0..<1, using: &generator) >= loss else { continue }
            arrivals.append((UInt64(index) * 20_000 + UInt64(delay * 1_000), index, payload))
        }
        arrivals.sort { $0.at < $1.at }
        var next = 0
        for tick in 1...(speech.samples.count / piece + 25) {
            let time = UInt64(tick) * 20_000 + 3_000
            while next < arrivals.count, arrivals[next].at <= time {
                let packet = arrivals[next]
                let header = RTPHeader(
                    marker: false, payloadType: 0, sequence: UInt16(packet.index),
                    timestamp: UInt32(packet.index) * encoder.timestamps, ssrc: 1)
                packet.payload.withUnsafeBytes {
                    listener.received(
                        $0, header, now: MediaInstant(nanoseconds: start.nanoseconds + packet.at * 1_000))
                }
                next += 1
            }
            listener.frame(now: MediaInstant(nanoseconds: start.nanoseconds + time * 1_000)).withUnsafeBufferPointer {
                speaker.put($0, rate: left.sampleRate)
            }
            speaker.payload().withUnsafeBytes { far.decode($0, into: queue) }
        }
        return queue.takeAll()
    }
}
