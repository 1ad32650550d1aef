import CallModel
import Routing

/// Reads `on_call:`: who takes turns, in which layers, and which shifts are written down.
struct RotationReader {
    let calendars: CalendarReader
    let log: FindingLog

    func read(_ node: YAMLNode?, of clinic: Clinic) -> [ClinicRotation] {
        guard let node, let table = Section(node, path: "on_call", log: log) else { return [] }
        return table.named.map { entry in rotation(entry, clinic) }
    }

    private func rotation(_ entry: YAMLEntry, _ clinic: Clinic) -> ClinicRotation {
        let name = Placed(entry.key, at: entry.position)
        guard let section = Section(entry.value, path: "on_call.\(entry.key)", keys: .rotation, log: log) else {
            return ClinicRotation(name: name, rotation: .none, order: nil)
        }
        let site = section.placedText("site")
        let shifts = ShiftReader(zone: clinic.sites.zone(site, else: clinic.zone), log: log)
        // Who has layers or shifts needs no turns under them.
        let others = ["layers", "shifts", "calendar"].contains { section[$0] != nil }
        let turns = others && section["rotation"] == nil ? ReadTurns(rotation: .none, order: []) : turns(section)
        var rotation = ClinicRotation(
            name: name, site: site, rotation: turns.rotation, order: turns.order,
            overrides: shifts.overrides(section, rotation: entry.key))
        rotation.layers = layers(section)
        rotation.shifts = shifts.read(section, "shifts")
        rotation.calendar = calendars.read(section, people: clinic.people, zone: shifts.zone)
        return rotation
    }

    private func layers(_ section: Section) -> [ClinicLayer] {
        guard let node = section["layers"], let table = Section(node, path: section.path("layers"), log: log) else {
            return []
        }
        return table.named.map { entry in
            let name = Placed(entry.key, at: entry.position)
            guard let layer = Section(entry.value, path: table.path(entry.key), keys: .layer, log: log) else {
                return ClinicLayer(name: name, window: nil, rotation: .none, order: nil)
            }
            let turns = turns(layer)
            return ClinicLayer(
                name: name, window: WindowReader(log: log).read(layer), rotation: turns.rotation, order: turns.order)
        }
    }

    private struct ReadTurns {
        var rotation: Rotation
        /// `nil` when it could not be read.
        var order: [Placed<String>]?
    }

    /// `rotation`, `hand_off`, `since` and `order`.
    private func turns(_ section: Section) -> ReadTurns {
        let lengths = lengths(section)
        let since = since(section)
        let handOff = handOff(section, lengths)
        let order = order(section)
        guard let lengths, let since, let handOff, section.required("order", hint: "the people, in turn") != nil else {
            return ReadTurns(rotation: .none, order: order.isEmpty ? nil : order)
        }
        let days = handOff.weekday.map { ($0.rawValue - since.weekday.rawValue + 7) % 7 } ?? 0
        return ReadTurns(
            rotation: Rotation(
                lengths: lengths, first: since + days, handOff: handOff.clock, order: order.map { PersonID($0.value) }),
            order: order)
    }

    /// `weekly`, `daily`, `hourly`, `every 12 hours`, `every 2 weeks`, `[4 days, 3 days]`; in seconds.
    private func lengths(_ section: Section) -> [Int]? {
        guard let node = section.required("rotation", hint: "write weekly or daily") else { return nil }
        if case .list = node.content {
            let texts = section.texts("rotation")
            let lengths = texts.compactMap { Phrases.shiftLength($0.value.words[...]) }
            if texts.count == lengths.count, (1...50).contains(lengths.count) { return lengths }
            log.error(
                node.position, "'\(section.path("rotation"))' must be the lengths of the shifts",
                hint: "write [4 days, 3 days], up to 50 of them")
            return nil
        }
        guard let text = section.placedText("rotation") else { return nil }
        let words = text.value.words
        switch (words.count, words.first) {
        case (1, "weekly"): return [7 * 86_400]
        case (1, "daily"): return [86_400]
        case (1, "hourly"): return [3600]
        case (3, "every"):
            if let length = Phrases.shiftLength(words.dropFirst()) { return [length] }
        default: break
        }
        log.error(
            text.position, "'\(section.path("rotation"))': '\(text.value)' is not understood",
            hint: "write weekly, daily, 'every 2 weeks', 'every 3 days', 'every 12 hours' or [4 days, 3 days]")
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

    /// `fri 17:00` where the shifts are whole weeks together, `17:00` else.
    private func handOff(_ section: Section, _ lengths: [Int]?) -> (weekday: Weekday?, clock: Int)? {
        let weeks = lengths.map { $0.reduce(0, +) % (7 * 86_400) == 0 }
        let example = weeks ?? true ? "fri 17:00" : "08:00"
        guard section.required("hand_off", hint: "when people change, such as \(example)") != nil,
            let text = section.placedText("hand_off"), let weeks
        else { return nil }
        let words = text.value.words
        if weeks, words.count == 2, let weekday = Weekday(name: words[0]), let clock = Phrases.clock(words[1]),
            clock < 86_400
        {
            return (weekday, clock)
        }
        if !weeks, words.count == 1, let clock = Phrases.clock(words[0]), clock < 86_400 { return (nil, clock) }
        log.error(
            text.position, "'\(section.path).hand_off': '\(text.value)' is not understood",
            hint: "write \(example), by the clock on the wall")
        return nil
    }
}

extension Phrases {
    /// `12 hours`, `3 days`, `2 weeks`, in seconds: from an hour to a year.
    static func shiftLength(_ words: ArraySlice<String>) -> Int? {
        guard words.count == 2, let first = words.first, let unit = words.last, let count = Int(first),
            (1...366).contains(count)
        else { return nil }
        switch unit {
        case "hour", "hours": return count <= 168 ? count * 3600 : nil
        case "day", "days": return count * 86_400
        case "week", "weeks": return count <= 52 ? count * 7 * 86_400 : nil
        default: return nil
        }
    }
}
