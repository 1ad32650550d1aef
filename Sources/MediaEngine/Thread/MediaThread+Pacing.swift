import CLinux

/// When the ticks come, and whom each of them serves.
extension MediaThread {
    /// Ticks in 20 ms. Each serves a part of the endpoints, so that the packets of many do not leave in one burst, before
    /// which all others wait.
    static let phases = 4
    static let tickNanoseconds = roundNanoseconds / UInt64(phases)
    static let roundNanoseconds: UInt64 = 20_000_000

    /// Has a tick serve the endpoint until it needs that no more: the next of those that serve the fewest.
    func pace(_ endpoint: Endpoint) {
        guard endpoint.phase < 0 else { return }
        let next = (0..<Self.phases).lazy.map { (self.turn + $0) % Self.phases }
        endpoint.phase = next.min { paced[$0].count < paced[$1].count } ?? 0
        paced[endpoint.phase].append(endpoint)
        setTicking()
    }

    /// Notes that one more endpoint is in a call: it was given its first parameters.
    func agree(_ endpoint: Endpoint) {
        endpoint.place = inCalls.count
        inCalls.append(endpoint)
        setTicking()
    }

    /// Whether the ticks serve anybody.
    var isPacing: Bool { paced.contains { !$0.isEmpty } }

    /// Ticks only as long as an endpoint is in a call, and in phases only as long as that serves one. On absolute deadlines,
    /// so that no error adds up.
    func setTicking() {
        let wanted = inCalls.isEmpty ? 0 : isPacing ? Self.tickNanoseconds : Self.roundNanoseconds
        guard wanted != interval else { return }
        interval = wanted
        _ = cl_timer_set(timer, wanted == 0 ? 0 : cl_monotonic() + wanted, wanted)
    }
}
