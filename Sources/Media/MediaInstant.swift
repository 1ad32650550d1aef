/// An instant of the media clock: nanoseconds since an arbitrary start, never going back.
package struct MediaInstant: Hashable, Comparable, Sendable, BitwiseCopyable {
    /// Nanoseconds since the start of the clock.
    package var nanoseconds: UInt64

    /// The instant so many nanoseconds after the start of the clock.
    package init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

    /// The instant so many milliseconds after the start of the clock.
    package init(milliseconds: UInt64) { self.nanoseconds = milliseconds &* 1_000_000 }

    /// The instant `duration` later; a negative duration counts as none.
    package func advanced(by duration: Duration) -> MediaInstant {
        let (seconds, attoseconds) = duration.components
        guard seconds >= 0, attoseconds >= 0 else { return self }
        return MediaInstant(
            nanoseconds: nanoseconds &+ UInt64(seconds) &* 1_000_000_000 &+ UInt64(attoseconds / 1_000_000_000))
    }

    /// The samples of a clock since `earlier`; 0 when `earlier` is later.
    ///
    /// - Parameter perMillisecond: 8 of an 8 kHz clock.
    package func samples(since earlier: MediaInstant, perMillisecond: UInt32 = 8) -> UInt32 {
        guard self > earlier else { return 0 }
        let eighths = (nanoseconds - earlier.nanoseconds) / 125_000
        return UInt32(truncatingIfNeeded: eighths &* UInt64(perMillisecond) / 8)
    }

    package static func < (left: MediaInstant, right: MediaInstant) -> Bool { left.nanoseconds < right.nanoseconds }
}
