package import CallModel

/// Who is on call in one rotation at one instant, until when, and why.
package struct OnCallAnswer: Hashable, Sendable {
    /// Who is on call; `nil` when nobody is.
    package var person: PersonID?
    /// Who is next in order and not the one on call already; `nil` when there is no second person.
    package var next: PersonID?
    /// Until when this answer holds at least; `nil` when it holds for ever.
    package var until: Timestamp?
    /// Why.
    package var reason: OnCallReason
}

/// A part of time in which one person is on call, or nobody. Half-open.
package struct OnCallSpan: Hashable, Sendable {
    /// Who is on call; `nil` in a gap.
    package var person: PersonID?
    /// From here on, to but not including the end.
    package var start: Timestamp
    package var end: Timestamp
}

extension OnCallSchedule {
    /// Who is on call at `instant`, and until when at least.
    package func answer(at instant: Timestamp) -> OnCallAnswer {
        let cover = cover(at: instant)
        return OnCallAnswer(
            person: cover.person, next: cover.next, until: change(after: instant), reason: cover.reason)
    }

    /// Who is on call from `start` to `end`, gaps included: spans side by side, neighbours never of the same person.
    ///
    /// - Parameter limit: no more spans than this; what is beyond is left out.
    package func spans(from start: Timestamp, to end: Timestamp, limit: Int = 100_000) -> [OnCallSpan] {
        var spans: [OnCallSpan] = []
        var cursor = start
        while cursor < end {
            let person = cover(at: cursor).person
            let until = min(change(after: cursor) ?? end, end)
            if let last = spans.indices.last, spans[last].person == person {
                spans[last].end = until
            } else if spans.count < limit {
                spans.append(OnCallSpan(person: person, start: cursor, end: until))
            } else {
                return spans
            }
            cursor = until
        }
        return spans
    }
}
