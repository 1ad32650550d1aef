import CLinux
import Media

/// One end of a connection that carries frames, each whole or not at all. Nothing waits.
final class FrameSocket {
    /// What came.
    enum Receipt {
        /// A frame, and the file that came with it.
        case frame([UInt8], OpenFile?)
        /// Nothing now.
        case nothing
        /// A frame that is longer than any may be.
        case tooLong(Int)
        /// The other end is gone.
        case ended
    }

    /// What became of a frame.
    enum Sending { case sent, full, gone }

    let file: OpenFile
    /// Frames that the kernel had no room for, and the octets in them.
    private var waiting: [(frame: [UInt8], file: OpenFile?)] = []
    private(set) var octetsWaiting = 0
    private var room = [UInt8](repeating: 0, count: WireBounds.frame)

    /// Octets that may wait for an end that does not read.
    static let patience = 8 << 20

    init(_ file: OpenFile) { self.file = file }

    /// Whether the kernel should tell when it has room again.
    var wantsRoom: Bool { !waiting.isEmpty }

    /// Sends a frame after those before it.
    ///
    /// - Returns: `.gone` when the other end is gone, or has not read for too long.
    func send(_ frame: [UInt8], passing passed: OpenFile? = nil) -> Sending {
        if waiting.isEmpty {
            let sending = transmit(frame, passed)
            guard sending == .full else { return sending }
        }
        guard octetsWaiting + frame.count <= Self.patience else { return .gone }
        waiting.append((frame, passed))
        octetsWaiting += frame.count
        return .sent
    }

    /// Sends what waits, as far as there is room.
    func flush() -> Sending {
        var done = 0
        defer { waiting.removeFirst(done) }
        for (frame, passed) in waiting {
            let sending = transmit(frame, passed)
            guard sending == .sent else { return sending == .full ? .sent : .gone }
            done += 1
            octetsWaiting -= frame.count
        }
        return .sent
    }

    private func transmit(_ frame: [UInt8], _ passed: OpenFile?) -> Sending {
        let handed = passed?.descriptor ?? -1
        let sent = unsafe frame.withUnsafeBytes {
            unsafe cl_send_frame(file.descriptor, $0.baseAddress, $0.count, handed)
        }
        if sent == frame.count { return .sent }
        return sent == -Int(EAGAIN) || sent == -Int(ENOBUFS) ? .full : .gone
    }

    /// Takes the next frame.
    func receive() -> Receipt {
        var passed: Int32 = -1
        var result = 0
        // An end that went away without reading all is told once, before what it had said (unix(7), ECONNRESET).
        for _ in 0..<2 {
            unsafe room.withUnsafeMutableBytes { room in
                result = unsafe cl_receive_frame(file.descriptor, room.baseAddress, room.count, &passed)
            }
            if result != -Int(ECONNRESET) { break }
        }
        let handed = passed >= 0 ? OpenFile(passed) : nil
        switch result {
        case -Int(EAGAIN): return .nothing
        case ...0: return .ended
        case (WireBounds.frame + 1)...: return .tooLong(result)
        default: return .frame(Array(room[..<result]), handed)
        }
    }
}
