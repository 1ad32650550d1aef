/// Why somebody, or nobody, is on call in a rotation.
package enum OnCallReason: Hashable, Sendable, Codable {
    /// It is their turn, from here on and until then.
    case shift(since: LocalInstant, until: LocalInstant)
    /// A shift that was written down, or that a calendar has, from here on and until then.
    case fixed(since: LocalInstant, until: LocalInstant)
    /// They stand in until then.
    case override(until: LocalInstant)
    /// The first shift is still to come.
    case begins(LocalInstant)
    /// No layer and no shift covers this time.
    case gap
    /// The rotation has no people.
    case nobodyTakesTurns
    /// Asked for the one who is next, and this is they.
    case nextInOrder
}

extension OnCallReason: CustomStringConvertible {
    /// `on call since Fri 2026-01-02 17:00 MST until …`.
    package var description: String {
        switch self {
        case .shift(let since, let until): "on call since \(since) until \(until)"
        case .fixed(let since, let until): "on call since \(since) until \(until)"
        case .override(let until): "override until \(until)"
        case .begins(let start): "begins \(start)"
        case .gap: "no layer and no shift covers this time"
        case .nobodyTakesTurns: "nobody takes turns"
        case .nextInOrder: "next in order"
        }
    }
}
