import CallModel
import Routing
import Testing

@Suite("The proof")
struct ProofTests {
    /// The clinic with one menu by day and by night.
    private func table(_ change: (inout Clinic) throws -> Void) throws -> RoutingTable {
        try Clinics.table { clinic in
            clinic.zone = try Zones.load("America/New_York")
            clinic.flows[1].steps[1] = Clinics.at(.perform(Clinics.at(.menu("night"))))
            clinic.menus.removeLast()
            try change(&clinic)
        }
    }

    /// What is wrong with the clinic's first number in a week from Sun 25 Oct 2026, New York.
    private func examples(
        within: Duration = .seconds(120), _ change: (inout Clinic) throws -> Void
    ) throws -> [String] {
        let table = try table(change)
        let start = try table.zone.at("2026-10-25 00:00")
        let end = start + .seconds(9 * 86_400)
        let proof = Proof(
            try Clinics.number(Clinics.did), in: table, changes: table.changes(from: start, to: end), within: within)
        return proof.counterExamples.map { example in
            let to = example.to < end ? table.zone.words(example.to) : "end"
            return "\(table.zone.words(example.from)) - \(to), \(example.path.words): \(example.fault.words)"
        }
    }

    @Test("A clinic without faults has no counter-example, and its slowest way is known")
    func clean() throws {
        let table = try table { _ in }
        let start = try table.zone.at("2026-10-25 00:00")
        let end = start + .seconds(400 * 86_400)
        let proof = Proof(
            try Clinics.number(Clinics.did), in: table, changes: table.changes(from: start, to: end),
            within: .seconds(180))
        #expect(proof.counterExamples == [])
        #expect(proof.slowest?.time == .seconds(30))
        #expect(proof.slowest?.path.words == "option 8, option 0")
    }

    @Test("A step that nobody is behind before the first shift is found on each way to it, until the hand-off")
    func emptyStep() throws {
        let found = try examples { clinic in
            clinic.rotations[0].rotation = Rotation(
                shiftDays: 7, first: try civil("2026-10-30 00:00").date, handOff: 61_200,
                order: ["adams", "baker", "chen"].map { PersonID($0) })
        }
        #expect(
            found.filter { $0.contains("T, option 5:") || $0.contains("end, option 5:") } == [
                "Sun 25 Oct 00:00 EDT - Fri 30 Oct 17:00 EDT, option 5: step 1 is empty (escalation urgent)"
            ])
    }

    @Test("A fault within the hour that the clock shows twice is found in each pass")
    func secondPass() throws {
        let found = try examples { clinic in
            var week = WeeklyHours()
            if let span = DaySpan(start: 5400, end: 6300) { _ = week.add(span, on: .sunday) }
            clinic.hours.weekly["odd"] = week
            clinic.rotations[0].rotation = Rotation(
                shiftDays: 7, first: try civil("2026-11-06 00:00").date, handOff: 0, order: [PersonID("adams")])
            clinic.rotations[0].order = [Clinics.at("adams")]
            clinic.escalations[0].steps = [
                .init(targets: [Clinics.at(.person("chen"))], ringTime: .seconds(25), position: Clinics.here)
            ]
            clinic.flows[0].steps[0] = Clinics.at(.during(Clinics.at("odd"), Clinics.at(.flow("desk"))))
            clinic.flows[1].steps.insert(
                Clinics.at(.ring(ClinicRing(targets: [Clinics.at(.onCall("providers"))], ringTime: .seconds(9)))), at: 0
            )
        }
        #expect(
            found.filter { $0.contains("Sun 1 Nov") && $0.contains("on arrival") } == [
                "Sun 1 Nov 01:30 EDT, first pass - Sun 1 Nov 01:45 EDT, first pass, on arrival: there is nobody to ring in desk",
                "Sun 1 Nov 01:30 EST, second pass - Sun 1 Nov 01:45 EST, second pass, on arrival: there is nobody to ring in desk",
            ])
    }

    @Test("A phone that nobody owns is no person: rung first, it makes the way to one late")
    func late() throws {
        let found = try examples(within: .seconds(60)) { clinic in
            clinic.flows[1].steps[0] = Clinics.at(
                .ring(ClinicRing(targets: [Clinics.at(.phone("211"))], ringTime: .seconds(58))))
        }
        #expect(
            found.first { $0.contains("option 0") }
                == "Mon 26 Oct 08:00 EDT - Mon 26 Oct 17:00 EDT, option 0: the first person is rung after 1m 3s, which is not within 1m"
        )
        #expect(try examples(within: .seconds(120)) { _ in } == [])
    }

    @Test("A flow whose ring finds nobody, and which then takes a callback or hangs up, is found")
    func deadEnds() throws {
        for (action, fault) in [
            (ClinicAction.callback(.within(.seconds(3600))), "a callback is promised and nobody is rung"),
            (.hangUp, "the call ends and nobody is rung"),
        ] {
            let found = try examples { clinic in
                clinic.rotations[0].rotation = Rotation(
                    shiftDays: 7, first: try civil("2026-10-30 00:00").date, handOff: 61_200,
                    order: ["adams", "baker", "chen"].map { PersonID($0) })
                clinic.flows.append(
                    ClinicFlow(
                        name: Clinics.at("line"),
                        steps: [
                            Clinics.at(
                                .ring(ClinicRing(targets: [Clinics.at(.onCall("providers"))], ringTime: .seconds(9)))),
                            Clinics.at(.perform(Clinics.at(action))),
                        ]))
                clinic.menus[0].silence = ClinicPatience(repeats: 0, then: Clinics.at(.flow("line")))
            }
            #expect(found.contains("Sun 25 Oct 00:00 EDT - Mon 26 Oct 08:00 EDT, no key: \(fault)"), "\(found)")
            #expect(
                found.contains("Sun 25 Oct 00:00 EDT - Fri 30 Oct 17:00 EDT, no key: there is nobody to ring in line"))
        }
    }

    @Test("An escalation in which every step is empty is said as one fault, though the safe plan rings")
    func emptyEscalation() throws {
        let found = try examples { clinic in
            clinic.rotations[0].rotation = Rotation(
                shiftDays: 7, first: try civil("2027-01-01 00:00").date, handOff: 0, order: [PersonID("adams")])
            clinic.rotations[0].order = [Clinics.at("adams")]
            clinic.escalations[0].steps = [
                .init(targets: [Clinics.at(.onCall("providers"))], ringTime: .seconds(25), position: Clinics.here)
            ]
        }
        #expect(
            found.filter { $0.contains("T, option 5:") || $0.contains("end, option 5:") } == [
                "Sun 25 Oct 00:00 EDT - end, option 5: every step is empty (escalation urgent); only the safe plan rings"
            ])
    }

    @Test("A promise is enough for whoever chose it, and not for whoever needs help now")
    func promises() throws {
        // Keys 2 and 1 of the clinic promise callbacks; with the reason 'urgent' the compiler refuses that, and a
        // rule that sets the reason before is seen by the proof.
        #expect(try examples { _ in } == [])
        let found = try examples { clinic in
            var rule = ClinicRule(conditions: [], position: Clinics.here)
            rule.reason = "urgent"
            clinic.rules = [rule]
            clinic.menus[0].keys[1].reason = nil
        }
        #expect(
            found.first { $0.contains("option 2") }
                == "Sun 25 Oct 00:00 EDT - end, option 2: a callback is promised and nobody is rung")
    }

    @Test("A wrong key that leads round to its own menu, and never to an end, is a loop")
    func loop() throws {
        let found = try examples { clinic in
            clinic.menus[0].wrongKey = ClinicPatience(repeats: 0, then: Clinics.at(.flow("desk")))
        }
        #expect(
            found == [
                "Sun 25 Oct 00:00 EDT - end, option 8, wrong key 12 times: the call goes round in circles",
                "Sun 25 Oct 00:00 EDT - end, wrong key 12 times: the call goes round in circles",
            ])
    }
}
