import CallModel

/// Something about the time that decisions ask: all that can make two calls with the same facts come out differently.
///
/// The trace of a decision names everything that it looked at, and so also all of these. A decision that asks
/// something new about the time must say so in its trace, and here.
enum TimeQuestion: Hashable {
    /// Whether these hours are open.
    case hours(String)
    /// Whether it is a holiday or a closed day.
    case dayOff
    /// Who is on call in this rotation, and who is next.
    case onCall(String)
    /// Who is on call in each rotation.
    case everybodyOnCall

    /// The answers that matter.
    enum Answer: Hashable {
        case hours(HoursState.Answer?)
        case dayOff(DayKind)
        case onCall([PersonID?])
    }

    /// An ordinary day, or one off.
    enum DayKind: Hashable { case ordinary, off }
}

extension RoutingTable {
    /// The answer to `question` for calls to `number` at `instant`.
    func answer(_ question: TimeQuestion, for number: PhoneNumber, at instant: Timestamp) -> TimeQuestion.Answer {
        switch question {
        case .hours(let name): .hours(hours.state(of: name, at: zone.local(at: instant).civil)?.answer)
        case .dayOff: .dayOff(hours.dayOff(at: zone.local(at: instant).civil) == nil ? .ordinary : .off)
        case .onCall(let rotation):
            .onCall(onCall(rotation, at: instant).map { [$0.person, $0.next] } ?? [])
        case .everybodyOnCall: .onCall(rotationNames.map { onCall($0, at: instant)?.person })
        }
    }
}

extension TraceFinding {
    /// What was asked about the time for this; `nil` when nothing was that a plan depends on.
    var timeQuestion: TimeQuestion? {
        switch self {
        case .hours(let name, _, _): .hours(name)
        case .dayOff: .dayOff
        case .target(let target, _): target.timeQuestion
        case .nobodyInAnyStep, .safeRing, .safeCallback: .everybodyOnCall
        // The clock itself is in every trace. When a callback is due is said as a span from now, and is not judged.
        case .clock, .nextOfficeDay, .noOfficeDay: nil
        case .notOurs, .answers, .noHours, .does, .key, .asksAgain, .gaveUp, .nobodyInRing, .nobodyInStep, .nextRound,
            .lastRound:
            nil
        }
    }
}

extension ClinicTarget {
    fileprivate var timeQuestion: TimeQuestion? {
        switch self {
        case .onCall(let rotation), .next(let rotation): .onCall(rotation)
        case .phone, .number, .person, .everyone, .unreadable: nil
        }
    }
}
