import CallModel

extension Compiler {
    /// Menus, their keys and the ways out of them.
    mutating func checkMenus() {
        if let person = clinic.person { check(person) }
        for menu in clinic.menus {
            let name = menu.name.value
            if menu.prompts.isEmpty {
                error(menu.name.position, "menu '\(name)' says nothing", hint: "add 'say:' with a prompt")
            }
            for prompt in menu.prompts { checkPrompt(prompt, in: languages) }
            if menu.keys.isEmpty {
                error(menu.name.position, "menu '\(name)' has no keys", hint: "add 'keys:'")
            }
            if menu.keys.count > 5 {
                warn(
                    menu.name.position, "menu '\(name)' has \(menu.keys.count) options; callers remember five",
                    hint: "split it in two menus", kind: .tooManyOptions)
            }
            for option in menu.keys {
                check(option.action)
                if let language = option.language { checkLanguage(language) }
            }
            checkPatience(menu.silence, "silence", of: menu)
            checkPatience(menu.wrongKey, "wrong_key", of: menu)
        }
    }

    private mutating func checkPatience(_ patience: ClinicPatience?, _ what: String, of menu: ClinicMenu) {
        if let patience {
            check(patience.then)
            if patience.then.value == .repeatMenu {
                error(
                    patience.then.position, "menu '\(menu.name.value)' would ask for ever after \(what)",
                    hint: "write 'repeat twice then …' with a way to a person", kind: .loop)
            }
        } else if person == nil {
            error(
                menu.name.position, "menu '\(menu.name.value)' has no way to a person after \(what)",
                hint: "add '\(what):' to it, or 'person:' for the whole clinic, such as 'person: escalate urgent'",
                kind: .noPerson)
        }
    }

    mutating func checkLanguage(_ language: Placed<String>) {
        check("language", language.value, among: languages, at: language.position)
    }

    func entry(for menu: ClinicMenu) -> MenuEntry {
        let person = person ?? .hangUp  // a menu that needs one and has none was refused
        var options = [Key.zero: MenuEntry.Option(key: .zero, action: person)]
        for option in menu.keys {
            options[option.key.value] = .init(
                key: option.key.value, reason: option.reason, language: option.language?.value, pace: option.pace,
                action: option.action.value)
        }
        return MenuEntry(
            prompts: spoken(menu.prompts.map(\.value)), options: options.values.sorted { $0.key.ascii < $1.key.ascii },
            silence: .init(repeats: menu.silence?.repeats ?? 0, then: menu.silence?.then.value ?? person),
            wrongKey: .init(repeats: menu.wrongKey?.repeats ?? 2, then: menu.wrongKey?.then.value ?? person),
            wait: menu.wait)
    }
}
