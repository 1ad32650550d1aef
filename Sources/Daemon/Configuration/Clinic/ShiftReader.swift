import CallModel
import Routing

/// Reads shifts that are written down, and overrides: `{ person: adams, from: 2026-12-24 17:00, to: 2026-12-26 08:00 }`.
struct ShiftReader {
    /// The clock on the wall by which they are written.
    let zone: TimeZoneRules
    let log: FindingLog

    func read(_ section: Section, _ key: String) -> [Placed<FixedShift>] {
        guard let node = section[key] else { return [] }
        guard case .list(let list) = node.content else {
            log.error(node.position, "'\(section.path(key))' must be a list, and is \(node.kind)")
            return []
        }
        return list.enumerated().compactMap { index, node in
            let path = "\(section.path(key))[\(index + 1)]"
            guard let entry = Section(node, path: path, keys: .override, log: log) else { return nil }
            let person = entry.required("person").flatMap { _ in entry.placedText("person") }
            let start = instant(entry, "from")
            let end = instant(entry, "to")
            guard let person, let start, let end else { return nil }
            return Placed(FixedShift(person: PersonID(person.value), start: start, end: end), at: person.position)
        }
    }

    func overrides(_ section: Section, rotation: String) -> [Placed<OnCallOverride>] {
        read(section, "overrides").map { shift in
            Placed(
                OnCallOverride(
                    rotation: rotation, person: shift.value.person, start: shift.value.start, end: shift.value.end),
                at: shift.position)
        }
    }

    private func instant(_ section: Section, _ key: String) -> Timestamp? {
        guard section.required(key) != nil, let text = section.placedText(key) else { return nil }
        if let time = Phrases.time(text.value) {
            let found = zone.instants(of: time)
            if case .gap(let after) = found {
                log.add(
                    Finding(
                        .warning, at: text.position,
                        "'\(section.path(key))': the clock skips \(text.value): it is taken as \(zone.words(after))",
                        hint: "choose an hour outside of the clock change", kind: .handOffInClockChange, when: after))
            }
            return found.instant
        }
        log.error(
            text.position, "'\(section.path(key))': '\(text.value)' is not a date and time",
            hint: "write 2026-12-24 17:00")
        return nil
    }
}
