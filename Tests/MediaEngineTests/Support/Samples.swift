import Media
import MediaEngine

/// The codecs over arrays, as tests like them.
extension AudioEncoder {
    /// The payload of a packet's samples.
    func payload(of samples: [Int16]) -> [UInt8] {
        var (source, payload) = (samples, [UInt8](repeating: 0, count: 1_000))
        let count = source.withUnsafeMutableBufferPointer { source in
            payload.withUnsafeMutableBytes { target -> Int in
                guard let from = source.baseAddress, let to = target.baseAddress else { return 0 }
                return encode(from, to: to, room: target.count)
            }
        }
        return Array(payload.prefix(count))
    }
}

extension Listener {
    /// The next 20 ms.
    func frame(now: MediaInstant) -> [Int16] {
        var frame = [Int16](repeating: 0, count: frameSamples)
        frame.withUnsafeMutableBufferPointer { target in
            if let base = target.baseAddress { self.frame(now: now, to: base) }
        }
        return frame
    }
}

extension Speaker {
    /// The next payload.
    func payload() -> [UInt8] {
        var payload = [UInt8](repeating: 0, count: 1_000)
        let count = payload.withUnsafeMutableBytes { target -> Int in
            guard let base = target.baseAddress else { return 0 }
            return packet(to: base, room: target.count)
        }
        return Array(payload.prefix(count))
    }
}

extension SampleQueue {
    /// All that waits, taken.
    func takeAll() -> [Int16] {
        var samples = [Int16](repeating: 0, count: count)
        samples.withUnsafeMutableBufferPointer { target in
            if let base = target.baseAddress { _ = take(target.count, to: base) }
        }
        return samples
    }
}
