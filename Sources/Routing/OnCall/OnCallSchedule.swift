package import CallModel

/// Everything that says who is on call in one rotation: overrides, and under them layers, of which the highest that
/// covers an instant has it.
package final class OnCallSchedule: Sendable {
    /// A layer: people who take turns, or fixed shifts, in a part of the week or always.
    package struct Layer: Hashable, Sendable {
        /// Who it names.
        package enum Source: Hashable, Sendable {
            case turns(Rotation)
            case fixed(ShiftTimeline)
        }

        /// What the configuration calls it; `nil` for the rotation itself.
        package var name: String?
        /// When it counts; always when `nil`.
        package var window: ShiftWindow?
        /// Who is on call while it counts.
        package var source: Source

        /// A layer of these parts.
        package init(name: String? = nil, window: ShiftWindow? = nil, _ source: Source) {
            self.name = name
            self.window = window
            self.source = source
        }
    }

    /// The clock on the wall by which people change.
    package let zone: TimeZoneRules
    /// The hours that windows name.
    package let hours: OpeningHours
    /// The layers, the highest first.
    package let layers: [Layer]
    /// Everybody who takes turns or has a shift, each once; those of the rotation itself first.
    package let people: [PersonID]
    /// Who stands in, and when.
    package let overrides: ShiftTimeline
    /// ``people``, and after them those who only stand in: a standing names people by their places in it.
    let roster: [PersonID]
    private let written: [FixedShift]
    /// The layers as they are looked at.
    private let lanes: [Lane]
    /// The places of those who stand in, for each span of ``overrides``.
    private let overriding: [Int]

    /// A schedule of these parts. Of overrides that overlap, the later in the list counts.
    package init(zone: TimeZoneRules, hours: OpeningHours = .init(), layers: [Layer], overrides: [FixedShift] = []) {
        self.zone = zone
        self.hours = hours
        self.layers = layers
        written = overrides
        self.overrides = ShiftTimeline(overrides)
        var places: [PersonID: Int] = [:]
        var roster: [PersonID] = []
        func place(_ person: PersonID) -> Int {
            if let place = places[person] { return place }
            places[person] = roster.count
            roster.append(person)
            return roster.count - 1
        }
        lanes = layers.reversed().map { Lane($0, place) }.reversed()
        people = roster
        overriding = self.overrides.spans.map { place($0.person) }
        self.roster = roster
    }

    /// The same schedule with these over the overrides that it has.
    package func adding(overrides more: [FixedShift]) -> OnCallSchedule {
        OnCallSchedule(zone: zone, hours: hours, layers: layers, overrides: written + more)
    }

    /// A layer with its people by their places in the roster. Kept once: to ask it copies nothing.
    private final class Lane: Sendable {
        let window: ShiftWindow?
        let rotation: Rotation?
        let fixed: ShiftTimeline?
        /// Who takes turns, or has each of the spans.
        let people: [Int]

        init(_ layer: Layer, _ place: (PersonID) -> Int) {
            window = layer.window
            switch layer.source {
            case .turns(let rotation): (self.rotation, fixed, people) = (rotation, nil, rotation.order.map(place))
            case .fixed(let timeline):
                (rotation, fixed, people) = (nil, timeline, timeline.spans.map { place($0.person) })
            }
        }

        /// Whose turn it is at `instant`, whether or not the layer counts then.
        func turn(at instant: Timestamp, in zone: TimeZoneRules) -> Turn? {
            if let span = rotation?.span(at: instant, in: zone) {
                return Turn(
                    person: people[span.number % people.count], start: span.start, end: span.end, lane: self,
                    number: span.number)
            }
            if let fixed, let index = fixed.index(at: instant) {
                return Turn(person: people[index], start: fixed.spans[index].start, end: fixed.spans[index].end)
            }
            return nil
        }
    }

    /// Somebody's turn in a layer.
    private struct Turn {
        var person: Int
        var start: Timestamp
        var end: Timestamp
        /// The layer in which people take turns, and which turn of it this is.
        var lane: Lane?
        var number = 0
    }

    /// Who is on call at `instant`, who would be next, and why.
    package func cover(at instant: Timestamp) -> OnCallCover {
        let standing = standing(at: instant)
        return OnCallCover(
            person: standing.person.map { roster[$0] }, next: standing.next.map { roster[$0] }, reason: standing.reason)
    }

    /// The same by places in the ``roster``.
    func standing(at instant: Timestamp) -> OnCallStanding {
        let turn = turn(at: instant)
        if let index = overrides.index(at: instant) {
            return OnCallStanding(
                person: overriding[index], next: next(after: turn, not: overriding[index]),
                reason: .override(until: zone.localInstant(overrides.spans[index].end)))
        }
        guard let turn else {
            return OnCallStanding(person: nil, next: people.isEmpty ? nil : 0, reason: whyNobody(at: instant))
        }
        let (since, until) = (zone.localInstant(turn.start), zone.localInstant(turn.end))
        return OnCallStanding(
            person: turn.person, next: next(after: turn, not: turn.person),
            reason: turn.lane == nil ? .fixed(since: since, until: until) : .shift(since: since, until: until))
    }

    /// The turn of the highest layer that covers `instant`.
    private func turn(at instant: Timestamp) -> Turn? {
        var civil: CivilTime?
        for lane in lanes {
            if let window = lane.window {
                let time = civil ?? CivilTime(localSeconds: zone.localSeconds(at: instant))
                civil = time
                guard window.contains(time, hours) else { continue }
            }
            if let turn = lane.turn(at: instant, in: zone) { return turn }
        }
        return nil
    }

    /// The next in the order of those who take turns; somebody who is stood in for is away, and so is asked only when
    /// there is nobody else.
    private func next(after turn: Turn?, not person: Int) -> Int? {
        if let turn, let lane = turn.lane {
            for step in 1..<max(2, lane.people.count) {
                let candidate = lane.people[(turn.number + step) % lane.people.count]
                if candidate != person, candidate != turn.person { return candidate }
            }
        }
        for candidate in people.indices where candidate != person && candidate != turn?.person { return candidate }
        return turn.flatMap { $0.person == person ? nil : $0.person }
    }

    private func whyNobody(at instant: Timestamp) -> OnCallReason {
        guard !people.isEmpty else { return .nobodyTakesTurns }
        if lanes.count == 1, lanes[0].window == nil, let rotation = lanes[0].rotation {
            return .begins(zone.localInstant(rotation.start(of: 0, in: zone)))
        }
        return .gap
    }

    /// The first instant after `instant` at which the answer may be another one; `nil` when it never is.
    package func change(after instant: Timestamp) -> Timestamp? {
        var first = overrides.change(after: instant)
        func consider(_ edge: Timestamp?) {
            if let edge { first = min(first ?? edge, edge) }
        }
        let civil = CivilTime(localSeconds: zone.localSeconds(at: instant))
        for lane in lanes {
            consider(lane.window?.change(after: instant, in: zone, hours))
            let inside = lane.window?.contains(civil, hours) ?? true
            guard inside else { continue }
            if let timeline = lane.fixed { consider(timeline.change(after: instant)) }
            let turn = lane.turn(at: instant, in: zone)
            if let rotation = lane.rotation, !rotation.order.isEmpty {
                let start = rotation.start(of: 0, in: zone)
                consider(start > instant ? start : turn?.end)
            }
            // What lies under a layer that covers does not matter until that layer changes.
            if turn != nil { break }
        }
        return first
    }
}

/// Who is on call at one instant, and why.
package struct OnCallCover: Hashable, Sendable {
    /// Who is on call; `nil` when nobody is.
    package var person: PersonID?
    /// Who is next in order and not the one on call already; `nil` when there is no second person.
    package var next: PersonID?
    /// Why.
    package var reason: OnCallReason
}

/// The same by places in the roster of a schedule.
struct OnCallStanding: Sendable {
    var person: Int?
    var next: Int?
    var reason: OnCallReason
}
