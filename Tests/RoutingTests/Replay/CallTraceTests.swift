import CallModel
import Testing

@testable import Routing

@Suite("The trace of a call is kept as bytes, and read without a configuration")
struct CallTraceTests {
    static let version = ConfigurationVersion("0123456789ab")
    static let at = Timestamp(microseconds: 1_767_225_600_123_456)

    /// A decision with these entries, and all else filled.
    static func decision(
        _ entries: [Trace.Entry], point: DecisionPoint = .start, version: ConfigurationVersion = version
    ) throws -> DecisionRecord {
        let dialled = try #require(PhoneNumber(e164: "+16025550100"))
        var facts = CallFacts(
            dialled: dialled, caller: PhoneNumber(e164: "+16025550142"), language: "es", point: point,
            reason: "urgent", site: "north", load: CallLoad(active: 3, waiting: 2), standing: .suspected)
        facts.marks = CallMarks(
            priority: .high, provider: PersonID("adams"), skill: "pediatrics", zip: "85004", pace: .slow)
        let trace = Trace(
            entries: entries, configuration: version, at: at,
            overrides: [
                OnCallOverride(rotation: "r", person: PersonID("baker"), start: at, end: at + .seconds(60))
            ],
            modes: [ModeSetting(mode: "snow", site: nil, start: at, end: nil)])
        return DecisionRecord(
            question: .decision, facts: facts,
            decision: Decision(plan: Plan([.hangUp]), trace: trace, language: "en", reason: "urgent"))
    }

    /// One entry of every kind.
    static func everything() throws -> [Trace.Entry] {
        let local = LocalInstant(at: at, offset: -25_200, abbreviation: "MST")
        let number = try #require(PhoneNumber(e164: "+16025550199"))
        let key = try #require(Key("5"))
        let date = try #require(CivilDate(year: 2026, month: 12, day: 25))
        let span = try #require(DaySpan(start: 28_800, end: 43_200))
        let actions: [ClinicAction] = [
            .flow("f"), .menu("m"), .escalate("e"), .callback(.within(.milliseconds(90_500))),
            .callback(.nextOfficeDay), .ask("q"), .queue("s"), .voicemail("v"), .repeatMenu, .setMode, .hangUp,
            .unreadable,
        ]
        let hours: [HoursReason] = [
            .exception(date, [span]), .closedDay(date), .closedSpan(date, span), .mode("Snow day", until: local),
            .mode("Snow day", until: nil), .noMode, .holiday("Christmas Day"), .instead("half", [span, .wholeDay]),
            .never(.sunday), .week(.monday, [span]),
        ]
        let turns: [OnCallReason] = [
            .shift(since: local, until: local), .fixed(since: local, until: local), .override(until: local),
            .begins(local), .gap, .nobodyTakesTurns, .nextInOrder,
        ]
        let targets: [(ClinicTarget, TargetFinding)] = [
            (.phone("201"), .device("Front desk")), (.number(number), .device("mobile")),
            (.person("adams"), .person("Dr. Adams", .none)), (.onCall("r"), .nobodyOnCall(.gap)),
            (.next("r"), .nobodyNext), (.queue("q"), .group("q")),
            (.everyone("r"), .everyone(["Dr. Adams", "Dr. Bäker"])),
            (.unreadable, .unreadable), (.person("x"), .missing), (.phone("g"), .group("Desk")),
        ]
        let safe: [SafePlanReason] = [
            .noMenu("a"), .noEscalation("b"), .noFlow("c"), .noQuestion("d"), .noQueue("e"), .flowEnds("f"),
            .flowsInCircles, .escalationsInCircles, .nobodyAccepted(round: 2), .nothingToRepeat, .unreadable,
            .callFailed, .engineFailed, .tooMuchWork,
        ]
        let preferences: [ClinicPreference] = [.callersLanguage, .skill("x"), .wantedSkill, .wantedProvider]
        let marks = RuleMarks(language: "es", reason: nil, marks: CallMarks(priority: .low))
        let places: [TracePlace] = [
            .time, .number(number), .rule(3, "nights"), .rule(4, nil), .rules, .flow("f"), .flowStep("f", 2),
            .menu("m"), .question("q"), .queue("s"), .escalation("e"), .step("e", 1), .callback, .modes, .safePlan,
        ]
        var findings: [TraceFinding] = [
            .clock(local), .siteClock(local, "North"), .notOurs, .answers(flow: "f", language: "en"),
            .ruleFails(.waiting), .moreRulesFail(12), .ruleHolds(marks, nil), .ruleHolds(marks, .hangUp),
            .noHours("office"), .dayOff(nil), .dayOff(.holiday("New Year")),
            .key(key, reason: "urgent", language: nil, .escalate("e")), .pace(.slow),
            .answer(beginning: "850", .flow("f")), .otherAnswer(.repeatMenu), .kept(.zip),
            .prefers(preferences, language: "es", best: nil), .prefers([], language: "en", best: "Dr. Adams"),
            .asksAgain(.silence, time: 1, of: 2), .gaveUp(.tooFewDigits, .hangUp), .nobodyInRing, .nobodyInStep,
            .nobodyInAnyStep, .nextRound(after: 1, of: 3), .lastRound(3, of: 3, .callback(.nextOfficeDay)),
            .nextOfficeDay(local), .noOfficeDay,
        ]
        findings += actions.map { .does($0) }
        findings += hours.map { .hours("office", .open, $0) }
        findings += turns.map { .target(.onCall("r"), .onCall("Dr. Adams", $0, .some)) }
        findings += targets.map { .target($0, $1) }
        findings += safe.flatMap { [.safeRing($0, ["Desk", "Dr. Adams"]), .safeCallback($0)] }
        return places.map { Trace.Entry($0, .notOurs) } + findings.map { Trace.Entry(.time, $0) }
    }

    @Test("Every kind of entry, of fact and of point comes back as it was, in the same words")
    func roundTrip() throws {
        let key = try #require(Key("#"))
        let points: [DecisionPoint] = [
            .start, .key(menu: "night", key), .silence(menu: "night", times: 2), .wrongKey(menu: "night", times: 3),
            .answered(question: "zip", digits: "85004", unanswered: 1), .exhausted(policy: "urgent", round: 2),
            .askedForPerson(menu: "night"), .askedForPerson(menu: nil),
        ]
        var trace = CallTrace(Self.version, lines: 10_000)
        trace.note("the first thing")
        for point in points { trace.note(try Self.decision(Self.everything(), point: point)) }
        trace.note(try Self.decision([], version: ConfigurationVersion("another")))
        trace.note("¿“the last”?")

        let kept = try #require(KeptTrace(packed: trace.packed(), configuration: Self.version))
        #expect(kept.lines == trace.lines)
        #expect(kept.lines.count > 800)
        #expect(kept.items.first == .note("the first thing"))
        #expect(kept.items.last == .note("¿“the last”?"))
        let decisions = kept.items.compactMap { item in
            if case .decision(let decision) = item { decision } else { nil }
        }
        #expect(decisions.map(\.facts) == trace.decisions.map(\.facts))
        #expect(decisions.map(\.trace) == trace.decisions.map(\.decision.trace))
        #expect(decisions.map(\.question) == trace.decisions.map(\.question))
        #expect(decisions.map(\.plan) == trace.decisions.map { PlanMark($0.decision) })
    }

    @Test("Two decisions with another plan, language, reason, site or mark have 6 marks")
    func marks() throws {
        let plain = try Self.decision([]).decision
        var others = [plain]
        for change: (inout Decision) -> Void in [
            { $0.plan = Plan([]) }, { $0.language = "es" }, { $0.reason = nil }, { $0.site = "north" },
            { $0.marks.pace = .slow },
        ] {
            var other = plain
            change(&other)
            others.append(other)
        }
        #expect(Set(others.map(PlanMark.init)).count == 6)
        var traced = plain
        traced.trace.entries = [.init(.time, .notOurs)]
        #expect(PlanMark(traced) == PlanMark(plain))
    }

    @Test("Lines are cut at 5 of 7, and a decision beyond them is kept to be made again")
    func cut() throws {
        var trace = CallTrace(Self.version, lines: 5)
        for number in 1...7 { trace.note("\(number)") }
        trace.note(try Self.decision([]))
        let lines = ["1", "2", "3", "4", "… more than 5 lines"]
        #expect(trace.lines == lines)
        let kept = try #require(KeptTrace(packed: trace.packed(), configuration: Self.version))
        #expect(kept.lines == lines)
        #expect(kept.items.count == 6)
    }

    @Test("An item that only a newer version knows is passed over; a newer layout is not read")
    func newer() throws {
        var trace = CallTrace(Self.version, lines: 9)
        trace.note("before")
        let bytes = trace.packed()
        let kept = try #require(KeptTrace(packed: bytes + [2, 99, 1] + [2, 0, 0], configuration: Self.version))
        #expect(kept.items == [.note("before"), .unreadable, .note("")])
        #expect(KeptTrace(packed: [2] + bytes.dropFirst(), configuration: Self.version) == nil)
    }

    @Test("Bytes that were cut off anywhere, or changed in one place, are read or refused, and never trap")
    func damaged() throws {
        var trace = CallTrace(Self.version, lines: 99)
        trace.note("a note")
        trace.note(try Self.decision(Self.everything()))
        let bytes = trace.packed()
        var read = 0
        for end in 0..<bytes.count {
            if KeptTrace(packed: Array(bytes[..<end]), configuration: Self.version) != nil { read += 1 }
        }
        // Where an item ends: after the layout and the limit, and after the note.
        #expect(read == 2)
        for place in bytes.indices {
            for change: UInt8 in [0x01, 0x7F, 0x80, 0xFF] {
                var other = bytes
                other[place] ^= change
                _ = KeptTrace(packed: other, configuration: Self.version)?.lines
            }
        }
    }
}
