package import CallModel

extension RoutingTable {
    /// Checks `clinic` as a whole and compiles it.
    ///
    /// - Returns: all that is wrong with it, in the order of the file, and the table unless one of that is an error.
    package static func compile(_ clinic: Clinic, version: ConfigurationVersion) -> Compilation {
        var compiler = Compiler(clinic)
        compiler.checkDevices()
        compiler.checkSites()
        compiler.checkModes()
        compiler.checkRotations()
        compiler.checkPolicies()
        compiler.checkMenus()
        compiler.checkQuestions()
        compiler.checkGroups()
        compiler.checkQueues()
        compiler.checkFlows()
        compiler.checkRules()
        let rules = compiler.checkRuleIndex()
        compiler.checkNumbers()
        compiler.checkPaths()
        compiler.checkWaysToModes()
        compiler.checkUrgentWays()
        compiler.checkUse()
        let findings = compiler.findings.sorted { $0.position < $1.position }
        let refused = findings.contains { $0.severity == .error }
        return Compilation(table: refused ? nil : compiler.table(version, rules), findings: findings)
    }
}

/// What came of compiling a clinic.
package struct Compilation: Sendable {
    /// The table; `nil` when there are errors.
    package let table: RoutingTable?
    /// Errors and warnings, in the order of the file.
    package let findings: [Finding]
}

/// Looks up every name of a clinic and collects what is wrong.
struct Compiler {
    let clinic: Clinic
    private(set) var findings: [Finding] = []
    private var isRefused = false

    let phones: [String: ClinicPhone]
    let people: [String: ClinicPerson]
    let rotations: [String: ClinicRotation]
    let policies: [String: ClinicEscalation]
    let flows: [String: ClinicFlow]
    let menus: [String: ClinicMenu]
    let questions: [String: ClinicQuestion]
    let groups: [String: ClinicGroup]
    let queues: [String: ClinicQueue]
    let prompts: [String: ClinicPrompt]
    let ownNumbers: Set<PhoneNumber>
    let languages: [String]
    /// What leads to a person where nothing else is said.
    let person: ClinicAction?

    /// What was named, to find what never is.
    var usedPeople: Set<String> = []
    var usedRotations: Set<String> = []
    var usedGroups: Set<String> = []
    var usedQueues: Set<String> = []
    var usedPrompts: Set<String> = []
    var usedPhones: Set<String> = []
    /// Whether some name leads nowhere or some place could not be read. What then seems unused may well be meant.
    var hasLooseEnds: Bool
    private var missingLanguages: Set<String> = []

    init(_ clinic: Clinic) {
        self.clinic = clinic
        phones = Dictionary(clinic.phones.map { ($0.number.value, $0) }) { first, _ in first }
        people = Dictionary(clinic.people.map { ($0.id.value, $0) }) { first, _ in first }
        rotations = Dictionary(clinic.rotations.map { ($0.name.value, $0) }) { first, _ in first }
        policies = Dictionary(clinic.escalations.map { ($0.name.value, $0) }) { first, _ in first }
        flows = Dictionary(clinic.flows.map { ($0.name.value, $0) }) { first, _ in first }
        menus = Dictionary(clinic.menus.map { ($0.name.value, $0) }) { first, _ in first }
        questions = Dictionary(clinic.questions.map { ($0.name.value, $0) }) { first, _ in first }
        groups = Dictionary(clinic.groups.map { ($0.name.value, $0) }) { first, _ in first }
        queues = Dictionary(clinic.queues.map { ($0.name.value, $0) }) { first, _ in first }
        prompts = Dictionary(clinic.prompts.map { ($0.name.value, $0) }) { first, _ in first }
        hasLooseEnds = clinic.completeness == .partial
        ownNumbers = Set(clinic.numbers.map(\.number.value))
        languages = clinic.languages.map(\.value)
        person = clinic.person?.value ?? Self.obviousPerson(clinic.escalations.map(\.name.value))
    }

    /// With one policy, or one called `urgent`, there is no need to say who is the person to ask.
    private static func obviousPerson(_ policies: [String]) -> ClinicAction? {
        if policies.contains("urgent") { return .escalate("urgent") }
        return policies.count == 1 ? policies.first.map { .escalate($0) } : nil
    }

    /// More findings than this are not collected; nobody reads so many.
    static let mostFindings = 2000

    /// Whether to guess what was meant, which costs more than to find the fault.
    var guesses: Bool { findings.count < Self.mostFindings }

    mutating func error(
        _ position: SourcePosition, _ message: String, hint: String? = nil,
        kind: FindingClass = .configuration
    ) {
        guard findings.count < Self.mostFindings || !isRefused else { return }
        isRefused = true
        findings.append(Finding(.error, at: position, message, hint: hint, kind: kind))
    }

    mutating func warn(
        _ position: SourcePosition, _ message: String, hint: String? = nil,
        kind: FindingClass = .configuration
    ) {
        guard findings.count < Self.mostFindings else { return }
        findings.append(Finding(.warning, at: position, message, hint: hint, kind: kind))
    }

    /// Checks that a name is among those there are.
    mutating func check(_ kind: String, _ name: String, among names: some Sequence<String>, at position: SourcePosition)
    {
        guard !names.contains(name) else { return }
        hasLooseEnds = true
        let verb = kind == "hours" ? "are" : "is"
        error(
            position, "there \(verb) no \(kind) '\(name)'", hint: guesses ? Spelling.hint(for: name, among: names) : nil
        )
    }

    /// Checks that a prompt is there in all languages in which a caller, or a responder, may hear it.
    mutating func checkPrompt(_ prompt: Placed<String>, in wanted: [String]) {
        usedPrompts.insert(prompt.value)
        guard let known = prompts[prompt.value] else {
            if BuiltInPrompt(rawValue: prompt.value) == nil {
                check("prompt", prompt.value, among: prompts.keys, at: prompt.position)
            }
            return
        }
        for language in wanted
        where !known.languages.contains(language) && missingLanguages.insert("\(prompt.value).\(language)").inserted {
            error(
                known.name.position, "prompt '\(prompt.value)' is not there in '\(language)'",
                hint: "add '\(language):' to it, or take the language out of 'languages'", kind: .missingPrompt)
        }
    }

    /// Checks the names in an action.
    mutating func check(_ action: Placed<ClinicAction>) {
        switch action.value {
        case .flow(let name):
            if flows[name] == nil, let meant = whatIsCalled(name) {
                hasLooseEnds = true
                error(action.position, "there is no flow '\(name)'", hint: "did you mean '\(meant)'?")
            } else {
                check("flow", name, among: flows.keys, at: action.position)
            }
        case .ask(let name): check("question", name, among: questions.keys, at: action.position)
        case .queue(let name): check("queue", name, among: queues.keys, at: action.position)
        case .menu(let name): check("menu", name, among: menus.keys, at: action.position)
        case .escalate(let name): check("escalation", name, among: policies.keys, at: action.position)
        case .callback(.nextOfficeDay), .voicemail:
            if clinic.hours.weekly["office"] == nil,
                clinic.sites.isEmpty || clinic.sites.contains(where: { $0.hours.weekly["office"] == nil })
            {
                error(
                    action.position,
                    (action.value == .callback(.nextOfficeDay) ? "'next office day'" : "'voicemail'")
                        + " needs hours called 'office'",
                    hint: "add them under 'hours', or write 'callback within 4h'")
            }
        case .setMode: checkSetMode(at: action.position)
        case .unreadable: hasLooseEnds = true
        case .callback(.within), .repeatMenu, .hangUp: break
        }
    }

    /// How to write the one thing that is called so and is no flow: `escalate urgent`.
    private func whatIsCalled(_ name: String) -> String? {
        if policies[name] != nil { return "escalate \(name)" }
        if menus[name] != nil { return "menu \(name)" }
        if queues[name] != nil { return "queue \(name)" }
        return questions[name] != nil ? "ask \(name)" : nil
    }
}
