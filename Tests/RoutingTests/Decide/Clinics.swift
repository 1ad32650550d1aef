import CallModel
import Routing

/// A clinic in Phoenix, as a value: front desk 201 (trusted), Dr. Adams with two devices, Dr. Baker with two that ring
/// together, Dr. Chen with one, a weekly rotation, one policy of three steps, two menus.
enum Clinics {
    static let did = "+16025550100"
    static let spanish = "+16025550101"
    static let here = SourcePosition(file: "clinic", line: 1, column: 1)

    static func at<Value>(_ value: Value) -> Placed<Value> { Placed(value, at: here) }

    static func number(_ text: String) throws -> PhoneNumber {
        guard let number = PhoneNumber(e164: text) else { throw ZoneMissing() }
        return number
    }

    struct ZoneMissing: Error {}

    static func key(_ character: Character) throws -> Key {
        guard let key = Key(character) else { throw ZoneMissing() }
        return key
    }

    static func plain() throws -> Clinic {
        var week = WeeklyHours()
        for day in Weekday.allCases.prefix(5) {
            if let span = DaySpan(start: 8 * 3600, end: 17 * 3600) { _ = week.add(span, on: day) }
        }
        var clinic = Clinic(
            name: "Test", zone: try Zones.load("America/Phoenix"), languages: [at("en"), at("es")],
            hours: OpeningHours(weekly: ["office": week], holidays: .usFederal), position: here)
        clinic.trunks = ["carrier", "spare"]
        clinic.phones = [
            ClinicPhone(number: at("201"), name: "Front desk", trust: .trusted),
            ClinicPhone(number: at("211"), name: "Exam room", trust: .keyNeeded),
        ]
        clinic.people = [
            ClinicPerson(
                id: at("adams"), name: "Dr. Adams",
                devices: [at(.phone("211")), at(.number(try number("+16025550171")))], order: .inOrder),
            ClinicPerson(
                id: at("baker"), name: "Dr. Baker",
                devices: [at(.number(try number("+16025550172"))), at(.number(try number("+16025550173")))],
                order: .together),
            ClinicPerson(
                id: at("chen"), name: "Dr. Chen", devices: [at(.number(try number("+16025550174")))], order: .inOrder),
        ]
        let order = ["adams", "baker", "chen"]
        clinic.rotations = [
            ClinicRotation(
                name: at("providers"),
                rotation: Rotation(
                    shiftDays: 7, first: try civil("2026-01-02 00:00").date, handOff: 17 * 3600,
                    order: order.map { PersonID($0) }), order: order.map(at))
        ]
        clinic.escalations = [try urgent()]
        clinic.numbers = [
            ClinicNumber(number: at(try number(did)), flow: at("main")),
            ClinicNumber(number: at(try number(spanish)), flow: at("main"), language: at("es"), tag: "flyer"),
        ]
        clinic.flows = [
            ClinicFlow(
                name: at("main"),
                steps: [
                    at(.say([at("greeting")], .announcement)), at(.during(at("office"), at(.flow("desk")))),
                    at(.perform(at(.menu("night")))),
                ]),
            ClinicFlow(
                name: at("desk"),
                steps: [
                    at(.ring(ClinicRing(targets: [at(.phone("201"))], ringTime: .seconds(20)))),
                    at(.perform(at(.menu("day")))),
                ]),
        ]
        clinic.menus = [try night(), day()]
        clinic.prompts = ["greeting", "night-menu", "day-menu"].map {
            ClinicPrompt(name: at($0), languages: ["en", "es"])
        }
        return clinic
    }

    private static func urgent() throws -> ClinicEscalation {
        var policy = ClinicEscalation(
            name: at("urgent"),
            steps: [
                .init(targets: [at(.onCall("providers"))], ringTime: .seconds(25), position: here),
                .init(
                    targets: [at(.next("providers"))], ringTime: .seconds(25), startsEarly: .seconds(5), position: here),
                .init(
                    targets: [at(.phone("201")), at(.number(try number("+16025550190")))], order: .together,
                    ringTime: .seconds(40), position: here),
            ])
        policy.rounds = 2
        return policy
    }

    private static func night() throws -> ClinicMenu {
        ClinicMenu(
            name: at("night"), prompts: [at("night-menu")],
            keys: [
                .init(key: at(try key("5")), reason: "urgent", action: at(.escalate("urgent"))),
                .init(key: at(try key("2")), reason: "refill", action: at(.callback(.nextOfficeDay))),
                .init(key: at(try key("8")), language: at("es"), action: at(.repeatMenu)),
            ])
    }

    private static func day() -> ClinicMenu {
        ClinicMenu(
            name: at("day"), prompts: [at("day-menu")],
            keys: Key("1").map { [.init(key: at($0), action: at(.callback(.within(.seconds(14_400)))))] } ?? [],
            silence: ClinicPatience(repeats: 1, then: at(.escalate("urgent"))),
            wrongKey: ClinicPatience(repeats: 0, then: at(.flow("desk"))))
    }

    static func table(_ change: (inout Clinic) throws -> Void = { _ in }) throws -> RoutingTable {
        var clinic = try plain()
        try change(&clinic)
        let compilation = RoutingTable.compile(clinic, version: ConfigurationVersion("0123456789ab"))
        guard let table = compilation.table else { throw ZoneMissing() }
        return table
    }
}

extension RoutingTable {
    /// The decision at a local time.
    func decide(_ point: DecisionPoint, at time: String, reason: String? = nil, language: String? = nil) throws
        -> Decision
    {
        let facts = CallFacts(
            dialled: try Clinics.number(Clinics.did), caller: nil, language: language, point: point, reason: reason)
        return decide(facts, at: try zone.at(time))
    }
}

extension Decision {
    /// The trace as text.
    var lines: [String] { trace.lines }

    /// The escalation it ends in.
    var escalation: EscalationPlan? {
        if case .escalate(let plan)? = plan.instructions.last { plan } else { nil }
    }
}
