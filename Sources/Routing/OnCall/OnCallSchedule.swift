package import CallModel

/// Everything that says who is on call in one rotation: overrides, and under them layers, of which the highest that
/// covers an instant has it.
package struct OnCallSchedule: Sendable {
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
    package private(set) var overrides: ShiftTimeline
    private var written: [FixedShift]

    /// A schedule of these parts. Of overrides that overlap, the later in the list counts.
    package init(zone: TimeZoneRules, hours: OpeningHours = .init(), layers: [Layer], overrides: [FixedShift] = []) {
        self.zone = zone
        self.hours = hours
        self.layers = layers
        written = overrides
        self.overrides = ShiftTimeline(overrides)
        var seen: Set<PersonID> = []
        let all = layers.reversed().flatMap { layer in
            switch layer.source {
            case .turns(let rotation): rotation.order
            case .fixed(let timeline): timeline.spans.map(\.person)
            }
        }
        people = all.filter { seen.insert($0).inserted }
    }

    /// The same schedule with these over the overrides that it has.
    package func adding(overrides more: [FixedShift]) -> OnCallSchedule {
        var schedule = self
        schedule.written += more
        schedule.overrides = ShiftTimeline(schedule.written)
        return schedule
    }

    /// Who is on call at `instant`, who would be next, and why.
    package func cover(at instant: Timestamp) -> OnCallCover {
        let turn = turn(at: instant)
        if let override = overrides.span(at: instant) {
            return OnCallCover(
                person: override.person, next: next(after: turn, not: override.person),
                reason: .override(until: zone.localInstant(override.end)))
        }
        guard let turn else {
            return OnCallCover(person: nil, next: people.first, reason: whyNobody(at: instant))
        }
        let (since, until) = (zone.localInstant(turn.start), zone.localInstant(turn.end))
        return OnCallCover(
            person: turn.person, next: next(after: turn, not: turn.person),
            reason: turn.rotation == nil ? .fixed(since: since, until: until) : .shift(since: since, until: until))
    }

    /// Somebody's turn in a layer.
    private struct Turn {
        var person: PersonID
        var start: Timestamp
        var end: Timestamp
        var rotation: Rotation?
        var number = 0
    }

    /// The turn of the highest layer that covers `instant`.
    private func turn(at instant: Timestamp) -> Turn? {
        var civil: CivilTime?
        for layer in layers {
            if let window = layer.window {
                let time = civil ?? zone.local(at: instant).civil
                civil = time
                guard window.contains(time, hours) else { continue }
            }
            if let turn = turn(of: layer, at: instant) { return turn }
        }
        return nil
    }

    private func turn(of layer: Layer, at instant: Timestamp) -> Turn? {
        switch layer.source {
        case .turns(let rotation):
            rotation.shift(at: instant, in: zone).map {
                Turn(person: $0.person, start: $0.start, end: $0.end, rotation: rotation, number: $0.number)
            }
        case .fixed(let timeline):
            timeline.span(at: instant).map { Turn(person: $0.person, start: $0.start, end: $0.end) }
        }
    }

    /// The next in the order of those who take turns; somebody who is stood in for is away, and so is asked only when
    /// there is nobody else.
    private func next(after turn: Turn?, not person: PersonID) -> PersonID? {
        if let turn, let rotation = turn.rotation {
            for step in 1..<max(2, rotation.order.count) {
                let candidate = rotation.order[(turn.number + step) % rotation.order.count]
                if candidate != person, candidate != turn.person { return candidate }
            }
        }
        return people.first { $0 != person && $0 != turn?.person }
            ?? turn.map(\.person).flatMap { $0 == person ? nil : $0 }
    }

    private func whyNobody(at instant: Timestamp) -> OnCallReason {
        guard !people.isEmpty else { return .nobodyTakesTurns }
        if layers.count == 1, layers[0].window == nil, case .turns(let rotation) = layers[0].source {
            return .begins(zone.localInstant(rotation.start(of: 0, in: zone)))
        }
        return .gap
    }

    /// The first instant after `instant` at which the answer may be another one; `nil` when it never is.
    package func change(after instant: Timestamp) -> Timestamp? {
        var edges = [overrides.change(after: instant)]
        let civil = zone.local(at: instant).civil
        for layer in layers {
            edges.append(layer.window?.change(after: instant, in: zone, hours))
            let inside = layer.window?.contains(civil, hours) ?? true
            guard inside else { continue }
            switch layer.source {
            case .fixed(let timeline): edges.append(timeline.change(after: instant))
            case .turns(let rotation):
                guard !rotation.order.isEmpty else { continue }
                let start = rotation.start(of: 0, in: zone)
                edges.append(start > instant ? start : rotation.shift(at: instant, in: zone)?.end)
            }
            // What lies under a layer that covers does not matter until that layer changes.
            if turn(of: layer, at: instant) != nil { break }
        }
        return edges.compactMap { $0 }.min()
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
