import CallModel
import Calls
import NightbellTesting
import Routing
import Testing

@Suite("A call that another process had goes on")
@Signalling
struct ResumeTests {
    /// A night that begins in the middle of a call.
    @Signalling
    private final class Middle {
        let night: Night
        let responder: FakeLeg
        private(set) var outcome: CallOutcome?

        init() throws {
            night = try Night(
                [.start: [.say(Clinic.prompts("greeting"), bargeIn: .allowed), .hangUp]],
                safe: [.say(Clinic.prompts("safe"), bargeIn: .allowed), .hangUp])
            responder = FakeLeg("phone 211", night.chronicle, night.clock)
        }

        private var device: RungDevice {
            get throws {
                RungDevice(try Targets.phone("211", "Dr. Adams", person: "adams"), round: 1, step: 1)
            }
        }

        /// Another process takes the call up, that many seconds after two were joined.
        func resumes(
            talking seconds: Int64?, owed: Debt? = nil, with responder: FakeLeg?, audio: ResumedLines.Audio = .goesOn,
            recording: KeptCall.Recording? = nil, by recorder: FakeRecorder? = nil
        ) async throws {
            let clock = night.clock
            let arrival = night.arrival
            guard case .serve(let dialled) = arrival.admission else { return }
            let services = CallServices(
                routing: night.routing, dialer: night.dialer, journal: night.journal,
                clock: CallClock(now: { clock.now.offset }, after: { clock.after($0, $1) }),
                wallClock: clock.wallClock(from: Night.start), limits: night.limits)
            services.recorder = recorder
            let joined = seconds.map { Night.start + .seconds(-$0) }
            var times = SignallingTimes(invited: arrival.invited + .seconds(-900))
            times.answered = arrival.invited + .seconds(-890)
            times.bridged = joined
            let configuration = ConfigurationVersion("0123456789ab")
            let record = CallRecord(
                id: arrival.id, configuration: configuration, dialled: arrival.dialled, caller: arrival.caller,
                source: arrival.source, times: times, outcome: .abandoned(.menu),
                legs: [
                    night.caller.record,
                    LegRecord(party: "early", direction: .outbound, sipCallID: "1", ending: "over"),
                    self.responder.record,
                ], recordings: recording.map { ["earlier", $0.name] } ?? [])
            var trace = CallTrace(configuration, lines: 400)
            trace.note("before")
            let device = try device
            let kept = KeptCall(
                record: record, trace: CallTrace(resuming: trace.packed(), configuration, lines: 400),
                situation: KeptCall.Situation(
                    talk: joined.map { KeptCall.Talk(device: device, since: $0) },
                    facts: CallFacts(dialled: dialled, caller: arrival.caller).packed(), phase: .escalation, owed: owed,
                    recording: recording),
                caller: [], responder: nil)
            let lines = ResumedLines(caller: night.caller, responder: responder, audio: audio)
            let call = InboundCall(arrival, services, observer: night.events)
            call.resume(kept, lines) { self.outcome = $0 }
            await night.settles()
        }
    }

    @Test("Two talked for 100 s; 50 s later the responder hangs up: the record has 150 s, and what was before")
    func talk() async throws {
        let middle = try Middle()
        try await middle.resumes(talking: 100, with: middle.responder)
        await middle.night.passes(.seconds(50))
        middle.responder.end(.remote)
        await middle.night.settles()
        #expect(middle.outcome == .reachedHuman(PersonID("adams")))
        let record = try #require(middle.night.record)
        #expect(record.times.talked == .seconds(150))
        #expect(record.configuration == ConfigurationVersion("0123456789ab"))
        #expect(record.legs.map(\.party) == ["caller", "early", "phone 211"])
        #expect(middle.night.caller.hungUp == .normal)
        #expect(middle.night.routing.asked.isEmpty)
        #expect(middle.night.dialer.bridges.isEmpty)
    }

    @Test("The caller hangs up: so does the responder's line")
    func callerLeaves() async throws {
        let middle = try Middle()
        try await middle.resumes(talking: 100, with: middle.responder)
        await middle.night.callerHangsUp()
        #expect(middle.outcome == .reachedHuman(PersonID("adams")))
        #expect(middle.responder.hungUp == .normal)
    }

    @Test("The longest talk is counted from its beginning, in the process before")
    func longest() async throws {
        let middle = try Middle()
        middle.night.limits.talk = .seconds(120)
        try await middle.resumes(talking: 100, with: middle.responder)
        await middle.night.passes(.seconds(19))
        #expect(middle.outcome == nil)
        await middle.night.passes(.seconds(1))
        #expect(middle.outcome == .reachedHuman(PersonID("adams")))
    }

    @Test("The responder's line breaks, or is gone: the caller is led on by the safe plan, and it is 1 record")
    func broken() async throws {
        for isThere in [true, false] {
            let middle = try Middle()
            try await middle.resumes(talking: 100, with: isThere ? middle.responder : nil)
            if isThere {
                middle.responder.end(.deadMedia)
                await middle.night.settles()
            }
            #expect(middle.night.caller.hears == ["safe"])
            await middle.night.passes(.seconds(2))
            #expect(middle.outcome == .reachedHuman(PersonID("adams")))
            #expect(middle.night.journal.records.count == 1)
        }
    }

    @Test("A caller who waited is put where the engine was asked last")
    func waiting() async throws {
        let middle = try Middle()
        try await middle.resumes(talking: nil, with: nil)
        #expect(middle.night.routing.asked == [.start])
        #expect(middle.night.caller.hears == ["greeting"])
        await middle.night.callerHangsUp()
        #expect(middle.outcome == .abandoned(.escalation))
    }

    @Test("Audio that ended with the process: both lines are hung up, and the record says that it was ours")
    func gone() async throws {
        let middle = try Middle()
        try await middle.resumes(talking: 100, with: middle.responder, audio: .gone)
        #expect(middle.outcome == .failed(.daemonEnded))
        #expect(middle.outcome?.partyAtFault == .ours)
        #expect(middle.night.caller.hungUp == .fault)
        #expect(middle.responder.hungUp == .fault)
    }

    @Test("An urgent caller whose audio ended with the process: the case is committed, and stays open")
    func owed() async throws {
        let middle = try Middle()
        let debt = Debt(kind: .openCase, number: middle.night.arrival.caller, reason: "urgent", due: .seconds(900))
        try await middle.resumes(talking: nil, owed: debt, with: nil, audio: .gone)
        #expect(middle.night.journal.open.map(\.kind) == [.openCase])
        #expect(middle.outcome == middle.night.journal.open.first?.id.map { .caseOpened($0) })
    }

    @Test("A recording that another process began: * pauses it, * lets it go on, and the record names it once")
    func recorded() async throws {
        let middle = try Middle()
        let recorder = FakeRecorder(middle.night.chronicle)
        try await middle.resumes(
            talking: 100, with: middle.responder, recording: KeptCall.Recording(name: "r-1", pauseKey: Key("*")),
            by: recorder)
        #expect(recorder.told == ["is taken up on caller"])
        #expect(middle.night.caller.hears == [], "it was announced by the process before")
        middle.responder.press("5*")
        await middle.night.settles()
        #expect(middle.responder.hears == ["nightbell-recording-paused"])
        middle.responder.press("*")
        await middle.night.settles()
        #expect(middle.responder.hears == ["nightbell-recording-resumed"])
        await middle.night.callerHangsUp()
        #expect(recorder.told == ["is taken up on caller", "pauses", "goes on", "pauses", "ends"])
        #expect(middle.night.record?.recordings == ["earlier", "r-1"])
    }

    @Test("One that was paused is paused again, in case nobody had heard so, and the next * lets it go on")
    func pausedBefore() async throws {
        let middle = try Middle()
        let recorder = FakeRecorder(middle.night.chronicle)
        try await middle.resumes(
            talking: 100, with: middle.responder,
            recording: KeptCall.Recording(name: "r-1", pauseKey: Key("*"), state: .paused), by: recorder)
        middle.responder.press("*")
        await middle.night.settles()
        #expect(recorder.told == ["is taken up on caller", "pauses", "goes on"])
    }

    @Test("One of an earlier talk, and who talks now had not heard of it: announced for 2 s, and only then recorded on")
    func unannounced() async throws {
        let middle = try Middle()
        let recorder = FakeRecorder(middle.night.chronicle)
        try await middle.resumes(
            talking: 1, with: middle.responder,
            recording: KeptCall.Recording(name: "r-1", pauseKey: Key("*"), state: .unannounced), by: recorder)
        #expect(middle.responder.hears == ["nightbell-recording"])
        #expect(recorder.told == ["is taken up on caller", "pauses"])
        await middle.night.passes(.seconds(2))
        #expect(recorder.told == ["is taken up on caller", "pauses", "goes on"])
        await middle.night.callerHangsUp()
        #expect(middle.night.record?.recordings == ["earlier", "r-1"])
    }

    @Test(
        "A talk that is to be recorded and was not yet: both hear the announcement, 2 s, and are recorded from then on")
    func notYetRecorded() async throws {
        let middle = try Middle()
        let recorder = FakeRecorder(middle.night.chronicle)
        try await middle.resumes(talking: 1, with: middle.responder, by: recorder)
        #expect(middle.responder.hears == ["nightbell-recording"])
        #expect(recorder.told == [])
        await middle.night.passes(.seconds(2))
        #expect(recorder.told == ["begins on caller"])
    }

    @Test("A drain hangs both up, and the record says a human was reached")
    func drained() async throws {
        let middle = try Middle()
        try await middle.resumes(talking: 100, with: middle.responder)
        middle.night.caller.hangUp(.drained)
        await middle.night.settles()
        #expect(middle.outcome == .reachedHuman(PersonID("adams")))
        #expect(middle.responder.ending != nil)
    }
}
