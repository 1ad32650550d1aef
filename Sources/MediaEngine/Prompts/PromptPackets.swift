import Media

/// A prompt in one codec other than G.711, in packets: made as it is played for the first time, and then shared by all who
/// play it.
///
/// Who is furthest has the next packet made, those behind find it. Somebody who begins in the middle, because another
/// process has played the first part, hears nothing until the packets up to there are made, eight at a time.
///
/// - Isolation: one media thread.
@safe
final class PromptPackets {
    /// Milliseconds in a packet, and its timestamps.
    let packetTime: Int
    let timestamps: UInt32

    private let prompt: Prompt
    private let speaker: Speaker
    private var payloads: [UInt8] = []
    /// Where each payload ends.
    private var ends: [Int] = []
    /// Samples of the prompt, and of the silence behind it, that the speaker has.
    private var taken = 0

    /// Packets that are made at once at the most.
    private static let stride = 8
    /// No payload of 60 ms is longer.
    static let longest = 640

    /// None made yet; `nil` when there is no memory for an encoder.
    init?(_ prompt: Prompt, _ codec: AudioCodec, packetTime: Int) {
        guard let speaker = Speaker(codec, packetTime: packetTime, from: .file) else { return nil }
        self.prompt = prompt
        self.speaker = speaker
        self.packetTime = speaker.packetTime
        timestamps = speaker.timestamps
        ends.reserveCapacity(prompt.count / (8 * speaker.packetTime) + 1)
    }

    /// Bytes of what is made.
    var size: Int { payloads.count + ends.capacity * MemoryLayout<Int>.stride }

    /// Writes the payload with this number.
    ///
    /// - Returns: its bytes; 0 when it is not made yet.
    func copy(_ index: Int, to target: UnsafeMutableRawPointer) -> Int {
        for _ in 0..<Self.stride where ends.count <= index { make() }
        guard index < ends.count else { return 0 }
        let range = (index == 0 ? 0 : ends[index - 1])..<ends[index]
        unsafe payloads.withUnsafeBytes { made in
            unsafe UnsafeMutableRawBufferPointer(start: target, count: range.count).copyMemory(
                from: UnsafeRawBufferPointer(rebasing: made[range]))
        }
        return range.count
    }

    private func make() {
        let codes = prompt.octets(.pcmu)
        // Of the first packet the resampler keeps the 3 ms that it looks ahead.
        for _ in 0..<(packetTime / 10 + 1) where !speaker.hasPacket {
            unsafe withUnsafeTemporaryAllocation(of: Int16.self, capacity: 80) { samples in
                for index in 0..<80 {
                    let place = taken + index
                    unsafe samples[index] = place < codes.count ? CompandingLaw.pcmu.decode(codes[place]) : 0
                }
                unsafe speaker.put(UnsafeBufferPointer(samples), rate: Tone.sampleRate)
            }
            taken += 80
        }
        unsafe withUnsafeTemporaryAllocation(byteCount: Self.longest, alignment: 16) { room in
            guard let base = room.baseAddress else { return }
            let made = unsafe speaker.packet(to: base, room: room.count)
            unsafe payloads.append(contentsOf: room.prefix(made))
        }
        ends.append(payloads.count)
    }
}

/// The packets of the prompts that were played on one thread, in all codecs but G.711.
struct PromptPacketStore {
    /// Bytes that are kept: some fifteen minutes in G.722.
    static let bound = 8 << 20

    private struct Key: Hashable {
        let prompt: ObjectIdentifier
        let codec: AudioCodec
        let packetTime: Int
    }
    private var made: [Key: PromptPackets] = [:]

    /// The packets of a prompt; `nil` without memory for an encoder.
    mutating func packets(of prompt: Prompt, _ codec: AudioCodec, packetTime: Int) -> PromptPackets? {
        let key = Key(prompt: ObjectIdentifier(prompt), codec: codec, packetTime: packetTime)
        if let packets = made[key] { return packets }
        guard let packets = PromptPackets(prompt, codec, packetTime: packetTime) else { return nil }
        // Who plays one keeps it; what is played again is made again.
        if made.values.reduce(0, { $0 + $1.size }) > Self.bound { made.removeAll() }
        made[key] = packets
        return packets
    }
}
