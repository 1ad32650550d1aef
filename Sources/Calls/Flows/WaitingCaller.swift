import CallModel
import Routing

/// The caller's side of an escalation: what they hear while people are rung, and the key that leaves a number instead.
@Signalling
final class WaitingCaller {
    /// What the caller did.
    enum End: Sendable {
        /// They left a number: it is committed, and was promised.
        case promised(ObligationID)
        /// They waited, until there was nothing more to wait for.
        case waited
    }

    private let call: Call
    private let plan: EscalationPlan
    /// Whether people are still being rung; the flow clears it.
    var hunt = HuntState.ringing
    /// Whether the caller is leaving a number at this moment.
    private(set) var activity = Activity.listening

    enum HuntState: Sendable { case ringing, over }
    enum Activity: Sendable { case listening, leavingNumber }

    init(_ call: Call, _ plan: EscalationPlan) {
        self.call = call
        self.plan = plan
    }

    /// Keeps the caller company until the task is cancelled or they have left a number.
    func keepCompany() async -> End {
        var opening = plan.opening
        // A caller who could not leave a number, for want of a number or of a store, waits on.
        while !call.isOver, hunt == .ringing {
            let greeting = opening
            opening = []
            let end = await whicheverFirst({ await self.entertain(greeting) }, { await self.leavesNumber() })
            guard end.second == .pressed, !call.isOver else { return .waited }
            activity = .leavingNumber
            let callback = CallbackPlan(
                kind: .openCase, reason: plan.reason, due: plan.obligationDue, language: plan.language)
            let left = await CallbackFlow(call: call, plan: callback).run()
            activity = .listening
            call.phase = .escalation
            if case .promised(let id) = left { return .promised(id) }
        }
        return .waited
    }

    private enum LeaveKey: Sendable { case pressed, never }

    /// Waits for the key that leaves a number; the others mean nothing here.
    private func leavesNumber() async -> LeaveKey {
        while let key = await call.keys.next() {
            if key == plan.leaveNumberKey { return .pressed }
        }
        return .never
    }

    /// The opening, then music with a word of comfort now and then. Returns only when cancelled or the call is over.
    private func entertain(_ opening: [PromptRef]) async {
        await speak(opening)
        while !call.isOver {
            call.leg.play([plan.callerHears], loop: .forever)
            await call.clock.sleep(for: max(.seconds(1), plan.comfortInterval))
            if let comfort = plan.comfort { await speak([comfort]) }
        }
    }

    private func speak(_ prompts: [PromptRef]) async {
        guard !prompts.isEmpty, !call.isOver else { return }
        let leg = call.leg
        call.observe(.playing(prompts))
        leg.play(prompts, loop: .once)
        await waiting(call.limits.prompt, call.clock) { await leg.playbackEnded($0) }
    }
}
