import CallModel

extension Decider {
    /// Those of a step in the order in which it prefers them; who is as good as another keeps their place.
    mutating func preferred(_ groups: [Resolved], _ step: PolicyStep) -> [Resolved] {
        let preferences = step.preferences
        var inside = groups
        for index in inside.indices where inside[index].order == .inOrder {
            inside[index].list = DeviceList(stable(inside[index].list.devices) { score($0, preferences) })
        }
        let sorted = stable(inside) { group in group.list.devices.map { score($0, preferences) }.max() ?? 0 }
        let first = sorted.first { !$0.list.isEmpty }?.list.devices.first
        let best = first.flatMap { score($0, preferences) > 0 ? $0.name : nil }
        note(step.place, .prefers(preferences, language: language, best: best))
        return sorted
    }

    /// How well somebody fits: what is named first outweighs all that follows.
    private func score(_ device: Ringable, _ preferences: [ClinicPreference]) -> Int {
        guard let id = device.person, let person = table.people[id] else { return 0 }
        return preferences.reduce(0) { score, preference in
            let fits =
                switch preference {
                case .callersLanguage: person.languages.contains(language)
                case .skill(let skill): person.skills.contains(skill)
                case .wantedSkill: marks.skill.map { person.skills.contains($0) } ?? false
                case .wantedProvider: marks.provider == id
                }
            return score * 2 + (fits ? 1 : 0)
        }
    }

    /// From the highest score to the lowest; equal ones stay in their order.
    private func stable<Element>(_ list: [Element], by score: (Element) -> Int) -> [Element] {
        list.enumerated().map { (place: $0.offset, score: score($0.element), element: $0.element) }
            .sorted { ($0.score, $1.place) > ($1.score, $0.place) }.map(\.element)
    }
}
