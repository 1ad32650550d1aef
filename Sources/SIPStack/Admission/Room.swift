/// How badly a call is needed.
package enum Urgency: Hashable, Sendable {
    /// It may be asked to try again.
    case routine
    /// It dials a number that the clinic marked `urgent: yes`, or belongs to a call that is there already.
    case urgent
}

/// The size of a bounded table, of which a part is kept for what is urgent.
///
///     0                      total − reserve      total
///     ├─ routine and urgent ─┼─ urgent alone ─────┤
///
/// - Isolation: a value.
package struct Room: Hashable, Sendable {
    /// How many entries there may be.
    package var total: Int
    /// How many of them are for the urgent alone.
    package var reserve: Int

    /// Room for `total`, with nothing kept.
    package init(total: Int) {
        self.total = total
        reserve = 0
    }

    /// Room of which a fifth, at least one place, is kept for the urgent. Of a single place nothing is kept.
    package init(keepingAFifthOf total: Int) {
        self.total = total
        reserve = total > 1 ? max(1, total / 5) : 0
    }

    /// Whether one more finds room beside so many.
    package func has(_ urgency: Urgency, beside inUse: Int) -> Bool {
        switch urgency {
        case .routine: inUse < total - reserve
        case .urgent: inUse < total
        }
    }
}
