/// A hashed timing wheel: thousands of transactions linger for 32 s each, and none of them may cost more than a slot.
///
/// Arming, firing and taking back are a constant few nanoseconds: the entries lie in one block, and those of a slot are
/// a list by their places in it. Payloads are let go when an entry fires or is taken back.
///
///     tick        0    1    2    3  …  8191 ┐
///     slot      [ ]  [a]  [ ]  [b c]   [ ]  │ an entry further away than a turn waits for its round
///                ▲ now ────────────────────►┘
///
/// - Isolation: a value; whoever owns it.
package struct TimerWheel<Payload> {
    private struct Entry {
        /// `nil` while the entry is free.
        var payload: Payload?
        var tick: Int64
        var next: Int32
        var previous: Int32
        /// How often the entry was let go, so that a ticket of an earlier use is told from one of this.
        var use: UInt32
    }

    private struct Slot {
        var first: Int32
        var last: Int32
    }

    private var entries: [Entry] = []
    private var free = TimerPlace.none
    private var slots: [Slot]
    private var current: Int64 = 0
    /// The next entry of the current slot to look at; ``TimerPlace/outside`` before the first look.
    private var cursor = TimerPlace.outside
    /// How many entries are armed.
    package private(set) var count = 0

    /// An empty wheel.
    ///
    /// - Parameter slots: how many ticks one turn has; a power of two.
    package init(slots: Int = 8192) {
        self.slots = Array(repeating: Slot(first: TimerPlace.none, last: TimerPlace.none), count: slots)
    }

    /// Arms an entry that fires in this tick, or in the next one to come when that is over.
    package mutating func arm(_ payload: Payload, at tick: Int64) -> TimerTicket {
        let due = max(tick, cursor == TimerPlace.outside ? current : current + 1)
        let place: Int32
        if free == TimerPlace.none {
            place = Int32(entries.count)
            entries.append(Entry(payload: payload, tick: due, next: TimerPlace.none, previous: 0, use: 0))
        } else {
            place = free
            free = entries[Int(place)].next
            entries[Int(place)].payload = payload
            entries[Int(place)].tick = due
            entries[Int(place)].next = TimerPlace.none
        }
        let slot = slot(of: due)
        let last = slots[slot].last
        entries[Int(place)].previous = last
        if last == TimerPlace.none { slots[slot].first = place } else { entries[Int(last)].next = place }
        slots[slot].last = place
        count += 1
        return TimerTicket(place: place, use: entries[Int(place)].use)
    }

    /// Takes an entry back. One that has fired, or was taken back before, is passed over.
    package mutating func disarm(_ ticket: TimerTicket) {
        guard ticket.place >= 0, entries[Int(ticket.place)].use == ticket.use else { return }
        if cursor == ticket.place { cursor = entries[Int(ticket.place)].next }
        _ = take(ticket.place)
    }

    /// The first tick with an entry in its slot, due then or a turn later; `nil` when nothing is armed.
    package var nextTick: Int64? {
        guard count > 0 else { return nil }
        var tick = current
        while slots[slot(of: tick)].first == TimerPlace.none { tick += 1 }
        return tick
    }

    /// The next of what is due up to this tick, in the order of the ticks, and in one tick in the order of arming; `nil`
    /// when nothing is left.
    package mutating func next(upTo reached: Int64) -> Payload? {
        while current <= reached {
            guard count > 0 else {
                current = reached + 1
                cursor = TimerPlace.outside
                return nil
            }
            if cursor == TimerPlace.outside { cursor = slots[slot(of: current)].first }
            while cursor != TimerPlace.none {
                let place = cursor
                cursor = entries[Int(place)].next
                if entries[Int(place)].tick <= current { return take(place) }
            }
            cursor = TimerPlace.outside
            current += 1
        }
        return nil
    }

    private func slot(of tick: Int64) -> Int { Int(tick) & (slots.count - 1) }

    /// Takes an entry out of its slot and sets it free.
    private mutating func take(_ place: Int32) -> Payload? {
        let (next, previous) = (entries[Int(place)].next, entries[Int(place)].previous)
        let slot = slot(of: entries[Int(place)].tick)
        if previous == TimerPlace.none { slots[slot].first = next } else { entries[Int(previous)].next = next }
        if next == TimerPlace.none { slots[slot].last = previous } else { entries[Int(next)].previous = previous }
        entries[Int(place)].next = free
        entries[Int(place)].use &+= 1
        free = place
        count -= 1
        return entries[Int(place)].payload.take()
    }
}

/// Names an entry of a wheel until that has fired or was taken back; afterwards it names nothing.
package struct TimerTicket: Hashable, Sendable {
    fileprivate let place: Int32
    fileprivate let use: UInt32

    /// The ticket of no entry.
    package static let none = TimerTicket(place: TimerPlace.none, use: 0)
}

private enum TimerPlace {
    static let none: Int32 = -1
    static let outside: Int32 = -2
}
