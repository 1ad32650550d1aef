package import CallModel

/// A clinic's configuration, compiled: checked as a whole, indexed, immutable, and swapped as one value.
///
/// It can only be made by ``compile(_:version:)``, so every name in it leads somewhere.
package struct RoutingTable: Sendable {
    /// What a reload only changes as a whole.
    private let parts: Shared<TableParts>
    /// The rotations, which may get overrides at run time.
    var rotations: [String: Shared<RotationEntry>]
    /// The modes that are set at run time.
    var settings: [ModeSetting] = []
    /// What was added at run time.
    private var added: [OnCallOverride] = []

    init(_ parts: TableParts, rotations: [String: Shared<RotationEntry>]) {
        self.parts = Shared(parts)
        self.rotations = rotations
    }

    /// The configuration that it was compiled from.
    package var version: ConfigurationVersion { parts.value.version }
    /// The clinic's name.
    package var clinic: String { parts.value.clinic }
    /// Its time zone.
    package var zone: TimeZoneRules { parts.value.home.value.zone }
    /// The languages it speaks; the first is its own. Never empty.
    package var languages: [String] { parts.value.languages }
    /// The clinic as a site, and its other sites by name.
    var home: Shared<SiteEntry> { parts.value.home }
    var sites: [String: Shared<SiteEntry>] { parts.value.sites }
    /// The modes by their keys.
    var modes: [String: ClinicMode] { parts.value.modes }
    var numbers: [PhoneNumber: Shared<NumberEntry>] { parts.value.numbers }
    /// What leads to a person where nothing else is said.
    var person: ClinicAction { parts.value.person }
    var flows: [String: Shared<FlowEntry>] { parts.value.flows }
    /// The rules that decide before the flow of the number.
    var rules: Shared<RuleIndex> { parts.value.rules }
    var menus: [String: Shared<MenuEntry>] { parts.value.menus }
    var questions: [String: QuestionEntry] { parts.value.questions }
    var groups: [String: GroupEntry] { parts.value.groups }
    var queues: [String: QueueEntry] { parts.value.queues }
    var policies: [String: Shared<PolicyEntry>] { parts.value.policies }
    var people: [PersonID: Shared<PersonEntry>] { parts.value.people }
    var phones: [String: Ringable] { parts.value.phones }
    /// The trunks that calls may leave by, in order.
    var trunks: [String] { parts.value.trunks }

    /// The clinic's own language.
    package var language: String { languages.first ?? "en" }

    /// The clinic's numbers.
    package var dialledNumbers: [PhoneNumber] { numbers.keys.sorted { $0.e164 < $1.e164 } }

    /// Whether callers may dial `number`: it is one of the clinic's.
    package func serves(_ number: PhoneNumber) -> Bool { numbers[number] != nil }

    /// The tag of a number, for records.
    package func tag(of number: PhoneNumber) -> String? { numbers[number]?.tag }

    /// The names of the rotations.
    package var rotationNames: [String] { rotations.keys.sorted() }

    /// What people call somebody: `Dr. Adams`.
    package func name(of person: PersonID) -> String? { people[person]?.name }

    /// The same table with these overrides, made at run time, over those of the configuration. Overrides of unknown
    /// rotations or people are passed over.
    package func adding(overrides: [OnCallOverride]) -> RoutingTable {
        var table = self
        var added: [String: [FixedShift]] = [:]
        for override in overrides where people[override.person] != nil {
            added[override.rotation, default: []].append(
                FixedShift(person: override.person, start: override.start, end: override.end))
        }
        table.added += overrides
        for (name, shifts) in added {
            guard var entry = table.rotations[name]?.value else { continue }
            entry.schedule = entry.schedule.adding(overrides: shifts)
            table.rotations[name] = Shared(entry)
        }
        return table
    }

    /// The overrides added at run time that cover `instant`.
    func overrides(at instant: Timestamp) -> [OnCallOverride] {
        added.isEmpty ? [] : added.filter { $0.covers(instant) }
    }

    /// The modes set at run time that cover `instant`.
    func modes(at instant: Timestamp) -> [ModeSetting] {
        settings.isEmpty ? [] : settings.filter { $0.covers(instant) }
    }

    /// Who is on call in `rotation` at `instant`; `nil` when there is no such rotation.
    package func onCall(_ rotation: String, at instant: Timestamp) -> OnCallAnswer? {
        rotations[rotation]?.value.schedule.answer(at: instant)
    }

    /// The same without the time until which it holds, which takes longer to find.
    package func cover(_ rotation: String, at instant: Timestamp) -> OnCallCover? {
        rotations[rotation]?.value.schedule.cover(at: instant)
    }

    /// All that says who is on call in a rotation.
    package func schedule(_ rotation: String) -> OnCallSchedule? { rotations[rotation]?.schedule }
}

/// The parts of a table that nothing changes.
struct TableParts: Sendable {
    var version: ConfigurationVersion
    var clinic: String
    var languages: [String]
    var home: Shared<SiteEntry>
    var sites: [String: Shared<SiteEntry>]
    var modes: [String: ClinicMode]
    var person: ClinicAction
    var numbers: [PhoneNumber: Shared<NumberEntry>]
    var flows: [String: Shared<FlowEntry>]
    var rules: Shared<RuleIndex>
    var menus: [String: Shared<MenuEntry>]
    var questions: [String: QuestionEntry]
    var groups: [String: GroupEntry]
    var queues: [String: QueueEntry]
    var policies: [String: Shared<PolicyEntry>]
    var people: [PersonID: Shared<PersonEntry>]
    var phones: [String: Ringable]
    var trunks: [String]
}

/// One of the clinic's numbers.
struct NumberEntry: Sendable {
    var flow: String
    var language: String
    var tag: String?
    var site: String?
    /// What is said on it in place of other prompts.
    var prompts: [String: String]
    var pace: Pace
}

/// A flow's steps; names in them are sound.
struct FlowEntry: Sendable {
    var steps: [FlowStep]
}

/// One step of a flow: as it was written, or a rule, which is compiled.
enum FlowStep: Sendable {
    case plain(ClinicStep)
    case rule(Shared<RuleEntry>)
}

/// A menu with every way out of it filled in.
struct MenuEntry: Sendable {
    struct Option: Sendable {
        var reason: String?
        var language: String?
        var pace: Pace?
        var action: ClinicAction
    }
    var prompts: [String]
    var options: [Key: Option]
    var keys: [Key]
    var silence: Patience
    var wrongKey: Patience
    var wait: Duration

    struct Patience: Sendable {
        var repeats: Int
        var then: ClinicAction
    }
}

/// A question with every way out of it filled in.
struct QuestionEntry: Sendable {
    var prompts: [String]
    var digits: ClosedRange<Int>
    var wait: Duration
    var nextDigit: Duration
    var readBack: CollectPlan.ReadBack
    var keeps: KeptDigits?
    var answers: [String: ClinicAction]
    /// The lengths of the answers' beginnings, the longest first.
    var lengths: [Int]
    var otherwise: ClinicAction
    var silence: MenuEntry.Patience
    /// Where a lone 0 leads.
    var person: ClinicAction
}

/// A ring group.
struct GroupEntry: Sendable {
    var title: String
    var targets: [ClinicTarget]
    var order: RingOrder
    var apart: Duration?
}

/// A department's queue with everything that is not said filled in.
struct QueueEntry: Sendable {
    var targets: [ClinicTarget]
    var ringTime: Duration
    var wait: Duration
    var callerHears: String
    var then: ClinicAction
}

/// A policy with everything that is not said filled in.
struct PolicyEntry: Sendable {
    var steps: [PolicyStep]
    var rounds: Int
    var then: ClinicAction
    var callerHears: String
    var opening: String
    var comfort: (name: String, every: Duration)?
    var leaveNumber: Key?
    var whisper: String
    var acceptTime: Duration
    var due: Duration
}

/// A step of a policy, with its names apart from their places.
struct PolicyStep: Sendable {
    var step: ClinicEscalationStep
    var targets: [ClinicTarget]
    /// What it is about, for the trace.
    var place: TracePlace
}

/// A rotation and who stands in when.
struct RotationEntry: Sendable {
    var schedule: OnCallSchedule
    var site: String?
    /// What steps are called that name it.
    let onCall: String
    let next: String
    let everyone: String

    init(name: String, schedule: OnCallSchedule, site: String?) {
        self.schedule = schedule
        self.site = site
        onCall = ClinicTarget.onCall(name).name
        next = ClinicTarget.next(name).name
        everyone = ClinicTarget.everyone(name).name
    }
}

/// Somebody and their devices.
struct PersonEntry: Sendable {
    var name: String
    var devices: [Ringable]
    var order: RingOrder
    var apart: Duration?
    var skills: Set<String>
    var languages: Set<String>
}

/// A device that may be rung, before it is known which key accepts.
struct Ringable: Hashable, Sendable {
    /// The target as it is when key 1 accepts.
    let ready: DialTarget

    init(device: DialTarget.Device, person: PersonID?, name: String, trust: ClinicPhone.Trust) {
        let acceptance: Acceptance = if trust == .keyNeeded, let one = Key("1") { .key(one) } else { .answering }
        ready = DialTarget(device: device, person: person, name: name, acceptance: acceptance)
    }

    var device: DialTarget.Device { ready.device }
    var person: PersonID? { ready.person }
    var name: String { ready.name }

    /// The target, on which `key` accepts unless the phone is trusted.
    func target(key: Key) -> DialTarget {
        guard case .key(let usual) = ready.acceptance, usual != key else { return ready }
        return DialTarget(device: ready.device, person: ready.person, name: ready.name, acceptance: .key(key))
    }
}
