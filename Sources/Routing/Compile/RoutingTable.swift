package import CallModel

/// A clinic's configuration, compiled: checked as a whole, indexed, immutable, and swapped as one value.
///
/// It can only be made by ``compile(_:version:)``, so every name in it leads somewhere.
package struct RoutingTable: Sendable {
    private let state: TableState
    /// What a reload only changes as a whole.
    private var parts: TableParts { state.parts }

    init(_ state: TableState) { self.state = state }

    /// The rotations, with the overrides of run time.
    var rotations: RotationList { state.rotations }
    /// The modes that are set at run time.
    var settings: [ModeSetting] { state.settings }

    /// The configuration that it was compiled from.
    package var version: ConfigurationVersion { parts.version }
    /// The clinic's name.
    package var clinic: String { parts.clinic }
    /// Its time zone.
    package var zone: TimeZoneRules { parts.home.zone }
    /// The languages it speaks; the first is its own. Never empty.
    package var languages: [String] { parts.languages }
    /// The clinic as a site, and its other sites by name.
    var home: SiteEntry { parts.home }
    var sites: [String: SiteEntry] { parts.sites }
    /// The modes by their keys.
    var modes: [String: ClinicMode] { parts.modes }
    var numbers: NumberList { parts.numbers }
    /// What leads to a person where nothing else is said.
    var person: ClinicAction { parts.person }
    var flows: NameTable<FlowEntry> { parts.flows }
    /// The rules that decide before the flow of the number.
    var rules: RuleIndex { parts.rules }
    var menus: NameTable<MenuEntry> { parts.menus }
    var questions: NameTable<QuestionEntry> { parts.questions }
    var queues: NameTable<QueueEntry> { parts.queues }
    var policies: NameTable<PolicyEntry> { parts.policies }
    var people: [PersonID: PersonEntry] { parts.people }
    /// Whether some rule may ask who calls, when a call has just arrived or later.
    func asksCallers(arriving: Bool) -> Bool { parts.flowsHaveRules || arriving && !rules.entries.isEmpty }
    /// The words to a responder where nothing else is said, in the clinic's own language.
    var whisper: [PromptRef] { parts.whisper }

    /// The clinic's own language.
    package var language: String { languages.first ?? "en" }

    /// The clinic's numbers.
    package var dialledNumbers: [PhoneNumber] { numbers.numbers }

    /// Whether callers may dial `number`: it is one of the clinic's.
    package func serves(_ number: PhoneNumber) -> Bool { numbers[number] != nil }

    /// The phone with this extension, as it is rung when key 1 accepts.
    func phone(_ number: String) -> DialTarget? { parts.phones[number] }

    /// The tag of a number, for records.
    package func tag(of number: PhoneNumber) -> String? { numbers[number]?.tag }

    /// The names of the rotations.
    package var rotationNames: [String] { rotations.names }

    /// What people call somebody: `Dr. Adams`.
    package func name(of person: PersonID) -> String? { people[person]?.name }

    /// The same table with these overrides, made at run time, over those of the configuration. Overrides of unknown
    /// rotations or people are passed over.
    package func adding(overrides: [OnCallOverride]) -> RoutingTable {
        var added: [String: [FixedShift]] = [:]
        for override in overrides where people[override.person] != nil {
            added[override.rotation, default: []].append(
                FixedShift(person: override.person, start: override.start, end: override.end))
        }
        return RoutingTable(
            TableState(
                parts, rotations: rotations.adding(overrides: added, people), settings: settings,
                added: state.added + overrides))
    }

    /// The same table with these modes set.
    func with(settings: [ModeSetting]) -> RoutingTable {
        RoutingTable(TableState(parts, rotations: rotations, settings: settings, added: state.added))
    }

    /// The overrides added at run time that cover `instant`.
    func overrides(at instant: Timestamp) -> [OnCallOverride] {
        state.added.isEmpty ? [] : state.added.filter { $0.covers(instant) }
    }

    /// The modes set at run time that cover `instant`.
    func modes(at instant: Timestamp) -> [ModeSetting] {
        settings.isEmpty ? [] : settings.filter { $0.covers(instant) }
    }

    /// Who is on call in `rotation` at `instant`; `nil` when there is no such rotation.
    package func onCall(_ rotation: String, at instant: Timestamp) -> OnCallAnswer? {
        rotations[rotation]?.schedule.answer(at: instant)
    }

    /// The same without the time until which it holds, which takes longer to find.
    package func cover(_ rotation: String, at instant: Timestamp) -> OnCallCover? {
        rotations[rotation]?.schedule.cover(at: instant)
    }

    /// All that says who is on call in a rotation.
    package func schedule(_ rotation: String) -> OnCallSchedule? { rotations[rotation]?.schedule }
}
