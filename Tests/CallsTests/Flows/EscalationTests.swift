import CallModel
import Calls
import NightbellTesting
import Routing
import Testing

@Suite("Escalation: who is rung, and when")
@Signalling
struct EscalationTests {
    private func results(_ night: Night) -> [String] {
        night.record?.attempts.map { "\($0.device) \($0.result.rawValue)" } ?? []
    }

    @Test("Busy, declined and unreachable lead to the next step in the same instant")
    func nextAtOnce() async throws {
        let steps = try ["211", "212", "213", "214"].enumerated().map { index, phone in
            Clinic.step(index + 1, [try Targets.phone(phone, "Dr. \(phone)", person: phone)])
        }
        let night = try Night(Clinic.urgentPlans(steps))
        night.dialer.behaviours = ["phone 211": .busy, "phone 212": .declines, "phone 213": .unreachable]
        await night.begins()
        #expect(night.elapsed == .zero)
        #expect(night.ringing == ["phone 214"])
        await night.answers("phone 214")
        await night.presses("1", on: "phone 214")
        await night.callerHangsUp()
        #expect(
            results(night) == ["phone 211 busy", "phone 212 declined", "phone 213 unreachable", "phone 214 accepted"])
        #expect(night.record?.trace.contains("phone 213: unreachable (not registered)") == true)
    }

    @Test("A voicemail that answers at 3 s and presses nothing is no answer: the next step starts at 13 s")
    func voicemail() async throws {
        let night = try Night(Clinic.urgentPlans(Clinic.adamsThenBaker()))
        night.dialer.behaviours = ["phone 211": .answers(after: .seconds(3))]
        await night.begins()
        await night.passes(.milliseconds(12_999))
        #expect(night.leg("phone 211")?.hears == ["whisper"])
        #expect(night.ringing == [])
        await night.passes(.milliseconds(1))
        #expect(night.leg("phone 211")?.hungUp == .noAnswer)
        #expect(night.ringing == ["phone 212"])
        await night.callerHangsUp()
        #expect(results(night) == ["phone 211 notAccepted", "phone 212 callerLeft"])
    }

    @Test("Other phones of the step keep ringing while a voicemail talks, and one of them accepts")
    func othersKeepRinging() async throws {
        let step = Clinic.step(
            1,
            [
                try Targets.mobile("+16025550171", "Dr. Adams", person: "adams"),
                try Targets.phone("211", "Dr. Adams", person: "adams"),
            ])
        let night = try Night(Clinic.urgentPlans([step]))
        night.dialer.behaviours = ["number +…71": .answers(after: .seconds(3))]
        await night.begins()
        await night.passes(.seconds(15))
        #expect(night.ringing == ["phone 211"])
        await night.answers("phone 211")
        await night.presses("1", on: "phone 211")
        #expect(night.dialer.bridges == ["caller + phone 211"])
        await night.callerHangsUp()
        #expect(results(night) == ["number +…71 notAccepted", "phone 211 accepted"])
    }

    @Test("Who answers at 24 s keeps 10 s to press 1, while the next step rings from 25 s")
    func lateAnswerKeepsItsTime() async throws {
        let night = try Night(Clinic.urgentPlans(Clinic.adamsThenBaker()))
        await night.begins()
        await night.passes(.seconds(24))
        await night.answers("phone 211")
        await night.passes(.seconds(1))
        #expect(night.ringing == ["phone 212"])
        await night.passes(.seconds(8))
        await night.presses("1", on: "phone 211")
        #expect(night.dialer.bridges == ["caller + phone 211"])
        #expect(night.dialer.attempt("phone 212")?.cancelled == .answeredElsewhere)
        await night.callerHangsUp()
        #expect(results(night) == ["phone 211 accepted", "phone 212 answeredElsewhere"].sorted())
        #expect(night.leftovers == [])
    }

    @Test("An answer in the very instant in which the ring ends is an answer")
    func answerAtTheLimit() async throws {
        let night = try Night(Clinic.urgentPlans(Clinic.adamsThenBaker()))
        await night.begins()
        night.clock.after(.seconds(25)) { night.dialer.attempt("phone 211")?.answer() }
        await night.passes(.seconds(25))
        await night.presses("1", on: "phone 211")
        #expect(night.dialer.bridges == ["caller + phone 211"])
        await night.callerHangsUp()
        #expect(night.outcome == .reachedHuman(PersonID("adams")))
        #expect(night.leftovers == [])
    }

    @Test("2 declines, and the next step starts at once")
    func declineByKey() async throws {
        let night = try Night(Clinic.urgentPlans(Clinic.adamsThenBaker()))
        await night.begins()
        await night.passes(.seconds(4))
        await night.answers("phone 211")
        await night.presses("7", on: "phone 211")
        #expect(night.leg("phone 211")?.hears == ["whisper"])
        await night.presses("2", on: "phone 211")
        #expect(night.leg("phone 211")?.hungUp == .declined)
        #expect(night.ringing == ["phone 212"])
        #expect(night.elapsed == .seconds(4))
        await night.callerHangsUp()
    }

    @Test("A responder who hangs up during the whisper has not accepted; the next step starts at once")
    func hangUpDuringWhisper() async throws {
        let night = try Night(Clinic.urgentPlans(Clinic.adamsThenBaker()))
        await night.begins()
        await night.answers("phone 211")
        night.leg("phone 211")?.end(.remote)
        await night.settles()
        #expect(night.ringing == ["phone 212"])
        await night.callerHangsUp()
        #expect(results(night) == ["phone 211 notAccepted", "phone 212 callerLeft"])
    }

    @Test("A step that starts 5 s early rings from 20 s, while the one before it rings on until 25 s")
    func overlap() async throws {
        let night = try Night(Clinic.urgentPlans(Clinic.adamsThenBaker(startsEarly: .seconds(5))))
        await night.begins()
        await night.passes(.milliseconds(19_999))
        #expect(night.ringing == ["phone 211"])
        await night.passes(.milliseconds(1))
        #expect(night.ringing == ["phone 211", "phone 212"])
        await night.passes(.milliseconds(4_999))
        #expect(night.ringing == ["phone 211", "phone 212"])
        await night.passes(.milliseconds(1))
        #expect(night.ringing == ["phone 212"])
        await night.passes(.seconds(20))
        #expect(night.ringing == [])
        #expect(night.routing.asked.last == .exhausted(policy: "urgent", round: 1))
        await night.callerHangsUp()
    }

    @Test("Targets in order ring 10 s each, and a busy one makes way at once")
    func inOrder() async throws {
        let step = Clinic.step(
            1,
            [
                try Targets.phone("211", "A", person: "a"), try Targets.phone("212", "B", person: "b"),
                try Targets.phone("213", "C", person: "c"),
            ], .inOrder, ringTime: .seconds(10))
        let night = try Night(Clinic.urgentPlans([step]))
        night.dialer.behaviours = ["phone 212": .busy]
        await night.begins()
        #expect(night.ringing == ["phone 211"])
        await night.passes(.seconds(10))
        #expect(night.ringing == ["phone 213"])
        await night.passes(.seconds(10))
        #expect(night.routing.asked.last == .exhausted(policy: "urgent", round: 1))
        await night.callerHangsUp()
        #expect(results(night) == ["phone 211 noAnswer", "phone 212 busy", "phone 213 noAnswer"])
    }

    @Test("A trusted phone accepts by answering: no whisper, bridged at once")
    func trusted() async throws {
        let steps = [Clinic.step(1, [try Targets.phone("201", "Triage nurse", person: "triage", accept: nil)])]
        let night = try Night(Clinic.urgentPlans(steps))
        await night.begins()
        await night.passes(.seconds(3))
        await night.answers("phone 201")
        #expect(night.leg("phone 201")?.heard == [])
        #expect(night.dialer.bridges == ["caller + phone 201"])
        night.leg("phone 201")?.end(.remote)
        await night.settles()
        #expect(night.outcome == .reachedHuman(PersonID("triage")))
        #expect(night.caller.hungUp == .normal)
        #expect(night.leftovers == [])
    }

    @Test("The caller hears the opening, music, and comfort 20 s after the music began, again and again")
    func comfort() async throws {
        let night = try Night(Clinic.urgentPlans(Clinic.adamsThenBaker()))
        await night.begins()
        await night.passes(.seconds(50))
        #expect(night.caller.heard.prefix(6) == ["reaching", "music", "comfort", "music", "comfort", "music"])
        await night.callerHangsUp()
    }

    @Test("Nobody accepts in round 1, the engine gives round 2 and then a callback")
    func rounds() async throws {
        var plans = try Clinic.urgentPlans(Clinic.adamsThenBaker())
        plans[.exhausted(policy: "urgent", round: 1)] = [try Clinic.escalation(round: 2, Clinic.adamsThenBaker())]
        plans[.exhausted(policy: "urgent", round: 2)] = [Clinic.callback(.openCase)]
        let night = try Night(plans)
        await night.begins()
        await night.passes(.seconds(100))
        #expect(night.routing.asked.last == .exhausted(policy: "urgent", round: 2))
        #expect(night.caller.hears.first == "nightbell-your-number-is")
        await night.callerPresses("1")
        await night.passes(.seconds(5))
        #expect(night.outcome == .callbackPromised(ObligationID(1)))
        #expect(night.record?.attempts.map(\.round) == [1, 1, 2, 2])
        #expect(night.journal.obligations.first?.kind == .openCase)
    }

    @Test("A policy without steps is exhausted in the same instant")
    func noSteps() async throws {
        let night = try Night(Clinic.urgentPlans([]))
        await night.begins()
        #expect(night.routing.asked == [.start, .exhausted(policy: "urgent", round: 1)])
        await night.callerHangsUp()
        #expect(night.outcome == .caseOpened(ObligationID(1)))
    }

    @Test("A line of the responder that breaks leads the caller to the safe plan")
    func brokenLine() async throws {
        let safe = [try Clinic.escalation(Clinic.adamsThenBaker())]
        let night = try Night(Clinic.urgentPlans(Clinic.adamsThenBaker()), safe: safe)
        await night.begins()
        await night.answers("phone 211")
        await night.presses("1", on: "phone 211")
        night.leg("phone 211")?.end(.deadMedia)
        await night.settles()
        #expect(night.routing.rescues == 1)
        #expect(night.ringing == ["phone 211"])
        await night.callerHangsUp()
        #expect(night.outcome == .reachedHuman(PersonID("adams")))
        #expect(night.journal.open.map(\.kind) == [.openCase])
    }

    @Test("At most 3 devices are rung in a call whose limit is 3")
    func attemptsAreBounded() async throws {
        let targets = try (1...5).map { try Targets.phone("21\($0)", "Dr. \($0)") }
        let night = try Night(Clinic.urgentPlans([Clinic.step(1, targets), Clinic.step(2, targets)]))
        night.limits.attempts = 3
        await night.begins()
        #expect(night.ringing == ["phone 211", "phone 212", "phone 213"])
        await night.passes(.seconds(25))
        #expect(night.routing.asked.last == .exhausted(policy: "urgent", round: 1))
        await night.callerHangsUp()
        #expect(night.dialer.attempts.count == 3)
    }
}
