import CallModel
import Calls
import NightbellTesting
import Routing

/// A night that a sweep runs again and again, struck at another place each time.
struct Scenario: Sendable, CustomStringConvertible {
    let description: String
    /// Makes the night.
    let make: @Signalling @Sendable () throws -> Night
    /// What the caller, the responders and the clock do; goes on whatever has become of the call.
    let play: @Signalling @Sendable (Night) async -> Void

    /// Greeting, 5, the primary rings out, the secondary accepts, both talk, the caller hangs up.
    static let accepted = Scenario(description: "the secondary accepts") {
        try Night(Clinic.nightPlans(Clinic.adamsThenBaker(startsEarly: .seconds(5))))
    } play: { night in
        await night.passes(.seconds(3))
        await night.callerPresses("5")
        await night.passes(.seconds(27))
        await night.answers("phone 212")
        await night.passes(.seconds(1))
        await night.presses("1", on: "phone 212")
        await night.passes(.seconds(30))
        await night.callerHangsUp()
    }

    /// A mobile's voicemail, two phones answered together, both press 1 in the same instant.
    static let race = Scenario(description: "two accept at once") {
        let targets = [
            try Targets.mobile("+16025550171", "Dr. Adams", person: "adams"),
            try Targets.phone("211", "Dr. Adams", person: "adams"),
            try Targets.phone("212", "Dr. Baker", person: "baker"),
        ]
        return try Night(Clinic.urgentPlans([Clinic.step(1, targets)]))
    } play: { night in
        night.dialer.behaviours = ["number +…71": .answers(after: .seconds(2))]
        await night.passes(.seconds(4))
        await night.answers("number +…71")
        await night.answers("phone 211")
        await night.answers("phone 212")
        await night.passes(.seconds(1))
        night.leg("phone 211")?.press("1")
        night.leg("phone 212")?.press("1")
        await night.settles()
        await night.passes(.seconds(10))
        night.leg("phone 211")?.end(.remote)
        await night.settles()
    }

    /// Busy, declined by key, unreachable; then nobody, and a number is entered and confirmed.
    static let nobody = Scenario(description: "nobody accepts, and a number is left") {
        let steps = try ["211", "212", "213"].enumerated().map { index, phone in
            Clinic.step(index + 1, [try Targets.phone(phone, phone)], ringTime: .seconds(10))
        }
        return try Night(Clinic.urgentPlans(steps))
    } play: { night in
        night.dialer.behaviours = [
            "phone 211": .busy, "phone 212": .presses("2", after: .seconds(1), answeredAfter: .seconds(2)),
        ]
        await night.passes(.seconds(14))
        await night.callerPresses("2")
        await night.passes(.seconds(1))
        await night.callerPresses("6025550143#")
        await night.passes(.seconds(1))
        await night.callerPresses("1")
        await night.passes(.seconds(10))
    }

    /// 9 at once, while a phone rings; the number is confirmed, and the promise heard.
    static let leavesNumber = Scenario(description: "9 leaves a number while a phone rings") {
        try Night(Clinic.urgentPlans(Clinic.adamsThenBaker()))
    } play: { night in
        await night.passes(.seconds(3))
        await night.callerPresses("9")
        await night.passes(.seconds(1))
        await night.callerPresses("1")
        await night.passes(.seconds(10))
    }

    /// A phone is answered, 9 is pressed, the number committed, and then 1 is pressed on the phone.
    static let acceptedLate = Scenario(description: "somebody accepts while the promise is heard") {
        try Night(Clinic.urgentPlans(Clinic.adamsThenBaker()))
    } play: { night in
        await night.answers("phone 211")
        await night.callerPresses("9")
        await night.callerPresses("1")
        await night.presses("1", on: "phone 211")
        await night.passes(.seconds(5))
        night.leg("phone 211")?.end(.remote)
        await night.settles()
    }

    static let all = [accepted, race, nobody, leavesNumber, acceptedLate]
}

/// What every run must have come to.
struct Verdict {
    /// What is wrong; empty when nothing is.
    let faults: [String]

    /// Looks at a night that is over.
    @Signalling
    init(_ night: Night) {
        var faults = night.leftovers
        let lines = night.chronicle.lines
        if night.outcome == nil { faults.append("the call never ended") }
        if night.journal.records.count != 1 { faults.append("\(night.journal.records.count) records") }
        if night.record?.outcome != night.outcome { faults.append("the record and the result differ") }
        if night.events.all.last != night.outcome.map(CallEvent.ended) { faults.append("the last event is no end") }
        let bridged = !night.dialer.bridges.isEmpty
        if bridged != (night.record?.times.bridged != nil) { faults.append("the bridge is not in the record") }
        if night.dialer.bridges.count > 1 { faults.append("bridged twice") }
        // The urgent call outlives the caller: whoever was rung for and not reached is owed something.
        let rung = !night.dialer.attempts.isEmpty
        let storeFailed = night.record?.trace.contains { $0.hasPrefix("could not commit") } ?? false
        if rung, !bridged, night.journal.open.isEmpty, !storeFailed { faults.append("an urgent case was lost") }
        if bridged, !night.journal.open.isEmpty { faults.append("a case stays open though a human was reached") }
        if night.journal.obligations.count > 1 { faults.append("\(night.journal.obligations.count) obligations") }
        // A promise is on disk before it is spoken.
        if let spoken = night.chronicle.index(of: "caller hears nightbell-callback-promised") {
            let committed = lines.prefix(spoken).contains { $0.hasPrefix("commit ") }
            if !committed { faults.append("promised before it was committed") }
        }
        let attempts = night.record?.attempts.count ?? 0
        if attempts != night.dialer.attempts.count { faults.append("\(attempts) of the attempts are in the record") }
        switch night.outcome {
        case .reachedHuman: if !bridged { faults.append("reached nobody") }
        case .callbackPromised(let id), .caseOpened(let id):
            if !night.journal.open.contains(where: { $0.id == id }) { faults.append("\(id) is not open") }
        case .abandoned(let phase):
            if rung { faults.append("an urgent call was abandoned in \(phase)") }
        case .failed(.store): if !storeFailed { faults.append("the store did not fail") }
        case .failed, .informed, .refused, nil: break
        }
        self.faults = faults
    }
}
