import CallModel
import Routing

/// How serving a call ended, when it ended by itself.
enum ServeEnd: Hashable, Sendable {
    /// What there was to do is done.
    case done
    /// Nothing sensible is left to do.
    case failed(CallFault)
    /// It could not be answered.
    case refused(Refusal)
    /// The call was over first.
    case over
}

extension Call {
    /// Answers, then obeys plans until one of them ends the call.
    func serve() async -> ServeEnd {
        switch await answer() {
        case .answered: break
        case .left, .failed(.ended): return .over
        case .failed(.noCommonCodec):
            leg.refuse(.noCommonCodec)
            return .refused(.noCommonCodec)
        case .failed(.noMedia): return .failed(.media)
        case .late: return .failed(.signallingLost)
        }
        return await goOn(from: .decide(.start))
    }

    /// Obeys plans until one of them ends the call.
    func goOn(from first: Next) async -> ServeEnd {
        var loop = LoopGuard(limits)
        var next = first
        while !isOver {
            let plan: Plan
            switch next {
            case .end(let end): return end
            case .decide(let point) where loop.decision() == .go: plan = await decide(at: point).plan
            case .decide:
                next = .rescue("the call went round in circles")
                continue
            case .rescue(let why):
                guard loop.rescue() == .go else { return await giveUp(why) }
                plan = safePlan(because: why).plan
            }
            next = await obey(plan, &loop)
        }
        return .over
    }

    /// What an instruction leads to, when not to the next one.
    enum Next: Sendable {
        case decide(DecisionPoint)
        case rescue(String)
        case end(ServeEnd)
    }

    private func obey(_ plan: Plan, _ loop: inout LoopGuard) async -> Next {
        for instruction in plan.instructions {
            guard !isOver else { return .end(.over) }
            guard loop.instruction() == .go else { return .rescue("the plan had no end") }
            if let next = await obey(instruction) { return next }
        }
        return isOver ? .end(.over) : .rescue("the plan led nowhere")
    }

    /// - Returns: `nil` for the plan's next instruction.
    private func obey(_ instruction: Instruction) async -> Next? {
        switch instruction {
        case .say(let prompts, let bargeIn):
            if case .key(let key) = await play(prompts, bargeIn) { keys.unread(key) }
            return nil
        case .menu(let plan):
            return await MenuFlow(call: self, plan: plan).run().map(Next.decide) ?? .end(.over)
        case .collect(let plan):
            return await CollectFlow(call: self, plan: plan).run().map(Next.decide) ?? .end(.over)
        case .ring(let plan):
            switch await RingFlow(call: self, plan: plan).run() {
            case .nobody: return nil
            case let end: return after(end)
            }
        case .escalate(let plan):
            switch await EscalationFlow(call: self, plan: plan).run() {
            case .nobody: return .decide(.exhausted(policy: plan.policy, round: plan.round))
            case let end: return after(end)
            }
        case .takeCallback(let plan):
            switch await CallbackFlow(call: self, plan: plan).run() {
            case .promised: return .end(.done)
            case .storeFailed: return .rescue("the callback could not be committed")
            case .noNumber: return .rescue("the caller left no number")
            case .over: return .end(.over)
            }
        case .setMode(let plan):
            switch await ModeFlow(call: self, plan: plan).run() {
            case .done: return nil
            case .zero: return .decide(.askedForPerson(menu: plan.menu))
            case .over: return .end(.over)
            }
        case .hangUp: return .end(.done)
        }
    }

    private func after(_ end: RingFlowEnd) -> Next {
        switch end {
        case .bridged(.broken): .rescue("the line of the responder broke")
        case .bridged(.over), .promised: .end(.done)
        case .nobody, .over: .end(.over)
        }
    }

    /// The last words to a caller for whom nothing is left; what is owed to them is committed all the same.
    private func giveUp(_ why: String) async -> ServeEnd {
        story.note("gave up after \(limits.rescues) safe plans: \(why)")
        _ = await play([prompt(.goodbye)], .announcement)
        return isOver ? .over : .failed(store == .failed ? .store : .internalFault)
    }
}
