import CallModel

extension CallerKinds {
    /// Somebody who may call.
    struct Caller {
        var number: PhoneNumber?
        var words: String
    }

    /// One of everybody whom the rules name, and two whom they do not: a stranger, and who withholds the number.
    static func callers(_ clinics: [Clinic]) -> [Caller] {
        var named: [(ClinicCaller, list: String?)] = []
        for clinic in clinics {
            for list in clinic.callerLists { named += list.callers.map { ($0.value, list.name.value) } }
            for case .caller(let callers) in clinic.allRules.flatMap(\.conditions).map(\.value) {
                named += callers.map { ($0, nil) }
            }
        }
        let beginnings = Beginnings(named.map(\.0))
        let stranger = beginnings.stranger.map { [Caller(number: $0, words: "a number on no list")] } ?? []
        let others = named.compactMap { caller, list -> Caller? in
            let within = list.map { "a caller in \($0)" }
            switch caller {
            case .number(let number): return Caller(number: number, words: within ?? "caller \(number)")
            case .prefix(let prefix):
                return beginnings.stranger(to: prefix).map {
                    Caller(number: $0, words: within ?? "a number that begins \(prefix)")
                }
            case .withheld, .standing, .list: return nil
            }
        }
        // Whoever is like a stranger in every way is not looked at twice: the first of a kind stands for it.
        let withheld = Caller(number: nil, words: "a withheld number")
        return clinics.contains(where: \.asksForWithheld) ? stranger + [withheld] + others : [withheld] + others
    }

    /// All beginnings of numbers that some rule goes by.
    private struct Beginnings {
        private var taken: Set<String> = []
        private var whole: Set<String> = []

        init(_ callers: [ClinicCaller]) {
            for caller in callers {
                switch caller {
                case .number(let number): add(number.e164)
                case .prefix(let prefix): add(prefix)
                case .withheld, .standing, .list: continue
                }
            }
        }

        private mutating func add(_ named: String) {
            whole.insert(named)
            var text = named
            while !text.isEmpty, taken.insert(text).inserted { text.removeLast() }
        }

        /// Somebody whom nothing names.
        var stranger: PhoneNumber? { stranger(to: whole.contains("+1") ? "+" : "+1") }

        /// A number that begins so, and of which nothing longer is named; `nil` when there is none.
        func stranger(to prefix: String) -> PhoneNumber? {
            var text = prefix
            while text.utf8.count < 16 {
                if let free = "2345678901".lazy.map({ text + String($0) }).first(where: { !taken.contains($0) }) {
                    let missing = max(0, 12 - free.utf8.count)
                    return PhoneNumber(e164: free + String(repeating: "5", count: missing))
                }
                // All ten are named, or the beginnings of what is: look further under the first.
                text += "2"
                if whole.contains(text) { return nil }
            }
            return nil
        }
    }
}

extension Clinic {
    /// The clinic's rules, and those that are steps of flows.
    var allRules: [ClinicRule] {
        rules
            + flows.flatMap { flow in
                flow.steps.compactMap { if case .rule(let rule) = $0.value { rule } else { nil } }
            }
    }

    fileprivate var asksForWithheld: Bool {
        allRules.contains { rule in
            rule.conditions.contains { condition in
                guard case .caller(let callers) = condition.value else { return false }
                return callers.contains { caller in
                    guard case .list(let name) = caller else { return caller == .withheld }
                    return callerLists.contains { list in
                        list.name.value == name && list.callers.contains { $0.value == .withheld }
                    }
                }
            }
        }
    }
}
