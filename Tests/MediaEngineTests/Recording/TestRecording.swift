import Foundation
import Media
import MediaEngine
import Security
import Testing

/// A recording's order with a key of its own, in a folder that goes with it.
final class TestRecording {
    let order: RecordingOrder
    let ring: KeyRing
    private let folder: String

    init(limit: UInt64 = 1 << 30, folder: String? = nil) throws {
        self.folder = NSTemporaryDirectory() + "/recording-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: self.folder, withIntermediateDirectories: true)
        ring = try KeyRing(text: KeyRing.newLine(name: "test"))
        let (header, key) = try SealedHeader.new(subject: "call-1", under: ring.newest)
        order = RecordingOrder(
            id: RecordingID("call-1"), path: "\(folder ?? self.folder)/call-1.nbr", header: header.octets, key: key,
            limit: limit)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    var file: [UInt8] { FileManager.default.contents(atPath: order.path).map { [UInt8]($0) } ?? [] }

    /// Both sides as the file has them, at 16 kHz.
    func sides() throws -> (left: [Int16], right: [Int16]) {
        var opener = try ChunkOpener(file, fileKey: try SealedHeader(reading: file).fileKey(ring))
        let audio = try #require(RecordingAudio())
        var both: [Int16] = []
        while let chunk = try opener.next() { both += try audio.samples(of: chunk) }
        return (
            stride(from: 0, to: both.count, by: 2).map { both[$0] },
            stride(from: 1, to: both.count, by: 2).map { both[$0] }
        )
    }
}

/// How much of a tone is in samples at 16 kHz: 1 for the tone alone.
func share(of frequency: Double, in samples: ArraySlice<Int16>) -> Double {
    var (real, imaginary, energy) = (0.0, 0.0, 0.0)
    for (index, sample) in samples.enumerated() {
        let angle = 2 * Double.pi * frequency * Double(index) / 16_000
        real += Double(sample) * cos(angle)
        imaginary += Double(sample) * sin(angle)
        energy += Double(sample) * Double(sample)
    }
    guard energy > 0 else { return 0 }
    return 2 * (real * real + imaginary * imaginary) / (energy * Double(samples.count))
}

/// The loudest of samples.
func peak(_ samples: ArraySlice<Int16>) -> Int { samples.map { abs(Int($0)) }.max() ?? 0 }
