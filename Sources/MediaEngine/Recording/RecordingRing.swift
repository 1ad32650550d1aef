package import Media
import Synchronization

/// A packet on its way into a recording.
package struct RecordingEntry: BitwiseCopyable {
    /// Whose voice it is.
    package enum Channel: UInt8, BitwiseCopyable {
        /// The far end of the recorded endpoint: left.
        case near = 0
        /// Whoever it is bridged to: right.
        case far = 1
    }

    /// When it came.
    package let arrived: MediaInstant
    /// Its header.
    package let header: RTPHeader
    /// What it is coded in.
    package let codec: AudioCodec
    /// Whose voice it is.
    package let channel: Channel
    /// Bytes of its payload.
    package let count: Int

    /// An entry of these parts.
    package init(arrived: MediaInstant, header: RTPHeader, codec: AudioCodec, channel: Channel, count: Int) {
        self.arrived = arrived
        self.header = header
        self.codec = codec
        self.channel = channel
        self.count = count
    }
}

/// Packets between the media thread of a call and the recorder: one writes, one reads, and neither waits.
///
/// Memory is taken once, at the beginning. A packet for which there is no room is dropped and counted: the call goes on,
/// and the recording has a hole.
///
/// - Isolation: ``put(_:_:)`` on the media thread that has the call, ``take(to:)`` on the recorder.
@safe
package final class RecordingRing {
    /// Six seconds of both sides in G.711.
    package static let capacity = 1 << 17
    /// The longest payload.
    static let payloadBound = 1_500

    private static let entrySize = MemoryLayout<RecordingEntry>.stride
    private let memory: UnsafeMutableRawPointer
    private let written = Atomic<Int>(0)
    private let taken = Atomic<Int>(0)
    private let drops = Atomic<UInt64>(0)
    /// The time of the end, in nanoseconds; 0 while it goes on.
    private let ended = Atomic<UInt64>(0)

    /// An empty ring.
    package init() { unsafe memory = .allocate(byteCount: Self.capacity, alignment: 16) }

    deinit { unsafe memory.deallocate() }

    /// Packets for which there was no room.
    package var dropped: UInt64 { drops.load(ordering: .relaxed) }

    /// When the call stopped writing; `nil` while it may write.
    var end: MediaInstant? {
        let time = ended.load(ordering: .acquiring)
        return time == 0 ? nil : MediaInstant(nanoseconds: time)
    }

    /// Nothing is put in any more.
    package func close(now: MediaInstant) { ended.store(max(now.nanoseconds, 1), ordering: .releasing) }

    /// Puts a packet in.
    package func put(_ entry: RecordingEntry, _ payload: UnsafeRawPointer) {
        let size = Self.entrySize + entry.count
        let start = written.load(ordering: .relaxed)
        guard entry.count <= Self.payloadBound, start - taken.load(ordering: .acquiring) + size <= Self.capacity
        else {
            drops.wrappingAdd(1, ordering: .relaxed)
            return
        }
        unsafe withUnsafeBytes(of: entry) { head in
            guard let base = head.baseAddress else { return }
            unsafe copyIn(base, Self.entrySize, at: start)
        }
        unsafe copyIn(payload, entry.count, at: start + Self.entrySize)
        written.store(start + size, ordering: .releasing)
    }

    /// Takes the oldest packet out.
    ///
    /// - Parameter payload: room for ``payloadBound`` bytes.
    /// - Returns: `nil` when there is none.
    func take(to payload: UnsafeMutableRawPointer) -> RecordingEntry? {
        let start = taken.load(ordering: .relaxed)
        guard written.load(ordering: .acquiring) > start else { return nil }
        let entry = unsafe withUnsafeTemporaryAllocation(
            byteCount: Self.entrySize, alignment: MemoryLayout<RecordingEntry>.alignment
        ) { room -> RecordingEntry? in
            guard let base = room.baseAddress else { return nil }
            unsafe copyOut(base, Self.entrySize, at: start)
            return unsafe base.load(as: RecordingEntry.self)
        }
        guard let entry else { return nil }
        unsafe copyOut(payload, entry.count, at: start + Self.entrySize)
        taken.store(start + Self.entrySize + entry.count, ordering: .releasing)
        return entry
    }

    private func copyIn(_ source: UnsafeRawPointer, _ count: Int, at position: Int) {
        let offset = position % Self.capacity
        let first = min(count, Self.capacity - offset)
        unsafe (memory + offset).copyMemory(from: source, byteCount: first)
        if first < count { unsafe memory.copyMemory(from: source + first, byteCount: count - first) }
    }

    private func copyOut(_ target: UnsafeMutableRawPointer, _ count: Int, at position: Int) {
        let offset = position % Self.capacity
        let first = min(count, Self.capacity - offset)
        unsafe target.copyMemory(from: memory + offset, byteCount: first)
        if first < count { unsafe (target + first).copyMemory(from: memory, byteCount: count - first) }
    }
}

// SAFETY: one thread writes and one reads; what they share is atomic, and memory passes from one to the other by the
// releasing stores and acquiring loads of `written` and `taken`.
extension RecordingRing: @unchecked Sendable {}
