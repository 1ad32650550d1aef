import CallModel

/// A table: its parts, and what was set at run time. One object, so that whoever has a table holds one reference.
final class TableState: Sendable {
    let parts: TableParts
    /// The rotations, with the overrides of run time.
    let rotations: RotationList
    let settings: [ModeSetting]
    /// Overrides of run time.
    let added: [OnCallOverride]

    init(
        _ parts: TableParts, rotations: RotationList, settings: [ModeSetting] = [], added: [OnCallOverride] = []
    ) {
        self.parts = parts
        self.rotations = rotations
        self.settings = settings
        self.added = added
    }
}

/// The parts of a table that nothing changes.
///
/// The table and what it is made of are objects that nothing changes once they are made: a decision goes from one to
/// the next by reference, and copies none of them.
final class TableParts: Sendable {
    let version: ConfigurationVersion
    let clinic: String
    let languages: [String]
    let home: SiteEntry
    let sites: [String: SiteEntry]
    let modes: [String: ClinicMode]
    let person: ClinicAction
    let numbers: NumberList
    let flows: NameTable<FlowEntry>
    let rules: RuleIndex
    let menus: NameTable<MenuEntry>
    let questions: NameTable<QuestionEntry>
    let queues: NameTable<QueueEntry>
    let policies: NameTable<PolicyEntry>
    let people: [PersonID: PersonEntry]
    /// The phones by their extensions.
    let phones: [String: DialTarget]
    let whisper: [PromptRef]
    /// Whether there are rules that flows ask.
    let flowsHaveRules: Bool

    /// What a compiler found in a clinic without errors.
    init(
        version: ConfigurationVersion, clinic: Clinic, languages: [String], home: SiteEntry,
        sites: [String: SiteEntry], modes: [String: ClinicMode], person: ClinicAction,
        numbers: NumberList, flows: [String: FlowEntry], rules: RuleIndex, menus: [String: MenuEntry],
        questions: [String: QuestionEntry], queues: [String: QueueEntry], policies: [String: PolicyEntry],
        people: [PersonID: PersonEntry], phones: [String: DialTarget]
    ) {
        self.version = version
        self.clinic = clinic.name
        self.languages = languages
        self.home = home
        self.sites = sites
        self.modes = modes
        self.person = person
        self.numbers = numbers
        self.flows = NameTable(flows)
        self.rules = rules
        self.menus = NameTable(menus)
        self.questions = NameTable(questions)
        self.queues = NameTable(queues)
        self.policies = NameTable(policies)
        self.people = people
        self.phones = phones
        flowsHaveRules = flows.values.contains { flow in
            flow.steps.contains { if case .rule = $0 { true } else { false } }
        }
        whisper = [PromptRef(BuiltInPrompt.whisper.rawValue, language: languages.first ?? "en")]
    }
}

/// Prompts in every language of the clinic, made once.
struct Spoken: Sendable {
    /// Their names in the configuration, or built-in ones.
    let names: [String]
    private let byLanguage: [[PromptRef]]

    init(_ names: [String], in languages: [String]) {
        self.names = names
        byLanguage = languages.map { language in names.map { PromptRef($0, language: language) } }
    }

    /// All of them in the n-th language.
    func all(_ language: Int) -> [PromptRef] { language < byLanguage.count ? byLanguage[language] : [] }
}

/// The rotations of a table, by name and by place.
final class RotationList: Sendable {
    private let places: [String: Int]
    private let entries: [RotationEntry]
    /// Sorted.
    let names: [String]

    init(_ entries: [RotationEntry]) {
        self.entries = entries
        places = Dictionary(entries.indices.map { (entries[$0].name, $0) }) { first, _ in first }
        names = places.keys.sorted()
    }

    private init(_ entries: [RotationEntry], like other: RotationList) {
        self.entries = entries
        places = other.places
        names = other.names
    }

    /// The place of a rotation, for ``subscript(at:)``; `nil` when there is none of this name.
    func place(of name: String) -> Int? { places[name] }

    subscript(name: String) -> RotationEntry? { places[name].map { entries[$0] } }

    subscript(at place: Int) -> RotationEntry { entries[place] }

    /// The same with these over the overrides that the rotations have, by name.
    func adding(overrides: [String: [FixedShift]], _ people: [PersonID: PersonEntry]) -> RotationList {
        RotationList(
            entries.map { entry in overrides[entry.name].map { entry.adding(overrides: $0, people) } ?? entry },
            like: self)
    }
}

/// The clinic's numbers, found without hashing text.
struct NumberList: Sendable {
    private let places: DigitTable
    private let entries: [NumberEntry]
    /// All of them.
    let numbers: [PhoneNumber]

    init(_ numbers: [PhoneNumber: NumberEntry]) {
        self.numbers = numbers.keys.sorted { $0.e164 < $1.e164 }
        entries = self.numbers.compactMap { numbers[$0] }
        var places = DigitTable(count: entries.count)
        for (place, number) in self.numbers.enumerated() {
            if let key = DigitKey(number.e164) { places.insert(key.tagged(.number), place..<place + 1) }
        }
        self.places = places
    }

    subscript(number: PhoneNumber) -> NumberEntry? {
        guard let key = DigitKey(number.e164), let place = places[key.tagged(.number)].first else { return nil }
        return entries[place]
    }
}
