extension Compiler {
    /// Modes and their keys.
    mutating func checkModes() {
        var names: Set<String> = []
        var keys: Set<Key> = []
        for mode in clinic.modes where mode.key != nil {
            // A clinic may record the names of its modes itself.
            if clinic.modeAccess == .pin { usedPrompts.insert(ClinicMode.prompt(for: mode.name.value)) }
        }
        for mode in clinic.modes {
            if !names.insert(mode.name.value).inserted {
                error(mode.name.position, "mode '\(mode.name.value)' is here a second time")
            }
            if let key = mode.key, !(0x31...0x39).contains(key.value.ascii) {
                error(key.position, "key \(key.value) cannot stand for a mode", hint: "write a key from 1 to 9")
            }
            if let key = mode.key, !keys.insert(key.value).inserted {
                error(key.position, "key \(key.value) stands for two modes", hint: "give each mode a key of its own")
            }
        }
    }

    /// `set mode` needs a PIN, something to set, and a way to a person for who came there by mistake.
    mutating func checkSetMode(at position: SourcePosition) {
        if clinic.modeAccess == .none, clinic.completeness == .whole {
            error(
                position, "'set mode' needs a PIN",
                hint: "add 'mode_pin: { credential: mode-pin }' for the whole clinic", kind: .configuration)
        }
        if !clinic.modes.contains(where: { $0.key != nil }) {
            error(position, "'set mode' has no mode to set", hint: "give a mode under 'modes' a 'key:'")
        }
        if person == nil {
            error(
                position, "'set mode' has no way to a person for who comes there by mistake",
                hint: "add 'person:' for the whole clinic, such as 'person: escalate urgent'", kind: .noPerson)
        }
    }

    /// Nobody is asked for the PIN who did not choose to be: not after silence, and not in the place of a person.
    mutating func checkWaysToModes() {
        var ways = [clinic.person] + clinic.escalations.map(\.then) + clinic.queues.map(\.then)
        ways += clinic.menus.flatMap { [$0.silence?.then, $0.wrongKey?.then] }
        ways += clinic.questions.flatMap { [$0.otherwise, $0.silence?.then] }
        for case .some(let way) in ways where way.value == .setMode {
            error(
                way.position, "callers would be asked for the PIN who did not choose to set a mode",
                hint: "put 'set mode' under a key of a menu, or on a number of its own", kind: .deadEnd)
        }
        for menu in clinic.menus {
            for option in menu.keys where option.key.value == Key("0") && option.action.value == .setMode {
                error(
                    option.action.position, "key 0 leads to a person, and not to where modes are set",
                    hint: "take another key", kind: .noPerson)
            }
        }
    }

    /// Checks the name of a mode in `mode snow-day`; whether it was one.
    mutating func checkMode(_ hours: Placed<String>) -> NameKind {
        guard hours.value.hasPrefix(modeHours) else { return .hours }
        let name = String(hours.value.dropFirst(modeHours.count))
        check("mode", name, among: clinic.modes.map(\.name.value), at: hours.position)
        return .mode
    }

    enum NameKind { case hours, mode }
}
