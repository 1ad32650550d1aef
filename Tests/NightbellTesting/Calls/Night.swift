package import CallModel
package import Calls
package import Routing

/// A clinic's night on a manual clock: one call, its caller, and the devices that are rung.
///
///     let night = Night(plans)
///     await night.begins()
///     await night.passes(.seconds(25))
///     #expect(night.ringing == ["phone 212"])
///
/// Every step returns when nothing is left to happen before the clock moves on or somebody does something.
@Signalling
package final class Night {
    package let clock = ManualClock()
    package let chronicle = Chronicle()
    package let routing: ScriptedRouting
    package let dialer: FakeDialer
    package let journal: RecordingJournal
    package let events = EventLog()
    /// Where modes are set; without one they cannot be.
    package var desk: FakeModeDesk?
    /// Who records; nobody when there is none.
    package var recorder: FakeRecorder?
    package let caller: FakeLeg
    /// What the call starts from.
    package var arrival: CallArrival
    package var limits = CallLimits()
    /// How the call ended; `nil` while it goes on.
    package private(set) var outcome: CallOutcome?
    private var task: Task<CallOutcome, Never>?

    /// 2026-03-03 02:10:00 UTC.
    package static let start = Timestamp(seconds: 1_772_503_800)

    /// A night with these plans.
    ///
    /// - Throws: never with the fictional numbers below.
    package init(
        _ plans: [DecisionPoint: [Instruction]], safe: [Instruction] = [.hangUp],
        callerNumber: String? = "+16025550142",
        times: PromptTimes = PromptTimes()
    ) throws {
        guard let dialled = PhoneNumber(e164: "+16025550100") else { throw Targets.NotATarget() }
        routing = ScriptedRouting(chronicle, plans, safe: safe)
        dialer = FakeDialer(chronicle, clock, times)
        journal = RecordingJournal(chronicle)
        caller = FakeLeg("caller", chronicle, clock, times)
        arrival = CallArrival(
            id: CallID("0006433a2f81c400-9c41"), dialled: dialled.e164,
            caller: callerNumber.flatMap { PhoneNumber(e164: $0) }, source: "carrier", invited: Self.start,
            admission: .serve(dialled))
    }

    /// The INVITE arrives.
    package func begins() async {
        let services = CallServices(
            routing: routing, dialer: dialer, journal: journal, clock: calls,
            wallClock: clock.wallClock(from: Self.start), limits: limits)
        services.modes = desk
        services.recorder = recorder
        let call = InboundCall(arrival, services, observer: events)
        let caller = caller
        task = call.start(caller) { outcome in
            self.outcome = outcome
            self.chronicle.write("over")
        }
        await settles()
    }

    /// A phone calls another one, beside the call of the night.
    ///
    /// - Returns: the line of the phone that calls, and its task.
    package func calls(
        _ target: DialTarget, from phone: String
    ) async -> (leg: FakeLeg, task: Task<CallOutcome, Never>) {
        await calls(target.label, .connect(target, from: phone), from: phone)
    }

    /// A phone calls a number of the clinic's, beside the call of the night.
    package func calls(
        _ number: PhoneNumber, from phone: String
    ) async -> (leg: FakeLeg, task: Task<CallOutcome, Never>) {
        await calls(number.e164, .serve(number), from: phone)
    }

    private func calls(
        _ dialled: String, _ admission: CallArrival.Admission, from phone: String
    ) async -> (leg: FakeLeg, task: Task<CallOutcome, Never>) {
        let leg = FakeLeg("phone \(phone)", chronicle, clock)
        let arrival = CallArrival(
            id: CallID("0006433a2f81c400-\(phone)"), dialled: dialled, caller: nil, source: "phone \(phone)",
            invited: clock.wallClock(from: Self.start).now(), admission: admission)
        let services = CallServices(
            routing: routing, dialer: dialer, journal: journal, clock: calls,
            wallClock: clock.wallClock(from: Self.start), limits: limits)
        let call = InboundCall(arrival, services)
        let task = call.start(leg)
        await settles()
        return (leg, task)
    }

    /// Time passes.
    package func passes(_ duration: Duration) async {
        await clock.advance(by: duration) { await self.settles() }
    }

    /// The caller presses keys.
    package func callerPresses(_ keys: String) async {
        caller.press(keys)
        await settles()
    }

    /// The caller hangs up.
    package func callerHangsUp() async {
        caller.end(.remote)
        await settles()
    }

    /// A device that rings is answered.
    package func answers(_ device: String) async {
        dialer.attempt(device)?.answer()
        await settles()
    }

    /// Keys are pressed on a device that has answered.
    package func presses(_ keys: String, on device: String) async {
        dialer.attempt(device)?.leg.press(keys)
        await settles()
    }

    /// The call's task is cancelled: the daemon drains.
    package func drains() async {
        task?.cancel()
        await settles()
    }

    /// The call's task is cancelled, and nothing is waited for.
    package func cancel() { task?.cancel() }

    /// Nothing is left to happen by itself.
    package func settles() async { await Signalling.settle { self.chronicle.activity } }

    /// The leg of a device that was rung.
    package func leg(_ device: String) -> FakeLeg? { dialer.attempt(device)?.leg }

    /// Which devices ring.
    package var ringing: [String] { dialer.ringing }

    /// The time since the INVITE.
    package var elapsed: Duration { clock.now.offset }

    /// The one record; `nil` when there is none, or more than one.
    package var record: CallRecord? { journal.records.count == 1 ? journal.records.first : nil }

    /// What is left behind that should not be: a task that waits, a line that lives, a breach of a contract.
    package var leftovers: [String] {
        var found = chronicle.breaches
        for leg in [caller] + dialer.attempts.map(\.leg) where leg.waiters > 0 { found.append("waits: \(leg.label)") }
        if caller.ending == nil { found.append("alive: caller") }
        for attempt in dialer.attempts {
            if attempt.isRinging { found.append("rings: \(attempt.label)") }
            if attempt.waiters > 0 { found.append("waits for a ring: \(attempt.label)") }
            if !attempt.isRinging, attempt.cancelled == nil, attempt.answered, attempt.leg.ending == nil {
                found.append("alive: \(attempt.label)")
            }
        }
        return found
    }

    /// The clock as the call sees it, which counts its sleeps as suspension points.
    private var calls: CallClock {
        let (clock, chronicle) = (clock, chronicle)
        return CallClock(
            now: { clock.now.offset },
            after: { delay, action in
                chronicle.suspends()
                clock.after(delay, action)
            })
    }
}
