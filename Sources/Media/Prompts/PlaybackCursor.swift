/// Where a playback of several prompts stands.
///
/// ```
/// prompts of 200 and 300 samples, packets of 160
/// take 160 → prompt 0, 0..<160
/// take 160 → prompt 0, 160..<200, then 120 of prompt 1, 0..<120
/// take 160 → prompt 1, 120..<280
/// take 160 → prompt 1, 280..<300, then nothing: the packet is filled up with silence and is the last
/// ```
package struct PlaybackCursor: Sendable {
    /// A piece of one prompt.
    package struct Piece: Hashable, Sendable {
        package let prompt: Int
        package let samples: Range<Int>
    }

    private let lengths: [Int]
    private let loop: PlaybackLoop
    private var prompt = 0
    private var offset = 0

    /// A cursor at the beginning of prompts of these lengths in samples; empty ones are passed over.
    package init(lengths: [Int], loop: PlaybackLoop) {
        self.lengths = lengths
        // A loop over nothing would never end.
        self.loop = lengths.contains { $0 > 0 } ? loop : .once
        skip()
    }

    /// Whether it begins again at its end.
    package var loops: Bool { loop == .forever }

    /// Whether nothing is left. Never with `.forever`.
    package var isAtEnd: Bool { prompt >= lengths.count }

    /// Takes up to `count` samples of the prompt that is playing.
    ///
    /// - Returns: fewer than `count` at the end of a prompt: ask again for the rest; `nil` at the end of all.
    package mutating func take(_ count: Int) -> Piece? {
        guard !isAtEnd, count > 0 else { return nil }
        let piece = Piece(prompt: prompt, samples: offset..<min(offset + count, lengths[prompt]))
        offset = piece.samples.upperBound
        skip()
        return piece
    }

    private mutating func skip() {
        while prompt < lengths.count, offset >= lengths[prompt] {
            offset = 0
            prompt += 1
            if prompt == lengths.count, loop == .forever { prompt = 0 }
        }
    }
}
