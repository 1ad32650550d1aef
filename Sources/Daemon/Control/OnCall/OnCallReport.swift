package import CallModel
package import Routing

/// Who is on call: at an instant, and from then on.
package struct OnCallReport: Hashable, Sendable, Codable {
    /// One rotation at the instant.
    package struct Entry: Hashable, Sendable, Codable {
        package var rotation: String
        /// Who is on call, and who would be next; `nil` for nobody.
        package var person: PersonID?
        package var name: String?
        package var next: String?
        /// Why, in local time.
        package var reason: String
    }

    /// A stretch of time in which one person is on call, or nobody.
    package struct Stretch: Hashable, Sendable, Codable {
        package var rotation: String
        package var person: PersonID?
        package var name: String?
        package var start: ReportTime
        package var end: ReportTime
        /// The same by the clock on the wall of the rotation's site.
        package var localStart: String
        package var localEnd: String
    }

    /// The configuration that was asked.
    package var configuration: ConfigurationVersion
    package var at: ReportTime
    /// The rotations, by name.
    package var now: [Entry]
    /// The time from then on, rotation by rotation; empty when only the instant was asked for.
    package var coming: [Stretch]

    /// Asks `table`.
    ///
    /// - Parameters:
    ///   - days: how long from `at` on; 0 for the instant only.
    ///   - rotations: which; all when empty.
    package init(_ table: RoutingTable, at: Timestamp, days: Int, rotations: [String] = []) {
        configuration = table.version
        self.at = ReportTime(at)
        let names = rotations.isEmpty ? table.rotationNames : rotations
        now = names.compactMap { rotation in
            table.cover(rotation, at: at).map { cover in
                Entry(
                    rotation: rotation, person: cover.person, name: cover.person.flatMap(table.name(of:)),
                    next: cover.next.flatMap(table.name(of:)), reason: "\(cover.reason)")
            }
        }
        coming = names.flatMap { rotation -> [Stretch] in
            guard days > 0, let schedule = table.schedule(rotation) else { return [] }
            let today = schedule.zone.local(at: at).civil
            let end = schedule.zone.instants(of: CivilTime(today.date + days, secondOfDay: today.secondOfDay)).instant
            return schedule.spans(from: at, to: end, limit: 10_000).map { span in
                Stretch(
                    rotation: rotation, person: span.person, name: span.person.flatMap(table.name(of:)),
                    start: ReportTime(span.start), end: ReportTime(span.end),
                    localStart: schedule.zone.local(at: span.start).description,
                    localEnd: schedule.zone.local(at: span.end).description)
            }
        }
    }

    /// Whether somebody is missing, now or later.
    package var hasGap: Bool { now.contains { $0.person == nil } || coming.contains { $0.person == nil } }

    /// The coming time as an iCalendar file, as calendars of phones read it. Gaps are left out.
    package var calendar: String {
        var writer = CalendarWriter(stamp: at.timestamp)
        for stretch in coming {
            guard let person = stretch.person else { continue }
            writer.add(
                id: "\(stretch.rotation)-\(stretch.start.timestamp.seconds)-\(person.value)",
                title: "\(stretch.name ?? person.value): on call, \(stretch.rotation)",
                from: stretch.start.timestamp, to: stretch.end.timestamp)
        }
        return writer.text
    }
}
