import CallModel
import Glibc
import Routing

/// A clinic of many sites that is made up: the same one every time for the same sizes.
struct BigClinic {
    /// How much there is of each.
    struct Size {
        var rules = 10_000
        var people = 500
        var rotations = 200
        var sites = 50
    }

    let size: Size
    let zones: [TimeZoneRules]

    static let zoneNames = [
        "America/Phoenix", "America/New_York", "America/Chicago", "America/Los_Angeles", "Pacific/Honolulu",
    ]
    private static let here = SourcePosition(file: "bench", line: 1, column: 1)
    private static let skills = ["pediatrics", "dental", "cardiology", "imaging", "travel"]

    init(_ size: Size) throws {
        self.size = size
        zones = try Self.zoneNames.map { try TimeZoneRules(name: $0, tzif: Self.bytes("/usr/share/zoneinfo/\($0)")) }
    }

    func at<Value>(_ value: Value) -> Placed<Value> { Placed(value, at: Self.here) }

    /// The n-th fictional number: 79,000 of them are apart.
    static func number(_ index: Int) -> PhoneNumber? {
        PhoneNumber(e164: "+1\(200 + index / 100 % 790)55501\(index % 100 < 10 ? "0" : "")\(index % 100)")
    }

    /// Numbers of the clinic, four a site.
    func did(_ index: Int) -> PhoneNumber? { Self.number(70_000 + index % (size.sites * 4)) }

    func clinic() -> Clinic {
        var clinic = Clinic(
            name: "Big clinic", zone: zones[0], languages: [at("en"), at("es")], hours: hours, position: Self.here)
        clinic.trunks = ["carrier", "spare"]
        clinic.sites = (0..<size.sites).map { site in
            ClinicSite(
                name: at("site\(site)"), title: "Site \(site)", zone: zones[site % zones.count], hours: hours,
                desk: [at(.phone("\(1000 + site)"))])
        }
        clinic.phones = (0..<size.sites).map {
            ClinicPhone(number: at("\(1000 + $0)"), name: "Desk \($0)", trust: .trusted)
        }
        clinic.people = (0..<size.people).map { person in
            var entry = ClinicPerson(
                id: at("person\(person)"), name: "Dr. Person \(person)",
                devices: (0..<2).compactMap { Self.number(60_000 + person * 2 + $0) }.map { at(.number($0)) },
                order: .inOrder)
            entry.skills = [Self.skills[person % Self.skills.count]]
            return entry
        }
        clinic.rotations = (0..<size.rotations).map(rotation)
        clinic.escalations = (0..<size.rotations).map(escalation)
        clinic.numbers = (0..<size.sites * 4).compactMap { index in
            did(index).map {
                ClinicNumber(
                    number: at($0), flow: at("main\(index % size.sites)"), tag: "tag\(index % 10)",
                    site: at("site\(index % size.sites)"))
            }
        }
        clinic.flows = (0..<size.sites).map { site in
            ClinicFlow(
                name: at("main\(site)"),
                steps: [
                    at(.say([at("greeting")], .announcement)),
                    at(.during(at("office"), at(.menu("day\(site)")))), at(.perform(at(.menu("night\(site)")))),
                ])
        }
        clinic.menus = (0..<size.sites).flatMap { [menu("day\($0)", $0), menu("night\($0)", $0)] }
        clinic.prompts = ["greeting", "options"].map { ClinicPrompt(name: at($0), languages: ["en", "es"]) }
        clinic.rules = (0..<size.rules).map(rule)
        return clinic
    }

    private var hours: OpeningHours {
        var week = WeeklyHours()
        for day in Weekday.allCases.prefix(5) {
            for (start, end) in [(8, 12), (13, 17)] {
                if let span = DaySpan(start: start * 3600, end: end * 3600) { _ = week.add(span, on: day) }
            }
        }
        return OpeningHours(weekly: ["office": week], holidays: .usFederal)
    }

    private func rotation(_ index: Int) -> ClinicRotation {
        let order = (0..<8).map { "person\((index * 5 + $0 * 37) % size.people)" }
        let days = [1, 7, 14][index % 3]
        let first = CivilDate(year: 2024, month: 1, day: 5) ?? CivilDate(dayNumber: 19_727)
        return ClinicRotation(
            name: at("rotation\(index)"), site: at("site\(index % size.sites)"),
            rotation: Rotation(
                shiftDays: days, first: first, handOff: 17 * 3600, order: order.map { PersonID($0) }),
            order: order.map(at))
    }

    private func escalation(_ index: Int) -> ClinicEscalation {
        var policy = ClinicEscalation(
            name: at("urgent\(index)"),
            steps: [
                .init(targets: [at(.onCall("rotation\(index)"))], ringTime: .seconds(25), position: Self.here),
                .init(
                    targets: [at(.next("rotation\(index)"))], ringTime: .seconds(25), startsEarly: .seconds(5),
                    position: Self.here),
                .init(
                    targets: [at(.phone("\(1000 + index % size.sites)"))]
                        + [Self.number(69_000 + index)].compactMap { $0 }.map { at(.number($0)) },
                    order: .together, ringTime: .seconds(40), position: Self.here),
            ])
        policy.rounds = 2
        return policy
    }

    private func menu(_ name: String, _ site: Int) -> ClinicMenu {
        let action = ClinicAction.escalate("urgent\(site % size.rotations)")
        let keys = [
            Key("5").map { ClinicMenuKey(key: at($0), reason: "urgent", action: at(action)) },
            Key("2").map { ClinicMenuKey(key: at($0), reason: "refill", action: at(.callback(.nextOfficeDay))) },
            Key("8").map { ClinicMenuKey(key: at($0), language: at("es"), action: at(.repeatMenu)) },
        ].compactMap { $0 }
        let patience = ClinicPatience(repeats: 1, then: at(action))
        return ClinicMenu(name: at(name), prompts: [at("options")], keys: keys, silence: patience, wrongKey: patience)
    }

    /// Of a hundred rules 50 name a caller, 20 the beginning of a number, 15 a zip code, 10 a number of the clinic with
    /// a time, and the others a provider or a skill; one in a thousand has only a time.
    private func rule(_ index: Int) -> ClinicRule {
        let turn = index % 100
        var conditions: [ClinicCondition] = []
        switch turn {
        case 0..<50: conditions = [.caller([Self.number(index % 60_000)].compactMap { $0 }.map { .number($0) })]
        case 50..<70:
            let beginning = "+1\(200 + index / 100 % 790)5550" + (turn < 60 ? "1" : "") + "\(index % 10)"
            conditions = [.caller([.prefix(beginning)]), .during("office")]
        case 70..<85: conditions = [.zip(["\(10_000 + index % 89_999)"])]
        case 85..<95:
            conditions = [
                .number([did(index / 10)].compactMap { $0 }), .time(from: index % 86_399, to: index % 86_399 + 1),
            ]
        default:
            if index % 1000 == 99 {
                conditions = [.time(from: index % 86_399, to: index % 86_399 + 1)]
            } else if turn % 2 == 0 {
                conditions = [
                    .provider(["person\(index / 100 % size.people)"]),
                    .time(from: index % 86_399, to: index % 86_399 + 1),
                ]
            } else {
                conditions = [
                    .caller([.prefix("+1\(200 + index / 100 % 790)5550\(index % 9)1")]),
                    .skill([Self.skills[index % 5]]),
                ]
            }
        }
        // So that those which begin anew are not the same as the first.
        if index >= 60_000 { conditions.append(.days([.monday])) }
        var rule = ClinicRule(
            conditions: conditions.map(at), action: at(.escalate("urgent\(index % size.rotations)")),
            position: Self.here)
        if index % 7 == 0 {
            rule.action = nil
            rule.priority = .high
        }
        return rule
    }

    private static func bytes(_ path: String) throws -> [UInt8] {
        guard let file = fopen(path, "r") else { throw BenchError(description: "\(path) cannot be read") }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = fread(&bytes, 1, bytes.count, file)
        return Array(bytes.prefix(count))
    }
}

/// Why the benchmark cannot run.
struct BenchError: Error, CustomStringConvertible {
    let description: String
}
