package import Media
import Security

/// A recording under way: what the ring brings becomes frames of both sides, and every second a chunk of the file.
///
/// ```
/// ring ─► packets, by the time at which they came ─► left, right ─► 20 ms ─► 50 of them ─► sealed chunk ─► disk
/// ```
///
/// A crash of the process costs what has not become a chunk yet.
///
/// - Isolation: the recorder.
@safe
package final class RecordingJob {
    /// Frames in a chunk.
    package static let chunkFrames = 50
    /// Nanoseconds after a moment in which its packets may still be on their way into the ring.
    private static let lag: UInt64 = 60_000_000
    private static let frameTime = Duration.milliseconds(20)

    private let order: RecordingOrder
    private let ring: RecordingRing
    private let left: RecordingTrack
    private let right: RecordingTrack
    private let packet: UnsafeMutableRawPointer
    private let file: RecordingFile
    private var chunk: [UInt8] = []
    private var nextFrame: MediaInstant
    private var frames: UInt64 = 0

    /// Begins a recording.
    ///
    /// - Throws: ``MediaEngineError`` when the file cannot be made or there is no memory.
    package init(_ order: RecordingOrder, _ ring: RecordingRing, start: MediaInstant) throws(MediaEngineError) {
        guard let left = RecordingTrack(), let right = RecordingTrack() else {
            throw MediaEngineError(.system, "\(order.path): there is no memory for a recording")
        }
        self.order = order
        self.ring = ring
        self.left = left
        self.right = right
        nextFrame = start.advanced(by: Self.frameTime)
        file = try RecordingFile(order)
        // Behind all that may fail: of what was not finished no deinitialiser is asked.
        unsafe packet = .allocate(byteCount: RecordingRing.payloadBound, alignment: 16)
        chunk.reserveCapacity(16_384)
    }

    deinit { unsafe packet.deallocate() }

    /// Ends the recording here, when nobody has.
    package func close(now: MediaInstant) { if ring.end == nil { ring.close(now: now) } }

    /// Takes all that came until now.
    ///
    /// - Returns: what became of it, when it is over.
    package func advance(now: MediaInstant) -> RecordingReport? {
        // The end first: what was put in before it is seen after it.
        let end = ring.end
        do throws(MediaEngineError) {
            while let entry = unsafe ring.take(to: packet) {
                try makeFrames(until: entry.arrived)
                unsafe (entry.channel == .near ? left : right).received(entry, packet)
            }
            if let end {
                try makeFrames(until: end)
                try write(.last)
                return report(.finished)
            }
            try makeFrames(until: MediaInstant(nanoseconds: now.nanoseconds - min(now.nanoseconds, Self.lag)))
            guard file.bytes < order.limit else {
                try write(.last)
                return report(.full)
            }
            return nil
        } catch {
            return report(.failed(error.description))
        }
    }

    private func makeFrames(until time: MediaInstant) throws(MediaEngineError) {
        while time >= nextFrame {
            left.appendFrame(to: &chunk, now: nextFrame)
            right.appendFrame(to: &chunk, now: nextFrame)
            nextFrame = nextFrame.advanced(by: Self.frameTime)
            frames += 1
            if frames.isMultiple(of: UInt64(Self.chunkFrames)) { try write(.more) }
        }
    }

    private func write(_ place: ChunkSealer.Place) throws(MediaEngineError) {
        try file.append(chunk, place)
        chunk.removeAll(keepingCapacity: true)
    }

    private func report(_ end: RecordingReport.End) -> RecordingReport {
        RecordingReport(
            id: order.id, end: end, bytes: file.bytes, milliseconds: frames * 20, packetsDropped: ring.dropped)
    }
}
