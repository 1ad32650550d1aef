import CallModel
import Routing

/// One round of an urgent escalation: rings the steps' people until one accepts, while the caller is kept company.
///
/// What is chosen here, where the laws leave a choice:
/// - From the first ring on, an open case is owed. Whatever ends the call before a human has the caller (a hang-up, a
///   drain, a fault) commits it, with the caller's number where it is known. The ringing stops then: nobody is made to
///   answer an empty line, and the case stays open until a human takes it.
/// - A caller who presses the key to leave a number does not stop the ringing. Whoever accepts meanwhile gets the
///   caller, in the middle of a digit if need be: a human is better than a promise. The ringing stops when the number is
///   committed and promised.
/// - A caller whose number could not be taken or committed goes on waiting: there are still people being rung.
@Signalling
struct EscalationFlow: Flow {
    let call: Call
    let plan: EscalationPlan

    func follow() async -> Call.Next? {
        call.phase = .escalation
        if call.obligation == nil {
            // A number that was entered in an earlier round is not forgotten in this one.
            let number = call.arrival.caller ?? call.owed?.number
            call.owed = Debt(kind: .openCase, number: number, reason: plan.reason, due: plan.obligationDue)
        }
        switch await round() {
        case .accepted(let responder, let late): return await call.bridge(responder, late: late).next
        case .promised: return .end(.done)
        case .nobody: return .decide(.exhausted(policy: plan.policy, round: plan.round))
        case .over: return .end(.over)
        }
    }

    private enum Side: Sendable {
        case hunt(Hunt.End)
        case caller(WaitingCaller.End)
    }

    private enum RoundEnd: Sendable {
        case accepted(Responder, late: [any Leg])
        case promised
        case nobody
        case over
    }

    /// Both sides at once: who is rung, and who waits.
    private func round() async -> RoundEnd {
        let hunt = Hunt(
            call: call, round: plan.round, slots: plan.steps.flatMap(Self.slots), whisper: plan.whisper,
            acceptTimeout: plan.acceptTimeout)
        let caller = WaitingCaller(call, plan)
        let end = await withTaskGroup(of: Side.self) { group -> RoundEnd in
            group.addTask { @Sendable @Signalling in .hunt(await hunt.run()) }
            group.addTask { @Sendable @Signalling in .caller(await caller.keepCompany()) }
            var end = RoundEnd.nobody
            while let side = await group.next() {
                switch side {
                case .hunt(.accepted(let responder, let late)):
                    end = .accepted(responder, late: late)
                    group.cancelAll()
                case .hunt(.exhausted), .hunt(.stopped):
                    caller.hunt = .over
                    // A number that is being left is left in peace; otherwise the round is over.
                    if caller.activity == .listening { group.cancelAll() }
                case .caller(.promised):
                    if case .nobody = end { end = .promised }
                    call.stopRinging(.callerLeft)
                    group.cancelAll()
                case .caller(.waited): break
                }
            }
            return end
        }
        guard call.isOver else { return end }
        if case .accepted(let responder, let late) = end {
            for leg in [responder.leg] + late { leg.hangUp(call.stopReason) }
        }
        return .over
    }

    /// What a step rings together: all its targets, or one after another.
    private static func slots(of step: EscalationStep) -> [Hunt.Slot] {
        switch step.order {
        case .together:
            return [
                Hunt.Slot(
                    step: step.number, targets: step.targets, ringTime: step.ringTime, startsEarly: step.startsEarly)
            ]
        case .inOrder:
            return step.targets.enumerated().map { index, target in
                Hunt.Slot(
                    step: step.number, targets: [target], ringTime: step.ringTime,
                    startsEarly: index == 0 ? step.startsEarly : .zero)
            }
        }
    }
}
