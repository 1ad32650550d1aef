import CallModel
import Routing
import Testing

@Suite("Decisions of escalations")
struct EscalationDecisionTests {
    /// Dr. Adams is on call from 2026-12-25 17:00, Dr. Baker is next.
    private let adams = "2026-12-26 03:00"
    /// Dr. Baker is on call, Dr. Chen is next.
    private let baker = "2027-01-02 03:00"

    private func urgent(_ table: RoutingTable, _ time: String) throws -> Decision {
        try table.decide(.key(menu: "night", try Clinics.key("5")), at: time)
    }

    @Test("A person's devices ring in order, or together; outside numbers need the key, the trusted desk does not")
    func steps() throws {
        let plan = try #require(try urgent(try Clinics.table(), adams).escalation)
        #expect(plan.round == 1)
        #expect(plan.steps.map(\.number) == [1, 2, 3])
        #expect(plan.steps.map(\.name) == ["on-call providers", "next providers", "Front desk, number +…90"])
        #expect(plan.steps.map(\.order) == [.inOrder, .together, .together])
        #expect(plan.steps.map(\.ringTime) == [.seconds(25), .seconds(25), .seconds(40)])
        #expect(plan.steps.map(\.startsEarly) == [.zero, .seconds(5), .zero])
        let one = Acceptance.key(try Clinics.key("1"))
        #expect(plan.steps[0].targets.map(\.label) == ["phone 211", "number +…71"])
        #expect(plan.steps[0].targets.map(\.acceptance) == [one, one])
        #expect(plan.steps[0].targets.map(\.person?.value) == ["adams", "adams"])
        #expect(plan.steps[1].targets.map(\.label) == ["number +…72", "number +…73"])
        #expect(plan.steps[2].targets.map(\.acceptance) == [.answering, one])
        #expect(
            plan.steps[1].targets.map(\.device).first
                == .number(try Clinics.number("+16025550172"), trunks: ["carrier", "spare"]))
    }

    @Test("A step that names a queue rings everybody in it together, whoever is on call among them")
    func queue() throws {
        let table = try Clinics.table { clinic in
            clinic.queues = [
                ClinicQueue(
                    name: Clinics.at("desk"), targets: [Clinics.at(.phone("201")), Clinics.at(.onCall("providers"))],
                    ringTime: .seconds(30), wait: .seconds(180), then: Clinics.at(.escalate("urgent")))
            ]
            clinic.escalations[0].steps[0].targets = [Clinics.at(.queue("desk"))]
        }
        let decision = try urgent(table, adams)
        let step = try #require(decision.escalation?.steps.first)
        #expect(step.name == "desk")
        #expect(step.order == .together)
        #expect(step.targets.map(\.label) == ["phone 201", "phone 211", "number +…71"])
        #expect(decision.lines.contains("escalations.urgent.step 1: queue desk"))
        #expect(decision.lines.contains { $0.hasPrefix("escalations.urgent.step 1: on-call providers: Dr. Adams") })
    }

    @Test("A queue in a group, or in a queue, is refused, and so is one that is not there")
    func queueInGroup() throws {
        let queue = ClinicQueue(
            name: Clinics.at("desk"), targets: [Clinics.at(.queue("desk"))], ringTime: .seconds(30),
            wait: .seconds(180), then: Clinics.at(.escalate("urgent")))
        var clinic = try Clinics.plain()
        clinic.queues = [queue]
        clinic.escalations[0].steps[0].targets = [Clinics.at(.queue("desk")), Clinics.at(.queue("deks"))]
        let messages = RoutingTable.compile(clinic, version: ConfigurationVersion("0123456789ab")).findings.map(
            \.message)
        #expect(messages.contains("queue 'desk' cannot be in queue 'desk'"))
        #expect(messages.contains("there is no queue 'deks'"))
    }

    @Test("What is not said has its built-in words, music, a comfort every 20 s and 9 to leave a number")
    func defaults() throws {
        let plan = try #require(try urgent(try Clinics.table(), adams).escalation)
        #expect(plan.opening == [PromptRef("nightbell-reaching", language: "en")])
        #expect(plan.callerHears == PromptRef("nightbell-music", language: "en"))
        #expect(plan.comfort == PromptRef("nightbell-comfort", language: "en"))
        #expect(plan.comfortInterval == .seconds(20))
        #expect(plan.leaveNumberKey == Key("9"))
        #expect(plan.whisper == [PromptRef("nightbell-whisper", language: "en")])
        #expect(plan.acceptTimeout == .seconds(15))
        #expect(plan.obligationDue == .seconds(1800))
        #expect(plan.reason == "urgent")
    }

    @Test("A caller who hears Spanish has a responder who hears the clinic's own language")
    func whisperLanguage() throws {
        let decision = try Clinics.table().decide(.silence(menu: "night", times: 1), at: adams, language: "es")
        #expect(decision.escalation?.opening == [PromptRef("nightbell-reaching", language: "es")])
        #expect(decision.escalation?.whisper == [PromptRef("nightbell-whisper", language: "en")])
    }

    @Test("After round 1 comes round 2 with its targets looked up anew and no opening; after that an open case")
    func rounds() throws {
        let table = try Clinics.table()
        let second = try table.decide(.exhausted(policy: "urgent", round: 1), at: baker, reason: "urgent")
        let plan = try #require(second.escalation)
        #expect(plan.round == 2)
        #expect(plan.opening == [])
        #expect(plan.steps[0].targets.map(\.name) == ["Dr. Baker", "Dr. Baker"])
        #expect(second.lines[1] == "escalations.urgent: nobody accepted in round 1 of 2: round 2")
        let last = try table.decide(.exhausted(policy: "urgent", round: 2), at: baker, reason: "urgent")
        #expect(
            last.plan.instructions == [
                .takeCallback(CallbackPlan(kind: .openCase, reason: "urgent", due: .seconds(1800), language: "en"))
            ])
    }

    @Test("The trace names who is on call, since when and until when, by the clock on the wall")
    func trace() throws {
        let decision = try urgent(try Clinics.table(), adams)
        #expect(
            decision.lines.dropFirst(2) == [
                "escalations.urgent.step 1: on-call providers: Dr. Adams (on call since Fri 2026-12-25 17:00 MST until Fri 2027-01-01 17:00 MST)",
                "escalations.urgent.step 2: next providers: Dr. Baker (next in order)",
                "escalations.urgent.step 3: phone 201 (Front desk)", "escalations.urgent.step 3: number +…90",
            ])
    }

    @Test(
        "Before the first shift the on-call step is skipped with a line in the trace, and the next one starts on time")
    func empty() throws {
        let decision = try urgent(try Clinics.table(), "2026-01-02 16:59")
        let plan = try #require(decision.escalation)
        #expect(plan.steps.map(\.number) == [2, 3])
        #expect(plan.steps[0].startsEarly == .zero)
        #expect(plan.steps[0].targets.first?.name == "Dr. Adams")
        #expect(
            decision.lines.dropFirst(2).prefix(2) == [
                "escalations.urgent.step 1: on-call providers: nobody: begins Fri 2026-01-02 17:00 MST",
                "escalations.urgent.step 1: nobody to ring: skipped",
            ])
    }

    @Test("When no step has anybody the safe plan's phones ring, so that the desk still hears of it")
    func allEmpty() throws {
        let table = try Clinics.table { clinic in
            clinic.escalations[0].steps = [clinic.escalations[0].steps[0]]
        }
        let decision = try urgent(table, "2026-01-01 03:00")
        let plan = try #require(decision.escalation)
        #expect(plan.policy == "urgent")
        #expect(plan.steps.count == 1)
        #expect(plan.steps[0].order == .together)
        #expect(plan.steps[0].targets.map(\.name).contains("Front desk"))
        #expect(
            decision.lines.contains("escalations.urgent: nobody to ring in any step: the safe plan's phones instead"))
    }

    @Test("A step in order with a person whose phones ring together becomes three rings of the same number")
    func mixed() throws {
        let table = try Clinics.table { clinic in
            clinic.escalations[0].steps = [
                .init(
                    targets: [Clinics.at(.phone("201")), Clinics.at(.person("baker")), Clinics.at(.person("chen"))],
                    ringTime: .seconds(10), position: Clinics.here)
            ]
        }
        let plan = try #require(try urgent(table, adams).escalation)
        #expect(plan.steps.map(\.number) == [1, 1, 1])
        #expect(plan.steps.map(\.order) == [.inOrder, .together, .inOrder])
        #expect(plan.steps.map(\.targets.count) == [1, 2, 1])
    }

    @Test("Everyone of a rotation rings once each, and a device named twice rings once")
    func everyone() throws {
        let table = try Clinics.table { clinic in
            clinic.escalations[0].steps = [
                .init(
                    targets: [Clinics.at(.onCall("providers")), Clinics.at(.everyone("providers"))], order: .together,
                    ringTime: .seconds(10), position: Clinics.here)
            ]
        }
        let plan = try #require(try urgent(table, adams).escalation)
        #expect(plan.steps.map(\.targets.count) == [5])
    }

    @Test("An override has the calls from its start to, not including, its end; who is stood in for is asked last")
    func overrides() throws {
        let plain = try Clinics.table()
        let override = OnCallOverride(
            rotation: "providers", person: PersonID("chen"), start: try plain.zone.at("2026-12-26 08:00"),
            end: try plain.zone.at("2026-12-27 08:00"))
        let table = plain.adding(overrides: [override])
        func people(_ time: String) throws -> [String?] {
            let answer = table.onCall("providers", at: try table.zone.at(time))
            return [answer?.person?.value, answer?.next?.value]
        }
        #expect(try people("2026-12-26 07:59") == ["adams", "baker"])
        #expect(try people("2026-12-26 08:00") == ["chen", "baker"])
        #expect(try people("2026-12-27 07:59") == ["chen", "baker"])
        #expect(try people("2026-12-27 08:00") == ["adams", "baker"])
        let answer = try #require(table.onCall("providers", at: override.start))
        #expect(answer.until == override.end)
        #expect(answer.reason.description == "override until Sun 2026-12-27 08:00 MST")
        #expect(plain.onCall("providers", at: override.start)?.person?.value == "adams")
    }

    @Test("Of two overrides that cover the same time the later one has it; one for nobody we know is passed over")
    func twoOverrides() throws {
        let plain = try Clinics.table()
        let start = try plain.zone.at("2026-12-26 08:00")
        func override(_ person: String, _ rotation: String = "providers") -> OnCallOverride {
            OnCallOverride(rotation: rotation, person: PersonID(person), start: start, end: start + .seconds(60))
        }
        let table = plain.adding(overrides: [
            override("baker"), override("chen"), override("nobody"), override("baker", "others"),
        ])
        #expect(table.onCall("providers", at: start)?.person?.value == "chen")
    }
}
