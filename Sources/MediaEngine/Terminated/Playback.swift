import Media

/// What an endpoint is playing.
///
/// - Isolation: the media thread of its endpoint.
final class Playback {
    /// What a tick needs of it.
    static let tickedBytes = 192

    let id: PlaybackID
    private let prompts: [Prompt]
    /// The prompt that plays in the codec of the line, when that is not G.711.
    private var packets: (of: Int, codec: AudioCodec, packets: PromptPackets)?
    private var cursor: PlaybackCursor
    /// Milliseconds of audio that are due.
    private var credit = 0

    init(id: PlaybackID, prompts: [Prompt], loop: PlaybackLoop) {
        self.id = id
        self.prompts = prompts
        cursor = PlaybackCursor(lengths: prompts.map(\.count), loop: loop)
    }

    /// Whether the last packet has been taken.
    var isAtEnd: Bool { cursor.isAtEnd }

    /// Leaves out so much, as if it had been played; of a loop what is left of its last round.
    func skip(milliseconds: UInt32) {
        let length = prompts.reduce(0) { $0 + $1.count }
        guard length > 0 else { return }
        var rest = Int(milliseconds) * 8
        if cursor.loops { rest %= length }
        while rest > 0, let piece = cursor.take(rest) { rest -= piece.samples.count }
    }

    /// Notes that a tick of 20 ms has begun. The first packet is due in the first tick, whatever its length.
    func tick(packetTime: Int) {
        credit = credit == 0 && isFresh ? max(20, packetTime) : credit + 20
        isFresh = false
    }

    private var isFresh = true

    /// Whether another packet of `packetTime` milliseconds is due in this tick; takes it from what is due.
    func isDue(packetTime: Int) -> Bool {
        guard credit >= packetTime, !isAtEnd else { return false }
        credit -= packetTime
        return true
    }

    /// Writes the next packet in a codec that is not G.711 to `payload`. A prompt ends with its packet: the next one begins
    /// in the next.
    ///
    /// - Returns: its bytes and timestamps; `nil` when there is none to be heard in this one's place.
    func encode(
        _ payload: UnsafeMutableRawPointer, _ codec: AudioCodec, packetTime: Int, _ store: inout PromptPacketStore
    ) -> (count: Int, timestamps: UInt32)? {
        guard let piece = cursor.take(8 * packetTime) else { return nil }
        if packets?.of != piece.prompt || packets?.codec != codec || packets?.packets.packetTime != packetTime {
            packets = store.packets(of: prompts[piece.prompt], codec, packetTime: packetTime).map {
                (piece.prompt, codec, $0)
            }
        }
        guard let found = packets?.packets else { return nil }
        let count = unsafe found.copy(piece.samples.lowerBound / (8 * packetTime), to: payload)
        return count == 0 ? nil : (count, found.timestamps)
    }

    /// Writes the next `count` samples in `law` to `payload`, silence after the end.
    func fill(_ payload: UnsafeMutableRawPointer, count: Int, law: CompandingLaw) {
        var written = 0
        while written < count, let piece = cursor.take(count - written) {
            unsafe prompts[piece.prompt].octets(law).withUnsafeBytes { source in
                let part = unsafe UnsafeRawBufferPointer(rebasing: source[piece.samples])
                if let base = part.baseAddress {
                    unsafe (payload + written).copyMemory(from: base, byteCount: part.count)
                }
            }
            written += piece.samples.count
        }
        if written < count {
            let rest = count - written
            unsafe (payload + written).initializeMemory(as: UInt8.self, repeating: law.silence, count: rest)
        }
    }
}
