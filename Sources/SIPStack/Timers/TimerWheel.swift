/// A hashed timing wheel: thousands of transactions linger for 32 s each, and none of them may cost more than a slot.
///
/// Entries cannot be cancelled; whoever armed one keeps a generation in the payload and passes over what is stale. So
/// arming and firing are a constant few nanoseconds and no timer holds its owner alive.
///
/// Most entries are far away, and stale when their time comes: those further than ``far`` share every 64th tick, up to
/// 320 ms late, so that the loop does not wake for each of them.
///
///     tick        0    1    2    3  …  8191 ┐
///     slot      [ ]  [a]  [ ]  [b c]   [ ]  │ an entry further away than a turn waits for its round
///                ▲ now ────────────────────►┘
///
/// - Isolation: a value; whoever owns it.
package struct TimerWheel<Payload> {
    private struct Entry {
        var tick: UInt64
        var payload: Payload
    }

    /// The length of a tick.
    package let tick: Duration
    private let attosecondsPerTick: Int64
    private let ticksPerSecond: Int64
    private var slots: [[Entry]]
    private var current: UInt64 = 0
    /// How many entries are armed.
    package private(set) var count = 0

    /// Entries no further away than this fire in their own tick.
    package static var far: Duration { .seconds(4) }

    /// An empty wheel.
    ///
    /// - Parameters:
    ///   - tick: its resolution; an entry fires up to one tick late and never early.
    ///   - slots: how many ticks one turn has; a power of two.
    package init(tick: Duration = .milliseconds(5), slots: Int = 8192) {
        self.tick = tick
        attosecondsPerTick = tick.components.attoseconds
        ticksPerSecond = 1_000_000_000_000_000_000 / attosecondsPerTick
        self.slots = Array(repeating: [], count: slots)
    }

    /// Arms an entry that fires `delay` after `now`, both measured from the wheel's start.
    ///
    /// - Returns: the tick at whose end it fires.
    @discardableResult
    package mutating func arm(_ payload: Payload, after delay: Duration, now: Duration) -> UInt64 {
        // The tick in which `now` lies is partly over, hence one more: never early.
        var due = max(current, ticks(now + max(.zero, delay)) + 1)
        if delay > Self.far { due = (due + 63) / 64 * 64 }
        slots[Int(due % UInt64(slots.count))].append(Entry(tick: due, payload: payload))
        count += 1
        return due
    }

    /// The first tick with an entry in its slot, due then or a turn later; `nil` when nothing is armed.
    package var nextTick: UInt64? {
        guard count > 0 else { return nil }
        var tick = current
        while slots[Int(tick % UInt64(slots.count))].isEmpty { tick += 1 }
        return tick
    }

    /// When the entries of a tick fire, measured from the wheel's start.
    package func time(of tick: UInt64) -> Duration { self.tick * Int(clamping: tick) }

    /// Moves to `now` and returns what is due, in the order of its ticks.
    package mutating func advance(to now: Duration) -> [Payload] {
        let target = ticks(now)
        guard count > 0 else {
            current = max(current, target + 1)
            return []
        }
        var due: [Payload] = []
        // After a long pause every slot is looked at once at the most.
        if target >= current, target - current >= UInt64(slots.count) {
            return leap(to: target)
        }
        while current <= target {
            let slot = Int(current % UInt64(slots.count))
            if !slots[slot].isEmpty { take(slot, upTo: current, into: &due) }
            current += 1
        }
        return due
    }

    private mutating func take(_ slot: Int, upTo tick: UInt64, into due: inout [Payload]) {
        let entries = slots[slot]
        slots[slot].removeAll(keepingCapacity: entries.count <= 64)
        for entry in entries {
            if entry.tick <= tick {
                due.append(entry.payload)
                count -= 1
            } else {
                slots[slot].append(entry)
            }
        }
    }

    private mutating func leap(to target: UInt64) -> [Payload] {
        var entries: [Entry] = []
        for slot in slots.indices {
            entries += slots[slot].filter { $0.tick <= target }
            slots[slot].removeAll { $0.tick <= target }
        }
        count -= entries.count
        current = target + 1
        return entries.sorted { $0.tick < $1.tick }.map(\.payload)
    }

    private func ticks(_ time: Duration) -> UInt64 {
        let (seconds, attoseconds) = time.components
        return UInt64(max(0, seconds * ticksPerSecond + attoseconds / attosecondsPerTick))
    }
}
