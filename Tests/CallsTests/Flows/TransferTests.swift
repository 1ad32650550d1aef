import CallModel
import Calls
import NightbellTesting
import Routing
import Testing

@Suite("Blind transfer: a phone passes the caller on")
@Signalling
struct TransferTests {
    /// Dr. Adams on 211, who talks with the caller; the desk knows 211, 212 (key 1), 213 (trusted) and the clinic's number.
    static func talking(
        safe: [Instruction] = [.hangUp], recorder isThere: Bool = false
    ) async throws -> (night: Night, adams: FakeLeg) {
        let adams = try Targets.phone("211", "Dr. Adams", person: "adams", accept: nil)
        let night = try Night(Clinic.urgentPlans([Clinic.step(1, [adams])]), safe: safe)
        if isThere { night.recorder = FakeRecorder(night.chronicle) }
        let number = try #require(PhoneNumber(e164: "+16025550101"))
        night.routing.directory = [
            "211": .phone(adams), "212": .phone(try Targets.phone("212", "Exam room 2")),
            "213": .phone(try Targets.phone("213", "Front desk", accept: nil)), "6025550101": .number(number),
        ]
        await night.begins()
        await night.answers("phone 211")
        return (night, try #require(night.leg("phone 211")))
    }

    static func refer(_ to: String, _ night: Night, _ leg: FakeLeg) async -> FakeReferral {
        let referral = FakeReferral(to)
        leg.refers(referral)
        await night.settles()
        return referral
    }

    @Test("the caller hears ringback while 213 rings; it answers, and they talk; 211 is told, and hung up 2 s later")
    func passes() async throws {
        let (night, adams) = try await Self.talking()
        await night.passes(.seconds(60))
        let referral = await Self.refer("213", night, adams)
        #expect(referral.said == ["accepted", "rings"])
        #expect(night.ringing == ["phone 213"])
        #expect(night.caller.hears == ["nightbell-ringback"])
        #expect(adams.bridgedTo == nil && night.caller.bridgedTo == nil)
        await night.passes(.seconds(5))
        await night.answers("phone 213")
        #expect(referral.said == ["accepted", "rings", "ended accepted"])
        #expect(night.dialer.bridges == ["caller + phone 211", "caller + phone 213"])
        #expect(night.caller.hears == [])
        #expect(adams.ending == nil)
        await night.passes(.seconds(2))
        #expect(adams.hungUp == .normal)
        await night.passes(.seconds(28))
        await night.callerHangsUp()
        let record = try #require(night.record)
        #expect(record.outcome == .reachedHuman(nil))
        #expect(record.attempts.map(\.device) == ["phone 211", "phone 213"])
        #expect(record.attempts.map(\.result) == [.accepted, .accepted])
        #expect(record.legs.map(\.party) == ["caller", "phone 211", "phone 213"])
        #expect(record.times.talked == .seconds(90), "60 s with 211, 30 s with 213")
        #expect(record.trace.contains { $0.contains("phone 211 passed the caller on to phone 213") })
        #expect(night.leftovers == [])
    }

    @Test("a phone that is not trusted hears the whisper and must press 1: an answer alone does not take the caller")
    func key() async throws {
        let (night, adams) = try await Self.talking()
        let referral = await Self.refer("212", night, adams)
        await night.answers("phone 212")
        #expect(night.leg("phone 212")?.hears == ["nightbell-whisper"])
        #expect(night.dialer.bridges == ["caller + phone 211"])
        await night.presses("1", on: "phone 212")
        #expect(night.dialer.bridges == ["caller + phone 211", "caller + phone 212"])
        #expect(referral.said.last == "ended accepted")
        await night.callerHangsUp()
        #expect(night.leftovers == [])
    }

    @Test(
        "whom it names does not take them: 211 is told why, and talks with the caller again",
        arguments: [
            (FakeDialer.Behaviour.busy, "ended busy", AttemptResult.busy), (.declines, "ended declined", .declined),
            (.unreachable, "ended unreachable", .unreachable),
            (.presses("2", after: .seconds(1), answeredAfter: .seconds(1)), "ended declined", .declined),
            (.answers(after: .seconds(1)), "ended noAnswer", .notAccepted), (.rings, "ended noAnswer", .noAnswer),
        ])
    func back(_ behaviour: FakeDialer.Behaviour, _ told: String, _ result: AttemptResult) async throws {
        let (night, adams) = try await Self.talking()
        night.dialer.behaviours["phone 212"] = behaviour
        let referral = await Self.refer("212", night, adams)
        await night.passes(.seconds(25))
        #expect(referral.said == ["accepted", "rings", told])
        #expect(night.dialer.bridges == ["caller + phone 211", "caller + phone 211"])
        #expect(night.caller.hears == [] && adams.ending == nil)
        let again = await Self.refer("213", night, adams)
        await night.answers("phone 213")
        #expect(again.said.last == "ended accepted")
        await night.callerHangsUp()
        #expect(night.record?.attempts.map(\.result) == [.accepted, result, .accepted])
        #expect(night.leftovers == [])
    }

    @Test("211 hangs up right after it passed the caller on, and 213 answers: the caller talks with 213")
    func leavesAtOnce() async throws {
        let (night, adams) = try await Self.talking()
        let referral = await Self.refer("213", night, adams)
        adams.end(.remote)
        await night.settles()
        #expect(night.caller.hears == ["nightbell-ringback"] && night.caller.ending == nil)
        await night.answers("phone 213")
        #expect(night.dialer.bridges == ["caller + phone 211", "caller + phone 213"])
        #expect(referral.said == ["accepted", "rings", "ended accepted"])
        await night.callerHangsUp()
        #expect(night.leftovers == [])
    }

    @Test(
        "211 hangs up, and nobody answers for 25 s: the caller is led to somebody else by the safe plan, not to silence"
    )
    func stranded() async throws {
        let baker = try Targets.phone("212", "Dr. Baker", accept: nil)
        let (night, adams) = try await Self.talking(
            safe: [
                .ring(
                    RingPlan(
                        targets: [baker], ringTime: .seconds(30), callerHears: PromptRef("music", language: "en"),
                        whisper: [])),
                Clinic.callback(.openCase),
            ])
        let referral = await Self.refer("213", night, adams)
        adams.end(.remote)
        await night.passes(.seconds(25))
        #expect(referral.said.last == "ended noAnswer")
        #expect(night.ringing == ["phone 212"])
        #expect(night.caller.hears == ["music"])
        await night.answers("phone 212")
        #expect(night.dialer.bridges.last == "caller + phone 212")
        await night.callerHangsUp()
        #expect(night.leftovers == [])
    }

    @Test(
        "the caller hangs up while 213 rings: the ring is given up, 211 is told and hung up, and the case is open again"
    )
    func callerLeaves() async throws {
        let (night, adams) = try await Self.talking()
        let referral = await Self.refer("213", night, adams)
        await night.callerHangsUp()
        #expect(night.dialer.attempt("phone 213")?.cancelled == .callerLeft)
        #expect(referral.said == ["accepted", "rings", "ended callerLeft"])
        #expect(adams.hungUp == .callerLeft)
        let record = try #require(night.record)
        #expect(record.attempts.map(\.result) == [.accepted, .callerLeft])
        #expect(record.outcome == .reachedHuman(PersonID("adams")))
        #expect(night.journal.obligations.map(\.kind) == [.openCase])
        #expect(night.journal.obligations.first?.number?.e164 == "+16025550142")
        #expect(record.trace.contains { $0.contains("case #1 stays open") })
        #expect(night.leftovers == [])
    }

    @Test("the caller hangs up while they talk, before they are passed on and after: nothing is owed")
    func talkedOut() async throws {
        for isBack in [false, true] {
            let (night, adams) = try await Self.talking()
            night.dialer.behaviours["phone 213"] = .busy
            if isBack { #expect(await Self.refer("213", night, adams).said.last == "ended busy") }
            await night.callerHangsUp()
            #expect(night.journal.obligations == [], "back: \(isBack)")
        }
    }

    @Test("drained while 213 rings: the ring is given up, and nobody is left over")
    func drained() async throws {
        let (night, adams) = try await Self.talking()
        let referral = await Self.refer("213", night, adams)
        await night.drains()
        #expect(referral.said.last == "ended callerLeft")
        #expect(night.leftovers == [])
    }

    @Test(
        "nobody, an outside number, a name with spaces, and the phone itself are refused; the talk goes on unheard of it",
        arguments: [
            ("999", "nobody"), ("+16025550142", "nobody"), ("", "nobody"), ("2 1 3", "nobody"), ("211", "itself"),
        ])
    func refused(_ dialled: String, _ why: String) async throws {
        let (night, adams) = try await Self.talking()
        let referral = await Self.refer(dialled, night, adams)
        #expect(referral.said == ["refused \(why)"])
        #expect(night.dialer.bridges == ["caller + phone 211"] && night.ringing == [])
        #expect(night.caller.bridgedTo == "phone 211" && night.caller.hears == [])
        await night.callerHangsUp()
        #expect(night.record?.attempts.count == 1)
        #expect(night.leftovers == [])
    }

    @Test(
        "a phone that hangs up 5 s after its wish was refused, or failed, leaves the caller to the safe plan; after 6 s not"
    )
    func hangsUpForIt() async throws {
        let baker = try Targets.phone("212", "Dr. Baker", accept: nil)
        let safe: [Instruction] = [
            .ring(
                RingPlan(
                    targets: [baker], ringTime: .seconds(30), callerHears: PromptRef("music", language: "en"),
                    whisper: []))
        ]
        for (dialled, pause, isLed) in [("999", 5, true), ("213", 5, true), ("999", 6, false), ("213", 6, false)] {
            let (night, adams) = try await Self.talking(safe: safe)
            night.dialer.behaviours["phone 213"] = .busy
            _ = await Self.refer(dialled, night, adams)
            await night.passes(.seconds(pause))
            adams.end(.remote)
            await night.settles()
            #expect(night.ringing == (isLed ? ["phone 212"] : []), "\(dialled) \(pause)")
            #expect((night.caller.ending == nil) == isLed)
            await night.callerHangsUp()
            await night.passes(.seconds(3))
            #expect(night.leftovers == [])
        }
    }

    @Test("somebody elsewhere is refused")
    func elsewhere() async throws {
        let (night, adams) = try await Self.talking()
        let referral = FakeReferral(elsewhere: ())
        adams.refers(referral)
        await night.settles()
        #expect(referral.said == ["refused nobody"])
        await night.callerHangsUp()
    }

    @Test("two wishes at once: the second is refused, and 213 alone rings")
    func two() async throws {
        let (night, adams) = try await Self.talking()
        let (first, second) = (FakeReferral("213"), FakeReferral("212"))
        adams.refers(first)
        adams.refers(second)
        await night.settles()
        #expect(first.said == ["accepted", "rings"])
        #expect(second.said == ["refused noTalk"])
        let third = await Self.refer("212", night, adams)
        #expect(third.said == ["refused noTalk"], "while it rings nobody talks")
        #expect(night.ringing == ["phone 213"])
        await night.callerHangsUp()
        #expect(night.leftovers == [])
    }

    @Test("a wish that crosses the caller's hang-up is refused")
    func crosses() async throws {
        let (night, adams) = try await Self.talking()
        let referral = FakeReferral("213")
        night.caller.end(.remote)
        adams.refers(referral)
        await night.settles()
        #expect(referral.said == ["refused noTalk"])
        #expect(night.dialer.attempts.count == 1)
        #expect(night.leftovers == [])
    }

    @Test("a phone that has answered and not accepted cannot pass anybody on")
    func notAccepted() async throws {
        let night = try Night(Clinic.urgentPlans([Clinic.step(1, [try Targets.phone("211", "Dr. Adams")])]))
        await night.begins()
        await night.answers("phone 211")
        let referral = FakeReferral("213")
        night.leg("phone 211")?.refers(referral)
        await night.settles()
        #expect(referral.said == ["refused noTalk"])
        await night.callerHangsUp()
        #expect(night.leftovers == [])
    }

    @Test("a phone on hold passes the caller on: the music gives way to ringback; back again, the music plays still")
    func held() async throws {
        let (night, adams) = try await Self.talking()
        night.dialer.behaviours["phone 213"] = .answers(after: .seconds(90))
        adams.turns(.on)
        await night.settles()
        #expect(night.caller.hears == ["nightbell-music"])
        _ = await Self.refer("213", night, adams)
        #expect(night.caller.hears == ["nightbell-ringback"])
        await night.passes(.seconds(25))
        #expect(night.caller.hears == ["nightbell-music"])
        #expect(night.dialer.bridges.count == 2)
        adams.turns(.off)
        await night.settles()
        #expect(night.caller.hears == [])
        await night.callerHangsUp()
        #expect(night.leftovers == [])
    }

    @Test("a number of the clinic's: 211 is told at once, and the caller is served as if that number was dialled")
    func number() async throws {
        let (night, adams) = try await Self.talking()
        let desk = try Targets.phone("213", "Front desk", accept: nil)
        night.routing.override = { facts in
            guard facts.dialled.e164 == "+16025550101" else { return nil }
            return [
                .ring(
                    RingPlan(
                        targets: [desk], ringTime: .seconds(20), callerHears: PromptRef("ringback", language: "en"),
                        whisper: [])), .hangUp,
            ]
        }
        let referral = await Self.refer("6025550101", night, adams)
        #expect(referral.said == ["accepted", "ended accepted"])
        #expect(night.ringing == ["phone 213"])
        await night.passes(.seconds(2))
        #expect(adams.hungUp == .normal)
        await night.answers("phone 213")
        #expect(night.dialer.bridges == ["caller + phone 211", "caller + phone 213"])
        await night.callerHangsUp()
        #expect(night.record?.dialled == "+16025550100")
        #expect(night.leftovers == [])
    }
}
