import SIP

extension ByteSet {
    /// ``contains(_:)`` once more: the optimiser takes no function of another target into a loop, and this one is asked
    /// about every byte of a message.
    @inline(__always)
    func holds(_ byte: UInt8) -> Bool {
        let half = byte & 0x40 == 0 ? low : high
        return byte < 128 && half &>> UInt64(byte & 0x3F) & 1 == 1
    }

    /// Whether every one of the bytes is one of the set.
    func holdsAll(_ bytes: Span<UInt8>) -> Bool {
        for index in bytes.indices where !holds(bytes[index]) { return false }
        return true
    }
}
