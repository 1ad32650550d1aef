import CallModel
import Routing

/// Clinics made by chance, with and without faults. All edges are on whole or half hours.
struct RandomClinic {
    /// SplitMix64: the same seed gives the same clinic on every machine.
    struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var z = state
            z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
            z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
            return z ^ (z >> 31)
        }
    }

    static let zones = [
        "America/Phoenix", "America/New_York", "Europe/London", "Australia/Lord_Howe", "Asia/Kathmandu",
    ]

    private var random: Generator

    init(seed: UInt64) { random = Generator(state: seed) }

    private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

    private mutating func halfHour(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) * 1800 }

    /// A clinic that may or may not compile.
    mutating func clinic(around date: CivilDate) throws -> Clinic {
        var clinic = try Clinics.plain()
        clinic.zone = try Zones.load(Self.zones.randomElement(using: &random) ?? "UTC")
        var week = WeeklyHours()
        for day in Weekday.allCases where chance(70) {
            if let span = DaySpan(start: halfHour(0...20), end: halfHour(24...48)) { _ = week.add(span, on: day) }
        }
        clinic.hours = OpeningHours(weekly: ["office": week], holidays: chance(50) ? .usFederal : nil)
        if chance(40), let span = DaySpan(start: halfHour(0...10), end: halfHour(12...48)) {
            clinic.hours.close(span, on: date + Int.random(in: 0...13, using: &random))
        }
        let order = ["adams", "baker", "chen"].prefix(Int.random(in: 1...3, using: &random)).map { $0 }
        let since = chance(75) ? date + -40 : date + Int.random(in: 0...10, using: &random)
        clinic.rotations = [
            ClinicRotation(
                name: Clinics.at("providers"),
                rotation: Rotation(
                    shiftDays: chance(50) ? 1 : 7, first: since, handOff: halfHour(0...47),
                    order: order.map { PersonID($0) }), order: order.map(Clinics.at))
        ]
        clinic.escalations = [try policy()]
        clinic.flows = [try main(), try desk()]
        clinic.menus = [try menu("night"), try menu("day")]
        return clinic
    }

    private mutating func target() throws -> Placed<ClinicTarget> {
        let choices: [ClinicTarget] = [
            .onCall("providers"), .onCall("providers"), .next("providers"), .phone("201"), .phone("211"),
            .number(try Clinics.number("+16025550190")), .person("adams"), .everyone("providers"),
        ]
        return Clinics.at(choices.randomElement(using: &random) ?? .person("adams"))
    }

    private mutating func policy() throws -> ClinicEscalation {
        var policy = ClinicEscalation(name: Clinics.at("urgent"), steps: [])
        for _ in 0..<Int.random(in: 1...2, using: &random) {
            let second: [Placed<ClinicTarget>] = chance(40) ? [try target()] : []
            policy.steps.append(
                .init(
                    targets: [try target()] + second, order: chance(50) ? .together : .inOrder, ringTime: .seconds(20),
                    position: Clinics.here))
        }
        policy.rounds = Int.random(in: 1...2, using: &random)
        return policy
    }

    private mutating func main() throws -> ClinicFlow {
        var steps: [Placed<ClinicStep>] = [Clinics.at(.say([Clinics.at("greeting")], .announcement))]
        if chance(30) { steps.append(Clinics.at(.during(Clinics.at("holidays"), Clinics.at(.menu("night"))))) }
        steps.append(Clinics.at(.during(Clinics.at("office"), Clinics.at(.flow("desk")))))
        steps.append(Clinics.at(.perform(Clinics.at(.menu("night")))))
        return ClinicFlow(name: Clinics.at("main"), steps: steps)
    }

    private mutating func desk() throws -> ClinicFlow {
        let ring = ClinicRing(targets: [try target()], ringTime: .seconds(15))
        return ClinicFlow(
            name: Clinics.at("desk"),
            steps: (chance(60) ? [Clinics.at(.ring(ring))] : []) + [Clinics.at(.perform(Clinics.at(.menu("day"))))])
    }

    private mutating func menu(_ name: String) throws -> ClinicMenu {
        let actions: [(String?, ClinicAction)] = [
            ("urgent", .escalate("urgent")), ("urgent", .escalate("urgent")), (nil, .repeatMenu),
            ("refill", .callback(.nextOfficeDay)), ("urgent", .callback(.within(.seconds(1800)))),
            ("refill", .escalate("urgent")), (nil, .menu("day")), (nil, .menu("night")), (nil, .hangUp),
            (nil, .flow("desk")),
        ]
        var keys: [ClinicMenuKey] = []
        for character in "125".prefix(Int.random(in: 1...3, using: &random)) {
            // The last ones lead astray, and are rare.
            let likely = chance(80) ? actions.prefix(4) : actions[...]
            guard let (reason, action) = likely.randomElement(using: &random) else { continue }
            keys.append(.init(key: Clinics.at(try Clinics.key(character)), reason: reason, action: Clinics.at(action)))
        }
        return ClinicMenu(
            name: Clinics.at(name), prompts: [Clinics.at("night-menu")], keys: keys,
            silence: chance(30)
                ? .init(repeats: 1, then: Clinics.at(chance(50) ? .escalate("urgent") : .flow("desk"))) : nil,
            wrongKey: .init(repeats: chance(50) ? 1 : 0, then: Clinics.at(.escalate("urgent"))))
    }
}
