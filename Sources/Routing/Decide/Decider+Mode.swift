extension Decider {
    /// Asks for the PIN, and lets whoever knows it choose a mode.
    mutating func setMode(from menu: String?) {
        let choices = table.modes.values.compactMap { mode in
            mode.key.map { key in
                ModePlan.Choice(
                    key: key.value, mode: mode.name.value, prompt: prompt(ClinicMode.prompt(for: mode.name.value)))
            }
        }
        instructions += [
            .setMode(
                ModePlan(
                    site: site.name, menu: menu, choices: choices.sorted { $0.key.ascii < $1.key.ascii },
                    language: language)), .hangUp,
        ]
    }

    /// Key 0 at the PIN is the key 0 of the menu that led there, and the way to a person where none did.
    mutating func askForPerson(from menu: String?) {
        if let menu, table.menus[menu]?.option(.zero) != nil { return press(.zero, in: menu) }
        note(.modes, .key(.zero, reason: nil, language: nil, table.person))
        perform(table.person, in: nil)
    }
}
