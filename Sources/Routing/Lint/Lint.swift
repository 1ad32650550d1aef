package import CallModel

/// What is wrong with a sound configuration at times: gaps, overlaps and hand-offs within clock changes, steps that ring
/// again who was just rung, and rules that never decide. What is wrong at all times is found when the configuration is compiled.
///
/// Each is a warning, with the first instant at which it is so.
package struct Lint: Sendable {
    /// What was found, in the order of the file.
    package private(set) var findings: [Finding] = []

    let clinic: Clinic
    let table: RoutingTable
    let start: Timestamp
    let end: Timestamp

    /// Looks at `clinic`, of which `table` was compiled, from `start` to `end`.
    package init(_ clinic: Clinic, _ table: RoutingTable, from start: Timestamp, to end: Timestamp) {
        self.clinic = clinic
        self.table = table
        self.start = start
        self.end = end
        for rotation in clinic.rotations { check(rotation) }
        checkCalls()
        findings.sort { $0.position < $1.position }
    }

    mutating func warn(
        _ kind: FindingClass, _ position: SourcePosition, _ when: Timestamp, _ message: String, hint: String
    ) {
        findings.append(Finding(.warning, at: position, message, hint: hint, kind: kind, when: when))
    }

    // MARK: Rotations

    private mutating func check(_ rotation: ClinicRotation) {
        guard let schedule = table.rotations[rotation.name.value]?.schedule else { return }
        let name = rotation.name.value
        checkCoverage(rotation.name, schedule)
        checkOverlaps(rotation.shifts, "shifts", of: name, schedule.zone)
        checkOverlaps(rotation.calendar, "events", of: name, schedule.zone)
        let overrides = rotation.overrides.map { placed in
            Placed(
                FixedShift(person: placed.value.person, start: placed.value.start, end: placed.value.end),
                at: placed.position)
        }
        checkOverlaps(overrides, "overrides", of: name, schedule.zone)
        checkEdges(rotation.shifts + rotation.calendar + overrides, of: name, schedule.zone)
        checkHandOffs(of: rotation.rotation, at: rotation.name.position, of: "rotation '\(name)'", schedule.zone)
        for layer in rotation.layers {
            checkHandOffs(
                of: layer.rotation, at: layer.name.position, of: "layer '\(layer.name.value)' of rotation '\(name)'",
                schedule.zone)
        }
    }

    private mutating func checkCoverage(_ name: Placed<String>, _ schedule: OnCallSchedule) {
        let gaps = schedule.spans(from: start, to: end).filter { $0.person == nil }
        guard let gap = gaps.first else { return }
        let zone = schedule.zone
        let lasting = gap.end < end ? "until \(zone.words(gap.end))" : "from then on"
        let more = gaps.count > 1 ? ", and \(gaps.count - 1) times more" : ""
        warn(
            .coverageGap, name.position, gap.start,
            "nobody is on call in rotation '\(name.value)' from \(zone.words(gap.start)) \(lasting)\(more)",
            hint: "let somebody have that time, by a shift, a layer or an earlier 'since'")
    }

    /// Of shifts that overlap the later in the file counts, and the other may not know.
    private mutating func checkOverlaps(
        _ shifts: [Placed<FixedShift>], _ what: String, of name: String, _ zone: TimeZoneRules
    ) {
        let sorted = shifts.filter { $0.value.end > start && $0.value.start < end }
            .sorted { ($0.value.start, $0.position) < ($1.value.start, $1.position) }
        var longest: Placed<FixedShift>?
        for shift in sorted {
            if let before = longest, before.value.end > shift.value.start, before.value.person != shift.value.person {
                warn(
                    .coverageOverlap, max(before.position, shift.position), shift.value.start,
                    "\(what) of \(before.value.person) and \(shift.value.person) in rotation '\(name)' overlap from "
                        + "\(zone.words(shift.value.start)) until \(zone.words(min(before.value.end, shift.value.end)))",
                    hint: "the one that stands later in the file has that time; let the other end before it")
            }
            if longest.map({ $0.value.end < shift.value.end }) ?? true { longest = shift }
        }
    }

    private mutating func checkEdges(_ shifts: [Placed<FixedShift>], of name: String, _ zone: TimeZoneRules) {
        for shift in shifts {
            for edge in [shift.value.start, shift.value.end] where edge >= start && edge < end {
                guard case .twice = zone.instants(of: zone.local(at: edge).civil) else { continue }
                warn(
                    .handOffInClockChange, shift.position, edge,
                    "this shift of rotation '\(name)' changes in an hour that the clock shows twice: it is taken as "
                        + zone.words(edge), hint: "choose an hour outside of the clock change")
            }
        }
    }

    private mutating func checkHandOffs(
        of rotation: Rotation, at position: SourcePosition, of what: String, _ zone: TimeZoneRules
    ) {
        guard rotation.order.count > 1,
            var shift = rotation.shift(at: max(start, rotation.start(of: 0, in: zone)), in: zone)
        else { return }
        // One an hour of ten years is fewer.
        for _ in 0..<100_000 where shift.end < end {
            let wanted = rotation.civilStart(of: shift.number + 1)
            switch zone.instants(of: wanted) {
            case .once: break
            case .gap(let after):
                return warn(
                    .handOffInClockChange, position, after,
                    "the hand-off of \(what) at \(wanted) is in an hour that the clock skips: it happens at "
                        + zone.words(after), hint: "choose an hour outside of the clock change")
            case .twice(let first, _):
                return warn(
                    .handOffInClockChange, position, first,
                    "the hand-off of \(what) at \(wanted) is in an hour that the clock shows twice: it happens at "
                        + zone.words(first), hint: "choose an hour outside of the clock change")
            }
            guard let next = rotation.shift(at: shift.end, in: zone), next.number > shift.number else { return }
            shift = next
        }
    }
}
