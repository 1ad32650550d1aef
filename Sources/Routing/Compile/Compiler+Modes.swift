extension Compiler {
    /// Modes and their keys.
    mutating func checkModes() {
        var names: Set<String> = []
        var keys: Set<Key> = []
        for mode in clinic.modes {
            if !names.insert(mode.name.value).inserted {
                error(mode.name.position, "mode '\(mode.name.value)' is here a second time")
            }
            if let key = mode.key, !keys.insert(key.value).inserted {
                error(key.position, "key \(key.value) stands for two modes", hint: "give each mode a key of its own")
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
