import CallModel
import Routing

/// Reads `expect:`.
struct ExpectationReader {
    let clinic: Clinic
    let log: FindingLog

    func read(_ node: YAMLNode?) -> [Expectation] {
        guard let node else { return [] }
        guard case .list(let list) = node.content else {
            log.error(node.position, "'expect' must be a list, and is \(node.kind)")
            return []
        }
        return list.enumerated().compactMap { expectation($1, path: "expect[\($0 + 1)]") }
    }

    private func expectation(_ node: YAMLNode, path: String) -> Expectation? {
        guard let section = Section(node, path: path, keys: .expectation, log: log) else { return nil }
        let number = section.required("number").flatMap { _ in section.phoneNumber("number") }
        let site = clinic.numbers.first { $0.number.value == number }?.site
        let at = time(section, clinic.sites.zone(site, else: clinic.zone))
        let from = section.phoneNumber("from")
        let mode = mode(section)
        let rings = section.required("rings", hint: "who must be rung").flatMap { _ in section.text("rings") }
        let within = section.duration("within", in: .seconds(0)...Duration.seconds(3600))
        let keys = keys(section)
        guard let at, let number, let rings, let keys else { return nil }
        return Expectation(
            at: at, number: number, from: from, mode: mode, keys: keys, rings: rings, within: within,
            position: node.position)
    }

    private func time(_ section: Section, _ zone: TimeZoneRules) -> Timestamp? {
        guard section.required("at", hint: "such as 2026-12-25 03:00") != nil, let text = section.placedText("at")
        else { return nil }
        if let time = Phrases.time(text.value) { return zone.instants(of: time).instant }
        log.error(
            text.position, "'\(section.path).at': '\(text.value)' is not a date and time",
            hint: "write 2026-12-25 03:00, by the clock on the wall of the number's site")
        return nil
    }

    /// `snow day`, by its name or its key.
    private func mode(_ section: Section) -> String? {
        guard let text = section.placedText("mode") else { return nil }
        let key = ClinicMode.key(for: text.value)
        let names = clinic.modes.map(\.name.value)
        if names.contains(key) { return key }
        log.error(
            text.position, "'\(section.path).mode': there is no mode '\(text.value)'",
            hint: Spelling.hint(for: key, among: names) ?? "list it under 'modes'")
        return nil
    }

    /// `"5"`, `"8,5"`, `"silence,5"`.
    private func keys(_ section: Section) -> [DryRunKey]? {
        guard let text = section.placedText("keys") else { return [] }
        if let keys = DryRunKey.list(text.value) { return keys }
        log.error(
            text.position, "'\(section.path).keys': '\(text.value)' is not understood",
            hint: "write keys with commas between, and 'silence' for none: \"8,5\"")
        return nil
    }
}
