import CallModel

extension Compiler {
    /// Phones, people and their devices.
    mutating func checkDevices() {
        for person in clinic.people {
            if person.devices.isEmpty {
                error(
                    person.id.position, "person '\(person.id.value)' has nothing to ring",
                    hint: "add 'ring:' with a phone or a number")
            }
            for language in person.languages { checkLanguage(language) }
            var seen: Set<ClinicTarget> = []
            for device in person.devices {
                checkTarget(device)
                if !seen.insert(device.value).inserted {
                    warn(device.position, "person '\(person.id.value)' has the same device twice")
                }
            }
        }
    }

    /// Checks one name in a `ring:`, and marks it as used.
    mutating func checkTarget(_ target: Placed<ClinicTarget>) {
        switch target.value {
        case .phone(let number):
            usedPhones.insert(number)
            check("phone", number, among: phones.keys, at: target.position)
        case .person(let id):
            usedPeople.insert(id)
            guard people[id] == nil else { return }
            if groups[id] != nil { return usedGroups.formUnion([id]) }
            hasLooseEnds = true
            error(
                target.position,
                id == "answering-service" ? "there is no answering service" : "there is no person '\(id)'",
                hint: id == "answering-service"
                    ? "add 'answering_service:' with its number under 'ring'"
                    : !guesses
                        ? nil
                        : Spelling.hint(for: id, among: Array(people.keys) + Array(groups.keys) + Array(phones.keys)))
        case .onCall(let name), .next(let name), .everyone(let name):
            usedRotations.insert(name)
            check("rotation", name, among: rotations.keys, at: target.position)
        case .queue(let name):
            usedQueues.insert(name)
            check("queue", name, among: queues.keys, at: target.position)
        case .unreadable: hasLooseEnds = true
        case .number(let number):
            if ownNumbers.contains(number) {
                error(
                    target.position,
                    "\(number.e164) is one of the clinic's own numbers: the call would come back to us",
                    hint: "name the person's phone or mobile", kind: .ownNumber)
            } else if clinic.trunks.isEmpty {
                error(
                    target.position, "\(number.e164) is outside and there is no trunk to dial it over",
                    hint: "add one under 'trunks'")
            }
        }
    }

    /// The devices behind one target that does not depend on the time; empty for one that does.
    func ringables(_ target: ClinicTarget, for person: ClinicPerson? = nil) -> [Ringable] {
        let owner = person.map { PersonID($0.id.value) }
        switch target {
        case .phone(let number):
            guard let phone = phones[number] else { return [] }
            return [
                Ringable(
                    device: .phone(number), person: owner, name: person?.name ?? phone.name, trust: phone.trust)
            ]
        case .number(let number):
            return [
                Ringable(
                    device: .number(number, trunks: clinic.trunks), person: owner,
                    name: person?.name ?? "number \(number)", trust: .keyNeeded)
            ]
        case .person, .onCall, .next, .everyone, .queue, .unreadable: return []
        }
    }
}
