package import CallModel

/// A clinic as its configuration describes it: plain values with their places, names not yet looked up.
///
/// The loader fills it in, and ``RoutingTable/compile(_:version:)`` checks it as a whole.
package struct Clinic: Sendable {
    /// The clinic's name.
    package var name: String
    /// Its time zone.
    package var zone: TimeZoneRules
    /// The languages it speaks, by their tags; the first is its own.
    package var languages: [Placed<String>]
    /// When it is open.
    package var hours: OpeningHours
    /// Its sites, when it has several. What is not at a site is at the clinic itself, which is the site without a name.
    package var sites: [ClinicSite] = []
    /// The modes that it can be put into.
    package var modes: [ClinicMode] = []
    /// Whether they can be set on the telephone.
    package var modeAccess = ModeAccess.none
    /// The names of the trunks that calls may leave by, in order of preference.
    package var trunks: [String] = []
    /// The desk phones.
    package var phones: [ClinicPhone] = []
    /// The people.
    package var people: [ClinicPerson] = []
    /// The rotations.
    package var rotations: [ClinicRotation] = []
    /// The escalation policies.
    package var escalations: [ClinicEscalation] = []
    /// The clinic's numbers.
    package var numbers: [ClinicNumber] = []
    /// Prompts that are said outside of flows, such as that a call is recorded.
    package var announcements: Set<String> = []
    /// The named lists of callers.
    package var callerLists: [ClinicCallerList] = []
    /// The rules, of which the first that holds decides, before the flow of the number.
    package var rules: [ClinicRule] = []
    /// The flows.
    package var flows: [ClinicFlow] = []
    /// The menus.
    package var menus: [ClinicMenu] = []
    /// The questions that are answered with digits.
    package var questions: [ClinicQuestion] = []
    /// The ring groups.
    package var groups: [ClinicGroup] = []
    /// The departments' queues.
    package var queues: [ClinicQueue] = []
    /// The prompts that it has.
    package var prompts: [ClinicPrompt] = []
    /// What leads to a person wherever nothing else is said: key 0, silence, wrong keys.
    package var person: Placed<ClinicAction>?
    /// How long any caller may wait until a person is rung: what `nightbell prove` shows. Its usual time when `nil`.
    package var personWithin: Duration?
    /// Whether something is missing here that could not be read, and was reported.
    package var completeness = Completeness.whole
    /// Where the file begins, for findings about all of it.
    package var position: SourcePosition

    /// A clinic that has a name, a zone and nothing else.
    package init(
        name: String, zone: TimeZoneRules, languages: [Placed<String>], hours: OpeningHours = .init(),
        position: SourcePosition
    ) {
        self.name = name
        self.zone = zone
        self.languages = languages
        self.hours = hours
        self.position = position
    }
}

extension Clinic {
    /// Whether all that was written is here.
    package enum Completeness: Hashable, Sendable { case whole, partial }
}

/// A desk phone that registers here.
package struct ClinicPhone: Hashable, Sendable {
    /// Its extension: `201`.
    package var number: Placed<String>
    /// What people call it.
    package var name: String
    /// What counts as accepting on it.
    package var trust: Trust

    /// Whether answering the phone is accepting the call.
    package enum Trust: Hashable, Sendable { case trusted, keyNeeded }

    /// A phone of these parts.
    package init(number: Placed<String>, name: String, trust: Trust) {
        self.number = number
        self.name = name
        self.trust = trust
    }
}

/// Somebody who may be rung.
package struct ClinicPerson: Hashable, Sendable {
    /// The key: `adams`.
    package var id: Placed<String>
    /// What people call them.
    package var name: String
    /// Their devices, in the order in which they ring.
    package var devices: [Placed<ClinicTarget>]
    /// Whether the devices ring one after another.
    package var order: RingOrder
    /// How long after the one before it each device begins, when they ring in order; its ring time when `nil`.
    package var apart: Placed<Duration>?
    /// What they know: `pediatrics`.
    package var skills: Set<String> = []
    /// What they speak, by tags; the clinic's own language when nothing is said.
    package var languages: [Placed<String>] = []

    /// A person of these parts.
    package init(id: Placed<String>, name: String, devices: [Placed<ClinicTarget>], order: RingOrder) {
        self.id = id
        self.name = name
        self.devices = devices
        self.order = order
    }
}

/// What a `ring:` names.
package enum ClinicTarget: Hashable, Sendable, Codable {
    /// A desk phone, by extension.
    case phone(String)
    /// A number outside.
    case number(PhoneNumber)
    /// A person, by key.
    case person(String)
    /// `on-call providers`: who is on call in a rotation.
    case onCall(String)
    /// `next providers`: who is next in its order.
    case next(String)
    /// `everyone in providers`: all who take turns in it.
    case everyone(String)
    /// `queue scheduling`: everybody in a department's queue, together.
    case queue(String)
    /// Something that the loader could not read and has reported.
    case unreadable
}

extension ClinicTarget {
    /// What a human calls it: `phone 201`, `on-call providers`, or the redacted number.
    var name: String {
        switch self {
        case .phone(let number): "phone \(number)"
        case .number(let number): "number \(number)"
        case .person(let id): id
        case .onCall(let rotation): "on-call \(rotation)"
        case .next(let rotation): "next \(rotation)"
        case .everyone(let rotation): "everyone in \(rotation)"
        case .queue(let name): "queue \(name)"
        case .unreadable: "?"
        }
    }
}

/// A rotation with its name.
package struct ClinicRotation: Sendable {
    /// The key: `providers`.
    package var name: Placed<String>
    /// The site by whose clock people change; the clinic's own when `nil`.
    package var site: Placed<String>?
    /// The shifts.
    package var rotation: Rotation
    /// Higher layers, the highest first, and under them ``rotation``.
    package var layers: [ClinicLayer] = []
    /// Shifts that are written down, over all layers. Of two at one time, the later in the list counts.
    package var shifts: [Placed<FixedShift>] = []
    /// Shifts of a calendar, under those and over the layers.
    package var calendar: [Placed<FixedShift>] = []
    /// Its people, with their places; the same as the rotation's order. `nil` when it could not be read.
    package var order: [Placed<String>]?
    /// Who stands in for whom, and when.
    package var overrides: [Placed<OnCallOverride>]

    /// A rotation of these parts.
    package init(
        name: Placed<String>, site: Placed<String>? = nil, rotation: Rotation, order: [Placed<String>]?,
        overrides: [Placed<OnCallOverride>] = []
    ) {
        self.name = name
        self.site = site
        self.rotation = rotation
        self.order = order
        self.overrides = overrides
    }
}

/// A number of the clinic's own.
package struct ClinicNumber: Hashable, Sendable {
    /// The number that callers dial.
    package var number: Placed<PhoneNumber>
    /// The flow that answers it.
    package var flow: Placed<String>?
    /// The site it belongs to; the clinic itself when `nil`.
    package var site: Placed<String>?
    /// The language it is answered in; the clinic's own when `nil`.
    package var language: Placed<String>?
    /// Where the number is advertised, for the records.
    package var tag: String?
    /// What is said on this number in place of other prompts: `greeting` → `dental-greeting`.
    package var prompts: [String: Placed<String>] = [:]
    /// How much time its callers get to press keys.
    package var pace = Pace.ordinary
    /// Whether its calls find room when there is none left for others.
    package var urgency = Urgency.routine

    /// Whose call is refused last when the server is full.
    package enum Urgency: Hashable, Sendable { case routine, urgent }

    /// A number of these parts.
    package init(
        number: Placed<PhoneNumber>, flow: Placed<String>?, language: Placed<String>? = nil, tag: String? = nil,
        site: Placed<String>? = nil
    ) {
        self.number = number
        self.site = site
        self.flow = flow
        self.language = language
        self.tag = tag
    }
}

/// A prompt and the languages it is spoken in.
package struct ClinicPrompt: Hashable, Sendable {
    /// The key: `greeting`.
    package var name: Placed<String>
    /// The tags.
    package var languages: Set<String>

    /// A prompt of these parts.
    package init(name: Placed<String>, languages: Set<String>) {
        self.name = name
        self.languages = languages
    }
}
