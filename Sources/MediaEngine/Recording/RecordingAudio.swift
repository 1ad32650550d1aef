import Media

/// The chunks of a recording, opened, back as audio.
package final class RecordingAudio {
    /// Samples in a second on each side.
    package static let rate = RecordingTrack.rate

    private let decoders: [AudioDecoder]
    private let queue = SampleQueue(capacity: RecordingTrack.frameSamples * 6)

    /// An audio that begins; `nil` when there is no memory for it.
    package init?() {
        guard let left = AudioDecoder(.opus), let right = AudioDecoder(.opus) else { return nil }
        decoders = [left, right]
    }

    /// The next chunk's samples: left, right, left, …
    ///
    /// - Throws: ``MediaEngineError`` for a chunk of another shape.
    package func samples(of chunk: [UInt8]) throws(MediaEngineError) -> [Int16] {
        let frameSamples = RecordingTrack.frameSamples
        var samples: [Int16] = []
        var offset = 0
        while offset < chunk.count {
            let start = samples.count
            samples.append(contentsOf: repeatElement(0, count: 2 * frameSamples))
            for side in 0..<2 {
                guard offset + 2 <= chunk.count else { throw Self.strange }
                let count = Int(chunk[offset]) << 8 | Int(chunk[offset + 1])
                offset += 2
                guard offset + count <= chunk.count else { throw Self.strange }
                defer { offset += count }
                guard count > 0 else { continue }
                queue.clear()
                unsafe chunk.withUnsafeBytes { room in
                    unsafe decoders[side].decode(
                        UnsafeRawBufferPointer(rebasing: room[offset..<offset + count]), into: queue)
                }
                unsafe withUnsafeTemporaryAllocation(of: Int16.self, capacity: frameSamples) { frame in
                    guard let base = frame.baseAddress else { return }
                    let taken = unsafe queue.take(frameSamples, to: base)
                    for index in 0..<taken {
                        samples[start + 2 * index + side] = unsafe frame[index]
                    }
                }
            }
        }
        return samples
    }

    private static let strange = MediaEngineError(.system, "holds audio of a kind that this version does not know")
}
