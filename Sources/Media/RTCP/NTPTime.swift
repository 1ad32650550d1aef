/// A time as RTCP writes it: seconds since 1900 in 32 bits, and 32 bits of fraction.
///
/// - Source: RFC 3550 §4.
package struct NTPTime: Hashable, Sendable, BitwiseCopyable {
    /// The 64 bits.
    package let value: UInt64

    /// The time of these 64 bits.
    package init(_ value: UInt64) { self.value = value }

    /// The time so many nanoseconds after 1970.
    package init(nanosecondsSince1970: UInt64) {
        let (seconds, rest) = nanosecondsSince1970.quotientAndRemainder(dividingBy: 1_000_000_000)
        value = (seconds &+ 2_208_988_800) << 32 | (rest << 32) / 1_000_000_000
    }

    /// The middle 32 bits: 65,536ths of a second, and what the peer repeats in its reports.
    package var middle: UInt32 { UInt32(truncatingIfNeeded: value >> 16) }
}
