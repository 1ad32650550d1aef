extension CallAnswer {
    /// What a caller notices who gets this instead of `old`: `rings Dr. Baker instead of Dr. Adams`.
    package func difference(from old: CallAnswer) -> String {
        let parts = [
            ringing(old), Self.instead(ending, old.ending), offered(old),
            language == old.language ? nil : "goes on in \(language) instead of \(old.language)", said(old),
        ]
        let words = parts.compactMap { $0 }
        return words.isEmpty ? "is handled in another way" : words.joined(separator: ", ")
    }

    private func ringing(_ old: CallAnswer) -> String? {
        let (names, before) = Self.unlike(rings.map(\.name).runs, old.rings.map(\.name).runs)
        switch (names.isEmpty, before.isEmpty) {
        case (false, false): return "rings \(Self.list(names)) instead of \(Self.list(before))"
        case (false, true):
            return old.rings.isEmpty ? "rings \(Self.list(names)) instead of nobody" : "rings \(Self.list(names)) too"
        case (true, false):
            return rings.isEmpty
                ? "rings nobody instead of \(Self.list(before))" : "no longer rings \(Self.list(before))"
        case (true, true): break
        }
        let (devices, others) = Self.unlike(rings.map(\.label), old.rings.map(\.label))
        if !devices.isEmpty || !others.isEmpty {
            return "rings \(Self.list(devices)) instead of \(Self.list(others))"
        }
        if let (ring, before) = zip(rings, old.rings).first(where: { $0.after != $1.after }) {
            return "rings \(ring.name) after \(ring.after.words) instead of \(before.after.words)"
        }
        return rounds == old.rounds ? nil : "rings \(rounds) times round instead of \(old.rounds)"
    }

    private func offered(_ old: CallAnswer) -> String? {
        guard keys != old.keys, !keys.isEmpty, !old.keys.isEmpty else { return nil }
        return "offers keys \(Self.list(keys.map(\.description))) instead of \(Self.list(old.keys.map(\.description)))"
    }

    private func said(_ old: CallAnswer) -> String? {
        var (now, before) = Self.unlike(says.filter(Self.isOwn), old.says.filter(Self.isOwn))
        // In which language need not be said where that is not what differs.
        if now.map(Self.name) != before.map(Self.name) { (now, before) = (now.map(Self.name), before.map(Self.name)) }
        switch (now.isEmpty, before.isEmpty) {
        case (true, true): return nil
        case (true, false): return "no longer says \(Self.list(before))"
        case (false, true): return "says \(Self.list(now)) too"
        case (false, false): return "says \(Self.list(now)) instead of \(Self.list(before))"
        }
    }

    /// `greeting.en` without its language.
    private static func name(_ prompt: String) -> String { String(prompt.prefix { $0 != "." }) }

    /// What the clinic says in its own words.
    private static func isOwn(_ prompt: String) -> Bool { !prompt.hasPrefix("nightbell-") }

    private static func instead(_ new: String, _ old: String) -> String? {
        new == old ? nil : "\(new) and no longer \(old)"
    }

    private static func list(_ words: [String]) -> String { words.isEmpty ? "nothing" : words.joined(separator: ", ") }

    /// What is left of two lists without what they begin and end with alike.
    private static func unlike(_ new: [String], _ old: [String]) -> ([String], [String]) {
        let begin = zip(new, old).prefix { $0 == $1 }.count
        let end = zip(new.dropFirst(begin).reversed(), old.dropFirst(begin).reversed()).prefix { $0 == $1 }.count
        return (Array(new.dropFirst(begin).dropLast(end)), Array(old.dropFirst(begin).dropLast(end)))
    }
}
