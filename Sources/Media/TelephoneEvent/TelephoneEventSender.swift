/// Sends digits as telephone-events: one packet per 20 ms tick, the end three times, a pause, the next digit.
///
/// ```
/// tick 0   M  dur 160
/// tick 1      dur 320
/// tick 2      dur 480
/// tick 3      dur 640 E     the digit of 80 ms
/// tick 4      dur 640 E
/// tick 5      dur 640 E     told as last
/// tick 6…9    nothing       the pause between digits
/// ```
///
/// Numbers and timestamps are the stream's: every packet has a new sequence number, the end packets too.
///
/// - Source: RFC 4733 §2.5.1.1 to §2.5.1.4.
package struct TelephoneEventSender: Sendable {
    /// Timestamp units of a tick.
    package static let tickSamples: UInt16 = 160
    /// Ticks of silence between two digits: 80 ms.
    package static let pauseTicks = 4
    /// Digits that may wait; more are dropped.
    package static let capacity = 32
    /// −10 dBm0, a usual key.
    package static let volume: UInt8 = 10

    private enum State: Sendable {
        case idle
        case sounding(MediaDigit, elapsed: UInt16, length: UInt16)
        case ending(MediaDigit, length: UInt16, left: Int)
        case pausing(left: Int)
    }

    private var state = State.idle
    private var waiting: [(digit: MediaDigit, length: UInt16)] = []

    /// A sender with nothing to send.
    package init() {}

    /// What a tick sends.
    package struct Packet: Hashable, Sendable {
        package let block: TelephoneEventBlock
        /// The first packet of its digit: it takes a new timestamp and the marker.
        package let isFirst: Bool
    }

    /// What became of a digit.
    package enum Admission: Hashable, Sendable { case queued, dropped }

    /// Whether a digit or its pause still needs ticks.
    package var isBusy: Bool {
        if case .idle = state { return !waiting.isEmpty }
        return true
    }

    /// Queues a digit of `milliseconds`, brought into 40…8000.
    package mutating func send(_ digit: MediaDigit, milliseconds: Int) -> Admission {
        guard waiting.count < Self.capacity else { return .dropped }
        let length = UInt16(min(max(milliseconds, 40), 8_000) * 8)
        waiting.append((digit, length))
        return .queued
    }

    /// Advances by 20 ms.
    ///
    /// - Returns: the packet that leaves now; `nil` in a pause or when there is nothing to send.
    package mutating func tick() -> Packet? {
        switch state {
        case .idle:
            return begin()
        case .sounding(let digit, let elapsed, let length):
            let now = elapsed + Self.tickSamples
            guard now >= length else {
                state = .sounding(digit, elapsed: now, length: length)
                return packet(digit, duration: now, isEnd: false, isFirst: false)
            }
            state = .ending(digit, length: length, left: 2)
            return packet(digit, duration: length, isEnd: true, isFirst: false)
        case .ending(let digit, let length, let left):
            state = left > 1 ? .ending(digit, length: length, left: left - 1) : .pausing(left: Self.pauseTicks)
            return packet(digit, duration: length, isEnd: true, isFirst: false)
        case .pausing(let left):
            state = left > 1 ? .pausing(left: left - 1) : .idle
            return nil
        }
    }

    private mutating func begin() -> Packet? {
        guard !waiting.isEmpty else { return nil }
        let (digit, length) = waiting.removeFirst()
        state = .sounding(digit, elapsed: Self.tickSamples, length: length)
        return packet(digit, duration: Self.tickSamples, isEnd: false, isFirst: true)
    }

    private func packet(_ digit: MediaDigit, duration: UInt16, isEnd: Bool, isFirst: Bool) -> Packet {
        Packet(
            block: TelephoneEventBlock(event: digit.event, isEnd: isEnd, volume: Self.volume, duration: duration),
            isFirst: isFirst)
    }
}
