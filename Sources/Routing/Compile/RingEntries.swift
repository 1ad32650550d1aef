import CallModel

/// A device that may be rung, before it is known which key accepts.
struct Ringable: Hashable, Sendable {
    /// The target as it is when key 1 accepts.
    let ready: DialTarget

    init(device: DialTarget.Device, person: PersonID?, name: String, trust: ClinicPhone.Trust) {
        ready = DialTarget(
            device: device, person: person, name: name, acceptance: trust == .keyNeeded ? .key(.one) : .answering)
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

/// Devices that ring for one name.
final class DeviceList: Sendable {
    let devices: [Ringable]
    /// All of them, each once, as they are when key 1 accepts.
    private let ready: [DialTarget]

    init(_ devices: [Ringable]) {
        self.devices = devices
        var seen: Set<DialTarget.Device> = []
        ready = devices.filter { seen.insert($0.device).inserted }.map(\.ready)
    }

    static let none = DeviceList([])

    var isEmpty: Bool { devices.isEmpty }

    /// What to ring of these, each device once and none that is in `steps` already.
    func targets(key: Key, notIn steps: ArraySlice<EscalationStep>) -> [DialTarget] {
        if steps.isEmpty {
            return key == .one ? ready : ready.indices.map { Ringable(ready: ready[$0]).target(key: key) }
        }
        // Few are in a step, and so they are compared and not hashed.
        return ready.filter { target in
            !steps.contains { $0.targets.contains { $0.device == target.device } }
        }.map { Ringable(ready: $0).target(key: key) }
    }
}

extension Ringable {
    fileprivate init(ready: DialTarget) { self.ready = ready }
}

/// Somebody and their devices.
final class PersonEntry: Sendable {
    let name: String
    let list: DeviceList
    let order: RingOrder
    let apart: Duration?
    let skills: Set<String>
    let languages: Set<String>

    init(_ person: ClinicPerson, _ devices: [Ringable], languages: Set<String>) {
        name = person.name
        list = DeviceList(devices)
        order = person.order
        apart = person.apart?.value
        skills = person.skills
        self.languages = languages
    }

    var devices: [Ringable] { list.devices }

    /// For the trace.
    var hasDevices: TargetFinding.Devices { list.isEmpty ? .none : .some }
}

/// A ring group.
final class GroupEntry: Sendable {
    let title: String
    let targets: [TargetEntry]
    let order: RingOrder
    let apart: Duration?

    init(title: String, targets: [TargetEntry], order: RingOrder, apart: Duration?) {
        self.title = title
        self.targets = targets
        self.order = order
        self.apart = apart
    }
}

/// A rotation and who stands in when.
final class RotationEntry: Sendable {
    let name: String
    let schedule: OnCallSchedule
    let site: String?
    /// What steps are called that name it.
    let onCall: String
    let next: String

    /// Who they are, for each place in the roster of ``schedule``.
    private let people: [PersonEntry?]

    init(name: String, schedule: OnCallSchedule, site: String?, people: [PersonID: PersonEntry]) {
        self.name = name
        self.schedule = schedule
        self.site = site
        onCall = ClinicTarget.onCall(name).name
        next = ClinicTarget.next(name).name
        self.people = schedule.roster.map { people[$0] }
    }

    /// Whom a name asks for.
    enum Turn { case now, next }

    /// The devices of somebody whom it names.
    func resolved(_ turn: Turn, _ person: PersonEntry) -> Resolved {
        Resolved(name: turn == .now ? onCall : next, list: person.list, order: person.order, apart: person.apart)
    }

    /// Somebody by their place in the roster of ``schedule``.
    func person(at place: Int) -> PersonEntry? { people[place] }

    func adding(overrides: [FixedShift], _ people: [PersonID: PersonEntry]) -> RotationEntry {
        RotationEntry(name: name, schedule: schedule.adding(overrides: overrides), site: site, people: people)
    }
}

/// A name in a `ring:`, with what is behind it looked up as far as the time does not decide.
final class TargetEntry: Sendable {
    /// What is behind it.
    enum Kind: Sendable {
        /// The same devices at all times.
        case fixed(FixedTarget)
        /// Who is on call in the rotation at this place, or next.
        case onCall(Int)
        case next(Int)
        /// A ring group, whose members may depend on the time.
        case group(GroupEntry)
    }

    let target: ClinicTarget
    let kind: Kind

    init(_ target: ClinicTarget, _ kind: Kind) {
        self.target = target
        self.kind = kind
    }
}

/// What is behind a name at all times, and what the trace says of it.
final class FixedTarget: Sendable {
    let resolved: Resolved
    let finding: TraceFinding

    init(_ resolved: Resolved, _ finding: TraceFinding) {
        self.resolved = resolved
        self.finding = finding
    }
}

/// The devices behind a name at one instant.
struct Resolved: Sendable {
    var name: String
    var list: DeviceList
    var order = RingOrder.inOrder
    /// How long after the one before it each device begins; its ring time when `nil`.
    var apart: Duration?
    /// How many members it has, when it is a ring group, which says how they ring.
    var members = 0

    /// A name with nothing to ring behind it.
    static func nobody(_ target: ClinicTarget) -> Resolved { Resolved(name: target.name, list: .none) }
}

/// A policy with everything that is not said filled in.
final class PolicyEntry: Sendable {
    let steps: [PolicyStep]
    let rounds: Int
    let then: ClinicAction
    let callerHears: Spoken
    let opening: Spoken
    let comfort: Spoken?
    let comfortInterval: Duration
    let leaveNumber: Key?
    let whisper: [PromptRef]
    let acceptTime: Duration
    let due: Duration

    init(
        _ policy: ClinicEscalation, steps: [PolicyStep], callerHears: Spoken, opening: Spoken,
        comfort: Spoken?, comfortInterval: Duration, whisper: [PromptRef]
    ) {
        self.steps = steps
        rounds = policy.rounds
        then = policy.then?.value ?? .callback(.within(policy.due))
        self.callerHears = callerHears
        self.opening = opening
        self.comfort = comfort
        self.comfortInterval = comfortInterval
        leaveNumber = policy.leaveNumber
        self.whisper = whisper
        acceptTime = policy.acceptTime
        due = policy.due
    }
}
