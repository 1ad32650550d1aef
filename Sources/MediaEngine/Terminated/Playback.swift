import Media

/// What an endpoint is playing.
struct Playback {
    let id: PlaybackID
    private let prompts: [Prompt]
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
    mutating func skip(milliseconds: UInt32) {
        let length = prompts.reduce(0) { $0 + $1.count }
        guard length > 0 else { return }
        var rest = Int(milliseconds) * 8
        if cursor.loops { rest %= length }
        while rest > 0, let piece = cursor.take(rest) { rest -= piece.samples.count }
    }

    /// Notes that a tick of 20 ms has begun. The first packet is due in the first tick, whatever its length.
    mutating func tick(packetTime: Int) {
        credit = credit == 0 && isFresh ? max(20, packetTime) : credit + 20
        isFresh = false
    }

    private var isFresh = true

    /// Whether another packet of `packetTime` milliseconds is due in this tick; takes it from what is due.
    mutating func isDue(packetTime: Int) -> Bool {
        guard credit >= packetTime, !isAtEnd else { return false }
        credit -= packetTime
        return true
    }

    /// Writes the next `count` samples in `law` to `payload`, silence after the end.
    mutating func fill(_ payload: UnsafeMutableRawPointer, count: Int, law: CompandingLaw) {
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
