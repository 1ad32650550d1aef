import Media
import MediaEngine

/// What a second of one direction costs: a decoder, a resampler where the rates differ, and an encoder, in a loop.
enum Transcoding {
    static func run(seconds: Int) -> String {
        var lines = ["CPU of a transcoded call, both directions, in % of a core"]
        for from in AudioCodec.allCases {
            var cells: [String] = []
            for to in AudioCodec.allCases where to != from {
                guard let there = cost(from, to, seconds), let back = cost(to, from, seconds) else { continue }
                cells.append("\(to) \(hundredths((there + back) / Double(seconds) / 10_000_000))")
            }
            lines.append("  \(from): " + cells.joined(separator: "  "))
        }
        return lines.joined(separator: "\n")
    }

    /// Nanoseconds for so many seconds of tone, from packets of one codec to packets of the other.
    private static func cost(_ from: AudioCodec, _ to: AudioCodec, _ seconds: Int) -> Double? {
        guard let encoder = AudioEncoder(from, packetTime: 20), let decoder = AudioDecoder(from),
            let speaker = Speaker(to, packetTime: 20)
        else { return nil }
        let music = Tone.music()
        var packets: [[UInt8]] = []
        var payload = [UInt8](repeating: 0, count: 1_500)
        for index in 0..<(seconds * 50) {
            var samples = (0..<encoder.samples).map { music[(index * 160 + $0 * 160 / encoder.samples) % music.count] }
            let count = samples.withUnsafeMutableBufferPointer { source in
                payload.withUnsafeMutableBytes { target -> Int in
                    guard let start = source.baseAddress, let place = target.baseAddress else { return 0 }
                    return encoder.encode(start, to: place, room: target.count)
                }
            }
            packets.append(Array(payload.prefix(count)))
        }
        let queue = SampleQueue(capacity: from.sampleRate)
        var frame = [Int16](repeating: 0, count: from.sampleRate / 5)
        let start = Usage.threadNanoseconds()
        for packet in packets {
            packet.withUnsafeBytes { decoder.decode($0, into: queue) }
            frame.withUnsafeMutableBufferPointer { room in
                guard let base = room.baseAddress else { return }
                let taken = queue.take(from.sampleRate / 50, to: base)
                speaker.put(UnsafeBufferPointer(start: base, count: taken), rate: from.sampleRate)
            }
            payload.withUnsafeMutableBytes { target in
                guard let place = target.baseAddress else { return }
                while speaker.hasPacket { _ = speaker.packet(to: place, room: target.count) }
            }
        }
        return Double(Usage.threadNanoseconds() - start)
    }
}
