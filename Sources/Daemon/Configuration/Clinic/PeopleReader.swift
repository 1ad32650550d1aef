import Routing

/// Reads `people:`.
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
}
