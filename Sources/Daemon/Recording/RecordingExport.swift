import Foundation
import MediaEngine
package import Security

/// Turns a recording's file into a WAV file: the caller on the left, who took the call on the right, 16 kHz.
package enum RecordingExport {
    /// What came of it.
    package struct Result: Hashable, Sendable {
        /// How long the audio is.
        package var seconds: Double
        /// Why it is not whole, when it is not.
        package var cutOff: String?
    }

    /// Whether the beginning of a recording without an end is wanted.
    package enum Wanted: Sendable { case whole, whatThereIs }

    /// Writes the WAV file, readable by its owner only. Of a recording that is refused nothing is left.
    ///
    /// - Parameter fileKey: the recording's own key.
    /// - Throws: ``RecordingExportError``, in words that name the file.
    package static func write(
        _ path: String, key fileKey: [UInt8], to target: String, _ wanted: Wanted
    ) throws(RecordingExportError) -> Result {
        let file = try read(path)
        let partial = target + ".partial"
        do {
            let result = try write(file, fileKey, partial, wanted)
            guard rename(partial, target) == 0 else {
                throw RecordingExportError("cannot write \(target): \(String(cString: strerror(errno)))")
            }
            return result
        } catch {
            unlink(partial)
            if let error = error as? RecordingExportError { throw error }
            throw RecordingExportError("\(path) \(error)")
        }
    }

    /// The file's own key, out of its head.
    ///
    /// - Throws: ``RecordingExportError``, in words that name the file.
    package static func fileKey(of path: String, _ ring: KeyRing) throws(RecordingExportError) -> [UInt8] {
        do {
            return try SealedHeader(reading: try head(path)).fileKey(ring)
        } catch let error as RecordingExportError {
            throw error
        } catch {
            throw RecordingExportError("\(path) \(error)")
        }
    }

    /// The longest recording that is read: four hours are a fourteenth of it.
    private static let bound = 2 << 30

    private static func read(_ path: String) throws(RecordingExportError) -> [UInt8] {
        do {
            return try SystemFile.read(path, limit: bound)
        } catch {
            throw RecordingExportError("the recording \(path) cannot be read: \(error)")
        }
    }

    private static func head(_ path: String) throws(RecordingExportError) -> [UInt8] {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw RecordingExportError("the recording \(path) cannot be read: it is not there, or not ours")
        }
        defer { try? handle.close() }
        return [UInt8]((try? handle.read(upToCount: 1_024)) ?? Data())
    }

    private static func write(_ file: [UInt8], _ key: [UInt8], _ target: String, _ wanted: Wanted) throws -> Result {
        var opener = try ChunkOpener(file, fileKey: key)
        guard let audio = RecordingAudio() else { throw RecordingExportError("there is no memory to decode it") }
        unlink(target)
        guard FileManager.default.createFile(atPath: target, contents: nil, attributes: [.posixPermissions: 0o600]),
            let output = FileHandle(forWritingAtPath: target)
        else { throw RecordingExportError("cannot write \(target): \(String(cString: strerror(errno)))") }
        defer { try? output.close() }
        try output.write(contentsOf: wavHead(samples: 0))
        var samples = 0
        var cutOff: String?
        do {
            while let chunk = try opener.next() {
                let piece = try audio.samples(of: chunk)
                samples += piece.count / 2
                try output.write(contentsOf: piece.map(\.littleEndian).withUnsafeBytes { Data($0) })
            }
        } catch let error as SealingError where error.code == .truncated && wanted == .whatThereIs {
            cutOff = error.message
        }
        try output.seek(toOffset: 0)
        try output.write(contentsOf: wavHead(samples: samples))
        return Result(seconds: Double(samples) / Double(RecordingAudio.rate), cutOff: cutOff)
    }

    /// RIFF, PCM of 16 bit, two channels.
    private static func wavHead(samples: Int) -> Data {
        func little(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(value >> (8 * $0) & 255) } }
        let bytes = min(samples * 4, Int(UInt32.max) - 36)
        let format = little(1, 2) + little(2, 2) + little(RecordingAudio.rate, 4) + little(RecordingAudio.rate * 4, 4)
        return Data(
            Array("RIFF".utf8) + little(bytes + 36, 4) + Array("WAVEfmt ".utf8) + little(16, 4) + format + little(4, 2)
                + little(16, 2) + Array("data".utf8) + little(bytes, 4))
    }
}

/// Why a recording could not be exported.
package struct RecordingExportError: Error, Hashable, Sendable, CustomStringConvertible {
    /// In words that name the file.
    package let description: String

    init(_ description: String) { self.description = description }
}
