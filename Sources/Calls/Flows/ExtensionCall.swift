import CallModel
import Routing

/// One phone of the clinic calls another: it rings, the two are joined, and either hangs both up.
///
/// No engine is asked, nothing is owed and nothing is recorded. Answering is accepting: a person called a person. Such a
/// call ends with the daemon; a caller whom somebody asked about in it does not. Whom a phone calls may be given a caller
/// before they have answered: the ring goes on for the caller then.
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
    /// Whom one of the two has given to a caller.
    private var consulted: Consulted?

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
        let reason = Task.isCancelled ? HangUpReason.drained : .normal
        for line in lines where line.ending == nil && line !== consulted?.line { line.hangUp(reason) }
        story.times.ended = now
        await untilCounted(lines.filter { $0 !== consulted?.line }, services.limits.hangUp, services.clock)
        services.journal.record(
            CallRecord(
                id: arrival.id, configuration: services.routing.configuration, dialled: arrival.dialled, caller: nil,
                source: arrival.source, times: story.times, outcome: outcome, legs: lines.map(\.record),
                attempts: story.attempts),
            trace: story.trace)
        observe(.ended(outcome))
        return outcome
    }

    private var device: RungDevice { RungDevice(target, round: 1, step: 1) }
    private var lines: [any Leg] { [leg] + (other.map { [$0] } ?? []) }
    private var now: Timestamp { services.wallClock.now() }

    private func connect() async -> CallOutcome {
        leg.ring()
        let began = now
        let attempt = services.dialer.dial(target, for: arrival.id, from: from)
        observe(.ringing(device, for: services.limits.extensionRing))
        await settled(attempt)
        let outcome = attempt.result ?? .cancelled
        let result = result(of: outcome)
        story.add(
            AttemptRecord(
                person: target.person, device: device.device, round: 1, step: 1, started: began, ended: now,
                result: result))
        observe(.attemptEnded(device, result))
        guard case .answered(let other) = outcome else {
            guard leg.ending == nil, consulted == nil else { return .abandoned(.ringing) }
            if Task.isCancelled { return .failed(.drained) }
            let refusal = result == .busy || result == .declined ? Refusal.busy : .noAnswer
            leg.refuse(refusal)
            return .refused(refusal)
        }
        self.other = other
        return await talk(other)
    }

    /// Waits for what comes of the ring. It is given up with the call, unless it rings for a caller by then.
    private func settled(_ attempt: any OutboundAttempt) async {
        let rung = Settlement()
        attempt.over.whenSettled { rung.settle() }
        leg.whenEnded { rung.settle() }
        let target = target
        leg.whenConsulted { [weak self] in
            guard attempt.result == nil else { return nil }
            defer { rung.settle() }
            return self?.give(.phone(target, ringing: attempt))
        }
        await waiting(services.limits.extensionRing, services.clock) { await rung.wait($0) }
        leg.whenConsulted(nil)
        if consulted == nil { attempt.cancel(leg.ending == nil ? .noAnswer : .callerLeft) }
    }

    private func result(of outcome: DialOutcome) -> AttemptResult {
        switch outcome {
        case .answered: .accepted
        case .busy: .busy
        case .declined: .declined
        case .unreachable: .unreachable
        case .cancelled: leg.ending == nil && consulted == nil ? .noAnswer : .callerLeft
        }
    }

    private func talk(_ other: any Leg) async -> CallOutcome {
        let leg = leg
        consult(about: other)
        let isAnswered = await waiting(services.limits.answer, services.clock) { deadline in
            do {
                try await leg.answer(deadline)
                return true
            } catch {
                return false
            }
        }
        guard isAnswered, leg.ending == nil, consulted == nil else { return .abandoned(.ringing) }
        let joined = now
        story.times.answered = joined
        story.times.bridged = joined
        services.dialer.bridge(leg, other)
        observe(.bridged(device))
        for line in [leg as any Leg, other] { line.whenEnded { [over] in over.settle() } }
        let over = over
        await waiting(services.limits.talk, services.clock) { await over.wait($0) }
        if consulted == nil { services.dialer.unbridge(leg, other) }
        story.times.talked = max(now - joined, .zero)
        return .reachedHuman(target.person)
    }

    /// Either of the two may give the other to a caller whom it has on another line.
    private func consult(about other: any Leg) {
        leg.whenConsulted { [weak self, weak other] in
            guard let self, let other, other.ending == nil else { return nil }
            return self.give(.asked(Responder(leg: other, device: self.device)))
        }
        other.whenConsulted { [weak self] in
            guard let self, self.leg.ending == nil,
                case .phone(let caller) = self.services.routing.transferTarget(self.from)
            else { return nil }
            return self.give(.asked(Responder(leg: self.leg, device: RungDevice(caller, round: 1, step: 1))))
        }
    }

    /// From now on they belong to a caller (RFC 5589 §7), and this call is over.
    private func give(_ whom: Whom) -> Consulted? {
        guard !over.isSettled else { return nil }
        let consulted = Consulted(whom)
        self.consulted = consulted
        if let other {
            services.dialer.unbridge(leg, other)
            for line in [leg as any Leg, other] { line.whenConsulted(nil) }
        }
        story.note("\(whom.label) was given a caller by the other phone")
        over.settle()
        return consulted
    }

    private func observe(_ event: CallEvent) { observer?.observe(event, of: arrival.id, at: now) }
}
