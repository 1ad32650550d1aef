import CallModel
import Daemon
import Storage
import Testing

@testable import nightbell

@Suite("Answers for people")
struct PresentationTests {
    /// People read this machine's clock, whatever its zone: always 19 characters.
    private func local(_ seconds: Int64) -> String { Words.local(ReportTime(Timestamp(seconds: seconds))) }

    @Test("A table's columns are as wide as their widest cell, and no line ends in spaces")
    func table() {
        var table = Table(["id", "name", "x"], indent: 1)
        table.add("1", "Dr. Müller", "")
        table.add("22", "", "y")
        #expect(table.lines == [" id  name        x", " 1   Dr. Müller", " 22              y"])
    }

    @Test("Spans have two units at most, and seconds a tenth")
    func words() {
        #expect(Words.span(.seconds(-5)) == "0 s")
        #expect(Words.span(.milliseconds(59_999)) == "59 s")
        #expect(Words.span(.seconds(60)) == "1 min")
        #expect(Words.span(.seconds(8040)) == "2 h 14 min")
        #expect(Words.span(.seconds(7200)) == "2 h")
        #expect(Words.span(.seconds(273_600)) == "3 d 4 h")
        #expect(Words.seconds(41.46) == "41.5 s")
        #expect(Words.seconds(0) == "0.0 s")
        #expect(Words.seconds(-0.25) == "-0.3 s")
        #expect(Words.seconds(.nan) == "0.0 s")
        #expect(Words.seconds(.infinity) == "0.0 s")
        let local = Words.local(ReportTime(Timestamp(seconds: 1_767_225_600)))
        #expect(local.wholeMatch(of: /(2025-12-31|2026-01-01) \d\d:\d\d:00/) != nil, "\(local)")
        #expect(Words.count(1, "call") == "1 call")
        #expect(Words.count(0, "call") == "0 calls")
    }

    @Test("A status with an overdue callback, a store that fails, a phone that is away and a trunk that is down")
    func status() {
        let start = Timestamp(seconds: 1_767_225_600)
        var health = StoreHealth()
        health.state = .failing
        health.failingSince = start + .seconds(60)
        health.lastError = StoreError(.full, "no room to write calls.sqlite: free some disk space")
        health.waiting = 3
        health.droppedRecords = 1
        let status = DaemonStatus(
            version: "0.1.0", activity: .draining, started: start, now: start + .seconds(8040),
            configuration: ConfigurationStatus(
                path: "clinic.yaml", version: ConfigurationVersion("0123456789ab"), since: start,
                refusedReload: "clinic.yaml:3:5: error: no phone '219'"),
            phones: [
                PhoneStatus(
                    phone: "201", name: "Front desk", contacts: ["udp 192.0.2.7:5062"], expires: start + .seconds(9000)),
                PhoneStatus(phone: "211", name: "Exam room 1", contacts: []),
            ],
            trunks: [
                TrunkStatus(name: "carrier", state: .up, detail: "static", calls: 1, channels: 10),
                TrunkStatus(name: "spare", state: .down, detail: "no answer to OPTIONS", calls: 0),
            ], calls: 1, openCallbacks: 2, overdueCallbacks: 1, store: health, counters: ["b.two": 2, "a.one": 1])
        #expect(
            status.text == """
                nightbell 0.1.0  draining for 2 h 14 min, since \(local(1_767_225_600))
                configuration    0123456789ab  clinic.yaml, since \(local(1_767_225_600))
                                 last reload refused: clinic.yaml:3:5: error: no phone '219'
                calls            1 running
                callbacks        2 open, 1 overdue: see `nightbell callbacks`
                store            failing for 2 h 13 min: no room to write calls.sqlite: free some disk space; \
                3 waiting to be written; 1 record lost

                phones
                  201  Front desk   udp 192.0.2.7:5062  until \(local(1_767_234_600))
                  211  Exam room 1  not registered

                trunks
                  carrier  up    1 of 10 calls  static
                  spare    down  0 calls        no answer to OPTIONS

                since the start
                  a.one  1
                  b.two  2
                """)
    }

    static let record = CallRecord(
        id: CallID("0006474846204000-0001"), configuration: ConfigurationVersion("0123456789ab"),
        dialled: "+16025550100", caller: PhoneNumber(e164: "+16025550142"), source: "carrier",
        times: SignallingTimes(
            invited: Timestamp(seconds: 1_767_225_600), answered: Timestamp(microseconds: 1_767_225_600_020_000),
            bridged: Timestamp(microseconds: 1_767_225_641_460_000), ended: Timestamp(seconds: 1_767_225_800),
            talked: .milliseconds(158_540)),
        outcome: .reachedHuman(PersonID("baker")),
        legs: [
            LegRecord(
                party: "caller", direction: .inbound, sipCallID: "a", ending: "bye from caller", packetsReceived: 9000,
                packetsSent: 8990,
                quality: LegQuality(
                    codec: "PCMU", packetsLost: 91, jitter: 3.1, worstJitter: 41.7, opinion: 4.32,
                    reported: LegQuality.Reported(packetsLost: 0, jitter: 0.4, roundTrip: 24, opinion: 4.4),
                    heldSeconds: 7.25, fault: "its audio stopped"))
        ],
        attempts: [
            AttemptRecord(
                person: PersonID("adams"), device: "phone 211", round: 1, step: 1,
                started: Timestamp(seconds: 1_767_225_608), ended: Timestamp(seconds: 1_767_225_633), result: .noAnswer)
        ], choices: ["night: 5 urgent"], trace: ["flows.main: office hours: closed"])

    @Test("One record is told in full, the number redacted")
    func oneCall() {
        let report = CallsReport(running: [], past: [PastCall(Self.record, reveal: false)])
        #expect(
            report.text(now: ReportTime(Timestamp(seconds: 1_767_226_000))) == """
                call           0006474846204000-0001
                caller         +…42, from carrier
                dialled        +16025550100
                began          \(local(1_767_225_600))
                answered       +0.0 s
                bridged        +41.5 s
                ended          +200.0 s
                to human       41.5 s
                talked         158.5 s
                ending         reachedHuman baker
                configuration  0123456789ab
                choices        night: 5 urgent
                rings
                  +8.0 s  round 1 step 1  adams  phone 211  for 25.0 s  noAnswer
                legs
                  inbound  caller  9000 packets in, 8990 out  bye from caller
                audio
                  caller: PCMU, heard MOS 4.3 (1 % lost, jitter 3.1 ms), sent MOS 4.4 (0 % lost, jitter 0.4 ms), \
                round trip 24 ms, held 7.3 s
                  caller: not heard: its audio stopped
                decisions
                  flows.main: office hours: closed
                """)
    }

    @Test("Several calls are a line each: those that run first")
    func severalCalls() {
        var abandoned = Self.record
        abandoned.outcome = .abandoned(.menu)
        abandoned.times.bridged = nil
        abandoned.caller = nil
        let running = CallSummary(
            id: CallID("r"), since: Timestamp(seconds: 1_767_225_900), dialled: "+16025550100",
            caller: Self.record.caller, source: "carrier", stage: "menu night", reveal: true)
        let report = CallsReport(
            running: [running], past: [PastCall(Self.record, reveal: true), PastCall(abandoned, reveal: true)])
        #expect(
            report.text(now: ReportTime(Timestamp(seconds: 1_767_226_000))) == """
                running  since  caller        dialled       from     stage
                r        1 min  +16025550142  +16025550100  carrier  menu night

                call                   began                caller        dialled       to human  ending
                0006474846204000-0001  \(local(1_767_225_600))  +16025550142  +16025550100  41.5 s    reachedHuman baker
                0006474846204000-0001  \(local(1_767_225_600))  withheld      +16025550100  –         abandoned menu (theirs)
                """)
        #expect(CallsReport(running: [], past: []).text(now: running.since) == "no calls")
    }

    @Test("Callbacks say how long they are overdue; numbers are hidden until revealed")
    func callbacks() {
        let now = Timestamp(seconds: 1_767_226_000)
        let made = Timestamp(seconds: 1_767_225_600)
        var obligation = Obligation(
            id: ObligationID(7), kind: .openCase, call: CallID("a"), number: PhoneNumber(e164: "+16025550142"),
            reason: "urgent", created: made, due: now + .seconds(-180))
        let overdue = CallbackReport(obligation, now: now, reveal: false)
        obligation.id = ObligationID(8)
        obligation.kind = .callback
        obligation.due = now + .seconds(90)
        obligation.owner = PersonID("adams")
        obligation.number = nil
        let open = CallbackReport(obligation, now: now, reveal: false)
        obligation.closed = now
        obligation.resolution = "called back"
        let closed = CallbackReport(obligation, now: now, reveal: true)
        let report = CallbacksReport(callbacks: [overdue, open, closed])
        #expect(
            report.text(now: ReportTime(now), numbers: .redacted) == """
                id  due                  what      reason  number   owner   made
                #7  overdue 3 min        openCase  urgent  +…42     nobody  \(local(1_767_225_600))
                #8  in 1 min             callback  urgent  unknown  adams   \(local(1_767_225_600))
                #8  closed: called back  callback  urgent  unknown  adams   \(local(1_767_225_600))

                To call somebody back: nightbell callbacks --reveal
                """)
        #expect(
            CallbacksReport(callbacks: []).text(now: ReportTime(now), numbers: .inFull)
                == "nothing is owed: no open callback")
    }
}
