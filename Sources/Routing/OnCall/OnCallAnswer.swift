package import CallModel

/// Who is on call in one rotation at one instant, and why.
package struct OnCallAnswer: Hashable, Sendable {
    /// Who is on call; `nil` when nobody is.
    package var person: PersonID?
    /// Who is next in order and not the one on call already; `nil` when there is no second person.
    package var next: PersonID?
    /// Until when this answer holds; `nil` when it holds for ever.
    package var until: Timestamp?
    /// Why.
    package var reason: OnCallReason
}

extension Rotation {
    /// Who is on call at `instant`: the override that covers it and was written last, else whose shift it is.
    func answer(at instant: Timestamp, in zone: TimeZoneRules, overrides: [OnCallOverride]) -> OnCallAnswer {
        let shift = shift(at: instant, in: zone)
        let override = overrides.last { $0.covers(instant) }
        let edges = overrides.flatMap { [$0.start, $0.end] } + [shift?.end ?? start(of: 0, in: zone)]
        let until = order.isEmpty && overrides.isEmpty ? nil : edges.filter { $0 > instant }.min()
        guard let person = override?.person ?? shift?.person else {
            let begin: OnCallReason =
                order.isEmpty ? .nobodyTakesTurns : .begins(zone.localInstant(start(of: 0, in: zone)))
            return OnCallAnswer(person: nil, next: order.first, until: until, reason: begin)
        }
        let turn = (shift?.number ?? 0) % max(1, order.count)
        let following = (1..<max(2, order.count)).map { order.isEmpty ? person : order[(turn + $0) % order.count] }
        // Somebody who is stood in for is away, and so is asked only when there is nobody else.
        let candidates = following + [shift?.person].compactMap { $0 }
        let reason: OnCallReason
        if let override {
            reason = .override(until: zone.localInstant(override.end))
        } else if let shift {
            reason = .shift(since: zone.localInstant(shift.start), until: zone.localInstant(shift.end))
        } else {
            reason = .nobodyTakesTurns
        }
        return OnCallAnswer(
            person: person, next: candidates.first { $0 != person }, until: until, reason: reason)
    }
}
