import CallModel
import Routing

/// One phone of the clinic calls another: it rings, the two are joined, and either hangs both up.
///
/// No engine is asked, nothing is owed and nothing is recorded. Answering is accepting: a person called a person. Such a
/// call ends with the daemon; a caller whom somebody asked about in it does not.
///
/// - Isolation: signalling.
@Signalling
final class ExtensionCall {
    private let arrival: CallArrival
    private let services: CallServices
    private let observer: (any CallObserver)?
    private let target: DialTarget
    private let from: String
    private let leg: any InboundLeg
    private var other: (any Leg)?
    private var story: CallStory
    /// The talk is over: somebody hung up, or one of the two talks with a caller now.
    private let over = Settlement()
    private var given: (any Leg)?

    init(_ inbound: InboundCall, to target: DialTarget, from: String, _ leg: any InboundLeg) {
        arrival = inbound.arrival
        services = inbound.services
        observer = inbound.observer
        self.target = target
        self.from = from
        self.leg = leg
        story = CallStory(
            invited: arrival.invited, services.routing.configuration, lines: services.limits.recordLines)
    }

    func run() async -> CallOutcome {
        observe(.arrived(dialled: arrival.dialled, caller: nil, source: arrival.source))
        let outcome = await connect()
        services.consultations.remove(self)
        let reason = Task.isCancelled ? HangUpReason.drained : .normal
        for line in lines where line.ending == nil && line !== given { line.hangUp(reason) }
        story.times.ended = now
        await untilCounted(lines.filter { $0 !== given }, services.limits.hangUp, services.clock)
        services.journal.record(
            CallRecord(
                id: arrival.id, configuration: services.routing.configuration, dialled: arrival.dialled, caller: nil,
                source: arrival.source, times: story.times, outcome: outcome, legs: lines.map(\.record),
                attempts: story.attempts),
            trace: story.trace)
        observe(.ended(outcome))
        return outcome
    }

    /// Gives the line that this one talks with away, to whoever it belongs to from now on; the call is over then.
    ///
    /// - Returns: `nil` when `line` is not of this call, or the two do not talk.
    func give(from line: any Leg) -> Responder? {
        guard !over.isSettled, let other, leg.ending == nil, other.ending == nil else { return nil }
        let responder: Responder
        if line === leg {
            responder = Responder(leg: other, device: device)
        } else if line === other, case .phone(let caller) = services.routing.transferTarget(from) {
            responder = Responder(leg: leg, device: RungDevice(caller, round: 1, step: 1))
        } else {
            return nil
        }
        given = responder.leg
        services.dialer.unbridge(leg, other)
        story.note("\(responder.device.device) was given a caller by the other phone")
        over.settle()
        return responder
    }

    private var device: RungDevice { RungDevice(target, round: 1, step: 1) }
    private var lines: [any Leg] { [leg] + (other.map { [$0] } ?? []) }
    private var now: Timestamp { services.wallClock.now() }

    private func connect() async -> CallOutcome {
        leg.ring()
        let began = now
        let attempt = services.dialer.dial(target, for: arrival.id, from: from)
        leg.whenEnded { attempt.cancel(.callerLeft) }
        observe(.ringing(device, for: services.limits.extensionRing))
        let outcome = await waiting(
            services.limits.extensionRing, services.clock, expired: { attempt.cancel(.noAnswer) },
            { _ in await attempt.outcome() })
        let result = result(of: outcome)
        story.add(
            AttemptRecord(
                person: target.person, device: device.device, round: 1, step: 1, started: began, ended: now,
                result: result))
        observe(.attemptEnded(device, result))
        guard case .answered(let other) = outcome else {
            guard leg.ending == nil else { return .abandoned(.ringing) }
            if Task.isCancelled { return .failed(.drained) }
            let refusal = result == .busy || result == .declined ? Refusal.busy : .noAnswer
            leg.refuse(refusal)
            return .refused(refusal)
        }
        self.other = other
        return await talk(other)
    }

    private func result(of outcome: DialOutcome) -> AttemptResult {
        switch outcome {
        case .answered: .accepted
        case .busy: .busy
        case .declined: .declined
        case .unreachable: .unreachable
        case .cancelled: leg.ending == nil ? .noAnswer : .callerLeft
        }
    }

    private func talk(_ other: any Leg) async -> CallOutcome {
        let leg = leg
        let isAnswered = await waiting(services.limits.answer, services.clock) { deadline in
            do {
                try await leg.answer(deadline)
                return true
            } catch {
                return false
            }
        }
        guard isAnswered, leg.ending == nil else { return .abandoned(.ringing) }
        let joined = now
        story.times.answered = joined
        story.times.bridged = joined
        services.dialer.bridge(leg, other)
        services.consultations.add(self)
        observe(.bridged(device))
        for line in [leg as any Leg, other] { line.whenEnded { [over] in over.settle() } }
        let over = over
        await waiting(services.limits.talk, services.clock) { await over.wait($0) }
        if given == nil { services.dialer.unbridge(leg, other) }
        story.times.talked = max(now - joined, .zero)
        return .reachedHuman(target.person)
    }

    private func observe(_ event: CallEvent) { observer?.observe(event, of: arrival.id, at: now) }
}
