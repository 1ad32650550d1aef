import Glibc
import Media
import Security

/// The file of a recording while it is written.
///
/// - Isolation: the recorder.
final class RecordingFile {
    /// Bytes written.
    private(set) var bytes: UInt64 = 0
    private let descriptor: Int32
    private let path: String
    private var sealer: ChunkSealer

    /// Makes the file, readable by its owner only, and writes its head.
    ///
    /// - Throws: ``MediaEngineError``, in words.
    init(_ order: RecordingOrder) throws(MediaEngineError) {
        let header: SealedHeader
        do {
            header = try SealedHeader(reading: order.header)
        } catch {
            throw MediaEngineError(.system, "\(order.path) \(error)")
        }
        path = order.path
        sealer = ChunkSealer(header, fileKey: order.key)
        if let made = order.descriptor {
            descriptor = fcntl(made, F_DUPFD_CLOEXEC, 0)
        } else {
            descriptor = unsafe Glibc.open(order.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        }
        guard descriptor >= 0 else { throw Self.failed("cannot make", order.path) }
        try write(order.header)
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Seals a chunk and writes it; after the last one everything is on the disk.
    ///
    /// - Throws: ``MediaEngineError``, in words. What was written before can be read.
    func append(_ chunk: [UInt8], _ place: ChunkSealer.Place) throws(MediaEngineError) {
        let sealed: [UInt8]
        do {
            sealed = try sealer.seal(chunk, place)
        } catch {
            throw MediaEngineError(.system, "\(path) \(error)")
        }
        try write(sealed)
        if place == .last, fdatasync(descriptor) != 0 { throw Self.failed("cannot write", path) }
    }

    private func write(_ octets: [UInt8]) throws(MediaEngineError) {
        var offset = 0
        while offset < octets.count {
            let count = unsafe octets.withUnsafeBytes { room in
                guard let base = room.baseAddress else { return 0 }
                return unsafe Glibc.write(descriptor, base + offset, octets.count - offset)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Self.failed("cannot write", path) }
            offset += count
            bytes += UInt64(count)
        }
    }

    private static func failed(_ what: String, _ path: String) -> MediaEngineError {
        MediaEngineError(.system, "\(what) \(path): \(unsafe String(cString: strerror(errno)))")
    }
}
