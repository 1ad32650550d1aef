import CLinux

/// When the ticks come, and whom each of them serves.
///
/// A round of 20 ms has 20 ticks, and an endpoint is served by one of them, always the same. Endpoints share a tick until
/// ``company`` of them do: few callers cost few wake-ups, and the packets of many do not leave in one burst, before which
/// all others wait. The timer rings for ticks that serve somebody; without any, once in a round while anybody is in a call.
///
/// ```
///  10 callers with a prompt    1 tick of 20 serves them:     50 wake-ups a second
/// 100                          5 ticks serve 20 to 24 each: 250
/// 500                         20 ticks serve 25 each:     1,000
/// ```
extension MediaThread {
    static let phases = 20
    static let tickNanoseconds: UInt64 = 1_000_000
    /// Endpoints that share a tick before another one serves some.
    static let company = 24

    /// Has a tick serve the endpoint until it needs that no more: the next one with room for company, else the next that
    /// serves nobody, else the next of those that serve the fewest.
    func pace(_ endpoint: Endpoint) {
        guard endpoint.phase < 0 else { return }
        let next = cl_monotonic() / Self.tickNanoseconds + 1
        var tick = next
        for other in next..<next + UInt64(Self.phases) where reluctance(other) < reluctance(tick) { tick = other }
        endpoint.phase = Self.phase(of: tick)
        endpoint.firstTick = tick
        unsafe paced[endpoint.phase].append(endpoint.memory)
        arm(tick)
    }

    private func reluctance(_ tick: UInt64) -> Int {
        let phase = Self.phase(of: tick)
        let count = unsafe paced[phase].count
        guard count < Self.company else { return count }
        // Where the timer rings anyway, one more costs no wake-up.
        return count > 0 || armed > 0 && phase == Self.phase(of: armed) ? 0 : 1
    }

    /// Which of the ticks of a round it is.
    static func phase(of tick: UInt64) -> Int { Int(tick % UInt64(phases)) }

    /// Notes that one more endpoint is in a call: it was given its first parameters.
    func agree(_ endpoint: Endpoint) {
        endpoint.place = inCalls.count
        inCalls.append(endpoint)
        arm(cl_monotonic() / Self.tickNanoseconds + UInt64(Self.phases))
    }

    /// Has the timer ring for a tick, unless it rings sooner.
    private func arm(_ tick: UInt64) {
        guard armed == 0 || tick < armed else { return }
        armed = tick
        _ = cl_timer_set(timer, tick * Self.tickNanoseconds)
    }

    /// Has the timer ring for the next tick after this one that has something to do; for none, and it is quiet. Absolute
    /// deadlines, so that no error adds up.
    func armNext(after tick: UInt64) {
        let ticks = tick + 1...tick + UInt64(Self.phases)
        let next = ticks.first { unsafe !paced[Self.phase(of: $0)].isEmpty } ?? ticks.upperBound
        armed = inCalls.isEmpty ? 0 : next
        // Which also takes back what rang for this one.
        _ = cl_timer_set(timer, armed * Self.tickNanoseconds)
    }
}
