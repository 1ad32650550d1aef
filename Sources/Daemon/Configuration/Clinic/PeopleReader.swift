import CallModel
import Routing

/// Reads `people:` and `on_call:`.
struct PeopleReader {
    let log: FindingLog

    func people(_ node: YAMLNode?) -> [ClinicPerson] {
        guard let node, let table = Section(node, path: "people", log: log) else { return [] }
        return table.named.map { entry in
            let path = "people.\(entry.key)"
            guard let section = Section(entry.value, path: path, keys: .person, log: log) else {
                return ClinicPerson(
                    id: Placed(entry.key, at: entry.position), name: entry.key,
                    devices: [Placed(.unreadable, at: entry.position)], order: .inOrder)
            }
            let devices = section.targets("ring").map { target in
                switch target.value {
                case .phone, .number, .unreadable: return target
                case .person, .onCall, .next, .everyone:
                    log.error(
                        target.position, "'\(path).ring' must name phones and numbers, not people",
                        hint: "write \"201\" or \"+16025550171\"")
                    return Placed(.unreadable, at: target.position)
                }
            }
            return ClinicPerson(
                id: Placed(entry.key, at: entry.position), name: section.text("name") ?? entry.key, devices: devices,
                order: section.flag("together") == .yes ? .together : .inOrder)
        }
    }

    func rotations(_ node: YAMLNode?, of clinic: Clinic) -> [ClinicRotation] {
        guard let node, let table = Section(node, path: "on_call", log: log) else { return [] }
        return table.named.map { entry in rotation(entry, clinic) }
    }

    private func rotation(_ entry: YAMLEntry, _ clinic: Clinic) -> ClinicRotation {
        let name = Placed(entry.key, at: entry.position)
        let path = "on_call.\(entry.key)"
        guard let section = Section(entry.value, path: path, keys: .rotation, log: log) else {
            return unreadable(name)
        }
        let site = section.placedText("site")
        let zone = clinic.sites.zone(site, else: clinic.zone)
        let length = length(section)
        let since = since(section)
        let handOff = handOff(section, days: length)
        let order = order(section)
        let overrides = overrides(section, rotation: entry.key, zone: zone)
        guard let length, let since, let handOff, section.required("order", hint: "the people, in turn") != nil else {
            return unreadable(name, order: order, overrides: overrides)
        }
        var first = since
        if let weekday = handOff.weekday {
            first = since + (weekday.rawValue - since.weekday.rawValue + 7) % 7
        }
        return ClinicRotation(
            name: name, site: site,
            rotation: Rotation(
                shiftDays: length, first: first, handOff: handOff.clock, order: order.map { PersonID($0.value) }),
            order: order, overrides: overrides)
    }

    /// Stands for a rotation that was reported, so that its name is known.
    private func unreadable(
        _ name: Placed<String>, order: [Placed<String>] = [], overrides: [Placed<OnCallOverride>] = []
    ) -> ClinicRotation {
        ClinicRotation(
            name: name, rotation: Rotation(shiftDays: 7, first: CivilDate(dayNumber: 0), handOff: 0, order: []),
            order: order.isEmpty ? nil : order, overrides: overrides)
    }

    /// `weekly`, `daily`, `every 3 days`, `every 2 weeks`.
    private func length(_ section: Section) -> Int? {
        guard section.required("rotation", hint: "write weekly or daily") != nil,
            let text = section.placedText("rotation")
        else { return nil }
        let words = text.value.words
        switch (words.count, words.first) {
        case (1, "weekly"): return 7
        case (1, "daily"): return 1
        case (3, "every"):
            if let count = Int(words[1]), (1...52).contains(count) {
                if words[2] == "days" { return count }
                if words[2] == "weeks" { return count * 7 }
            }
        default: break
        }
        log.error(
            text.position, "'\(section.path).rotation': '\(text.value)' is not understood",
            hint: "write weekly, daily, 'every 2 weeks' or 'every 3 days'")
        return nil
    }

    /// The people; an empty list is for the compiler to judge.
    private func order(_ section: Section) -> [Placed<String>] {
        if case .list(let list)? = section["order"]?.content, list.isEmpty { return [] }
        return section.texts("order")
    }

    private func since(_ section: Section) -> CivilDate? {
        guard section.required("since", hint: "the date of the first shift, such as 2026-01-02") != nil,
            let text = section.placedText("since")
        else { return nil }
        if let date = Phrases.date(text.value) { return date }
        log.error(
            text.position, "'\(section.path).since': '\(text.value)' is not a date", hint: "write 2026-01-02")
        return nil
    }

    /// `fri 17:00` where a shift is whole weeks, `17:00` else.
    private func handOff(_ section: Section, days: Int?) -> (weekday: Weekday?, clock: Int)? {
        let example = days.map { $0 % 7 == 0 } ?? true ? "fri 17:00" : "08:00"
        guard section.required("hand_off", hint: "when people change, such as \(example)") != nil,
            let text = section.placedText("hand_off"), let days
        else { return nil }
        let words = text.value.words
        if days % 7 == 0, words.count == 2, let weekday = Weekday(name: words[0]), let clock = Phrases.clock(words[1]),
            clock < 86_400
        {
            return (weekday, clock)
        }
        if days % 7 != 0, words.count == 1, let clock = Phrases.clock(words[0]), clock < 86_400 { return (nil, clock) }
        log.error(
            text.position, "'\(section.path).hand_off': '\(text.value)' is not understood",
            hint: "write \(example), by the clock on the wall")
        return nil
    }

    private func overrides(_ section: Section, rotation: String, zone: TimeZoneRules) -> [Placed<OnCallOverride>] {
        guard let node = section["overrides"] else { return [] }
        guard case .list(let list) = node.content else {
            log.error(node.position, "'\(section.path).overrides' must be a list, and is \(node.kind)")
            return []
        }
        return list.enumerated().compactMap { index, node in
            let path = "\(section.path).overrides[\(index + 1)]"
            guard let entry = Section(node, path: path, keys: .override, log: log) else { return nil }
            let person = entry.required("person").flatMap { _ in entry.placedText("person") }
            let start = instant(entry, "from", zone)
            let end = instant(entry, "to", zone)
            guard let person, let start, let end else { return nil }
            return Placed(
                OnCallOverride(rotation: rotation, person: PersonID(person.value), start: start, end: end),
                at: person.position)
        }
    }

    private func instant(_ section: Section, _ key: String, _ zone: TimeZoneRules) -> Timestamp? {
        guard section.required(key) != nil, let text = section.placedText(key) else { return nil }
        if let time = Phrases.time(text.value) { return zone.instants(of: time).instant }
        log.error(
            text.position, "'\(section.path(key))': '\(text.value)' is not a date and time",
            hint: "write 2026-12-24 17:00")
        return nil
    }
}
