package import CallModel

/// A clinic's configuration, compiled: checked as a whole, indexed, immutable, and swapped as one value.
///
/// It can only be made by ``compile(_:version:)``, so every name in it leads somewhere.
package struct RoutingTable: Sendable {
    /// The configuration that it was compiled from.
    package let version: ConfigurationVersion
    /// The clinic's name.
    package let clinic: String
    /// Its time zone.
    package let zone: TimeZoneRules
    /// The languages it speaks; the first is its own. Never empty.
    package let languages: [String]
    /// The clinic as a site, and its other sites by name.
    let home: SiteEntry
    let sites: [String: SiteEntry]
    let numbers: [PhoneNumber: NumberEntry]
    let flows: [String: FlowEntry]
    /// The rules that decide before the flow of the number.
    let rules: RuleIndex
    let menus: [String: MenuEntry]
    let questions: [String: QuestionEntry]
    let groups: [String: GroupEntry]
    let queues: [String: QueueEntry]
    let policies: [String: PolicyEntry]
    var rotations: [String: RotationEntry]
    let people: [PersonID: PersonEntry]
    let phones: [String: Ringable]
    /// The trunks that calls may leave by, in order.
    let trunks: [String]

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
        for (name, shifts) in added {
            guard let schedule = table.rotations[name]?.schedule else { continue }
            table.rotations[name]?.schedule = schedule.adding(overrides: shifts)
        }
        return table
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
    case rule(RuleEntry)
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
    var steps: [ClinicEscalationStep]
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

/// A rotation and who stands in when.
struct RotationEntry: Sendable {
    var schedule: OnCallSchedule
    var site: String?
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
    var device: DialTarget.Device
    var person: PersonID?
    var name: String
    var trust: ClinicPhone.Trust

    /// The target, on which `key` accepts unless the phone is trusted.
    func target(key: Key) -> DialTarget {
        DialTarget(device: device, person: person, name: name, acceptance: trust == .trusted ? .answering : .key(key))
    }
}
