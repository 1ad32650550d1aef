import CallModel

extension CallerKinds {
    /// The rules of a clinic, by what they ask of a caller as the call arrives.
    struct Rules: Sendable {
        /// A rule with what can be settled then taken out of it.
        struct Rule: Sendable {
            /// The same for rules of the clinic that say the same otherwise.
            var shape: Int
            var calls: Int?
            var waiting: Int?
            /// The numbers that it is for; all when `nil`.
            var numbers: Set<PhoneNumber>?
            /// The flow that it is a step of; `nil` for one of the clinic's.
            var flow: String?
            /// Whether nothing else is asked.
            var isSettled: Bool
        }

        private(set) var rules: [Rule] = []
        private let clinic: Clinic
        private var shapes: [ClinicRule: Int] = [:]
        /// By who calls, the places of rules.
        private var always: [Int] = []
        private var exact: [String: [Int]] = [:]
        private var prefixes: [String: [Int]] = [:]
        private var withheld: [Int] = []
        private var standings: [CallerStanding: [Int]] = [:]

        init(_ clinic: Clinic) {
            self.clinic = clinic
            let lists = Dictionary(clinic.callerLists.map { ($0.name.value, $0.callers.map(\.value)) }) { $1 }
            for rule in clinic.rules { add(rule, in: nil, lists) }
            for flow in clinic.flows {
                for case .rule(let rule) in flow.steps.map(\.value) { add(rule, in: flow.name.value, lists) }
            }
        }

        private mutating func add(_ rule: ClinicRule, in flow: String?, _ lists: [String: [ClinicCaller]]) {
            var entry = Rule(shape: rules.count, flow: flow, isSettled: false)
            var rest = rule.withoutPlaces
            var callers: [ClinicCaller]?
            rest.conditions = []
            for condition in rule.conditions {
                switch condition.value {
                case .caller(let named): callers = named
                case .calls(let least): entry.calls = least
                case .waiting(let least): entry.waiting = least
                case .number(let numbers): entry.numbers = entry.numbers?.intersection(numbers) ?? Set(numbers)
                case .tag(let tags):
                    let tagged = clinic.numbers.filter { $0.tag.map(tags.contains) ?? false }.map(\.number.value)
                    entry.numbers = entry.numbers?.intersection(tagged) ?? Set(tagged)
                default: rest.conditions.append(Placed(condition.value, at: rest.position))
                }
            }
            entry.isSettled = rest.conditions.isEmpty
            // What stands between the steps of a flow tells them apart, whatever they say.
            if flow == nil {
                entry.shape = shapes[rest] ?? rules.count
                shapes[rest] = entry.shape
            }
            note(callers, rules.count, lists)
            rules.append(entry)
        }

        private mutating func note(_ callers: [ClinicCaller]?, _ place: Int, _ lists: [String: [ClinicCaller]]) {
            guard let callers else { return always.append(place) }
            for caller in callers {
                switch caller {
                case .number(let number): exact[number.e164, default: []].append(place)
                case .prefix(let prefix): prefixes[prefix, default: []].append(place)
                case .withheld: withheld.append(place)
                case .standing(let standing): standings[standing, default: []].append(place)
                case .list(let name): note((lists[name] ?? []).filter { !$0.isList }, place, lists)
                }
            }
        }

        /// The rules that such a caller may meet, in order.
        func open(to caller: PhoneNumber?, _ standing: CallerStanding?) -> [Int] {
            var open = Set(always)
            if let standing { open.formUnion(standings[standing] ?? []) }
            if let text = caller?.e164 {
                open.formUnion(exact[text] ?? [])
                for length in 1...text.utf8.count { open.formUnion(prefixes[String(text.prefix(length))] ?? []) }
            } else {
                open.formUnion(withheld)
            }
            return open.sorted()
        }

        /// What is left to be asked of these rules with so many calls, each shape once, as far as one is settled.
        func left(of open: [Int], _ load: CallLoad?) -> [Int] {
            var left: [Int] = []
            var isDecided = false
            for place in open {
                let rule = rules[place]
                if isDecided, rule.flow == nil { continue }
                if let calls = rule.calls, load?.active ?? 0 < calls { continue }
                if let waiting = rule.waiting, load?.waiting ?? 0 < waiting { continue }
                if left.last != rule.shape { left.append(rule.shape) }
                isDecided = isDecided || rule.isSettled && rule.flow == nil
            }
            return left
        }

        /// The rules that calls to `number` may meet.
        func asked(for number: PhoneNumber) -> Set<Int> {
            let flows = rules.contains { $0.flow != nil } ? clinic.flowsReached(from: number) : []
            return Set(
                rules.indices.filter { place in
                    let rule = rules[place]
                    return rule.numbers?.contains(number) ?? true && rule.flow.map { flows.contains($0) } ?? true
                })
        }
    }
}

extension ClinicCaller {
    fileprivate var isList: Bool { if case .list = self { true } else { false } }
}

extension ClinicRule {
    /// What it says, without its name and where it stands.
    fileprivate var withoutPlaces: ClinicRule {
        let nowhere = SourcePosition(file: "", line: 0, column: 0)
        var rule = self
        rule.name = nil
        rule.position = nowhere
        rule.action = action.map { Placed($0.value, at: nowhere) }
        rule.language = language.map { Placed($0.value, at: nowhere) }
        rule.skill = skill.map { Placed($0.value, at: nowhere) }
        rule.provider = provider.map { Placed($0.value, at: nowhere) }
        return rule
    }
}

extension Clinic {
    /// The flows that calls to `number` may come to.
    func flowsReached(from number: PhoneNumber) -> Set<String> {
        let compiler = Compiler(self)
        let flow = numbers.first { $0.number.value == number }?.flow?.value
        let actions = [flow.map { .flow($0) }, compiler.person] + rules.map { $0.action?.value }
        var waiting = actions.flatMap { $0.map(Compiler.node) ?? [] }
        var reached: Set<PathNode> = []
        while let node = waiting.popLast() {
            if reached.insert(node).inserted { waiting += compiler.successors(of: node) }
        }
        return Set(reached.compactMap { if case .flow(let name) = $0 { name } else { nil } })
    }
}
