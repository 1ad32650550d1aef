/// Packs a list into frames that are within ``WireBounds``.
package enum FrameCutter {
    /// The frames of the values, in their order, and how many values were left out because one alone is longer than a
    /// frame.
    ///
    /// - Parameter frame: the frame of so many values.
    package static func frames<Value: WireValue>(
        _ values: [Value], frame: ([Value]) -> [UInt8]
    ) -> (frames: [[UInt8]], tooLong: Int) {
        guard !values.isEmpty else { return ([], 0) }
        if values.count <= WireBounds.list {
            let whole = frame(values)
            if whole.count <= WireBounds.frame { return ([whole], 0) }
            if values.count == 1 { return ([], 1) }
        }
        let middle = values.count / 2
        let first = frames(Array(values[..<middle]), frame: frame)
        let second = frames(Array(values[middle...]), frame: frame)
        return (first.frames + second.frames, first.tooLong + second.tooLong)
    }
}

extension MediaCommand {
    /// Whether the other side would refuse it: a playback of more prompts, or of longer names, than go over the wire.
    package var isTooLargeForWire: Bool {
        guard case .play(_, _, let prompts, _) = self else { return false }
        return prompts.count > WireBounds.promptsOfPlayback
            || prompts.contains { $0.value.utf8.count > WireBounds.promptName }
    }
}
