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
            let (order, apart) = section.order()
            var person = ClinicPerson(
                id: Placed(entry.key, at: entry.position), name: section.text("name") ?? entry.key,
                devices: section.devices(), order: order)
            person.apart = apart
            person.skills = Set(section.texts("skills").map(\.value))
            person.languages = section.texts("languages")
            return person
        }
    }
}
