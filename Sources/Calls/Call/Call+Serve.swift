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
        if let end = end(of: await answer()) { return end }
        return await goOn(from: .decide(.start))
    }

    /// How the call ends when it was not answered; `nil` when it was.
    @inline(never)
    private func end(of answer: AnswerEnd) -> ServeEnd? {
        switch answer {
        case .answered: return nil
        case .left, .failed(.ended): return .over
        case .failed(.noCommonCodec):
            leg.refuse(.noCommonCodec)
            return .refused(.noCommonCodec)
        case .failed(.noMedia): return .failed(.media)
        case .late: return .failed(.signallingLost)
        }
    }

    /// Obeys plans until one of them ends the call.
    func goOn(from first: Next) async -> ServeEnd {
        var step = step(from: first)
        while true {
            while case .follow(let flow) = step { step = self.step(after: await flow.follow()) }
            if case .end(let end) = step { return end }
            step = await take(step)
        }
    }

    /// The steps that are rarely taken.
    @inline(never)
    private func take(_ step: Step) async -> Step {
        switch step {
        case .ask(let point): begin(await plan(at: point))
        case .giveUp(let why): .end(await giveUp(why))
        case .follow, .end: step
        }
    }

    /// What an instruction leads to, when not to the next one.
    enum Next: Sendable {
        case decide(DecisionPoint)
        case rescue(String)
        case end(ServeEnd)
    }

    /// What is waited for next.
    private enum Step {
        case follow(any Flow)
        case ask(DecisionPoint)
        case giveUp(String)
        case end(ServeEnd)
    }

    @inline(never)
    private func step(from next: Next) -> Step {
        guard !isOver else { return .end(.over) }
        switch next {
        case .end(let end): return .end(end)
        case .decide(let point):
            guard course.loop.decision() == .go else { return step(from: .rescue("the call went round in circles")) }
            return planAtOnce(point).map(begin) ?? .ask(point)
        case .rescue(let why):
            guard course.loop.rescue() == .go else { return .giveUp(why) }
            return begin(safePlan(because: why))
        }
    }

    @inline(never)
    private func begin(_ plan: Plan) -> Step {
        course.rest = plan.instructions[...]
        return step(after: nil)
    }

    @inline(never)
    private func step(after next: Next?) -> Step {
        if let next { return step(from: next) }
        guard !isOver else { return .end(.over) }
        guard let instruction = course.rest.popFirst() else { return step(from: .rescue("the plan led nowhere")) }
        guard course.loop.instruction() == .go else { return step(from: .rescue("the plan had no end")) }
        return flow(instruction).map(Step.follow) ?? .end(.done)
    }

    /// - Returns: `nil` for the end of the call.
    private func flow(_ instruction: Instruction) -> (any Flow)? {
        switch instruction {
        case .say(let prompts, let bargeIn): SayFlow(call: self, prompts: prompts, bargeIn: bargeIn)
        case .menu(let plan): MenuFlow(call: self, plan: plan)
        case .collect(let plan): CollectFlow(call: self, plan: plan)
        case .ring(let plan): RingFlow(call: self, plan: plan)
        case .escalate(let plan): EscalationFlow(call: self, plan: plan)
        case .takeCallback(let plan): CallbackFlow(call: self, plan: plan)
        case .setMode(let plan): ModeFlow(call: self, plan: plan)
        case .hangUp: nil
        }
    }

    /// The last words to a caller for whom nothing is left; what is owed to them is committed all the same.
    @inline(never)
    private func giveUp(_ why: String) async -> ServeEnd {
        story.note("gave up after \(limits.rescues) safe plans: \(why)")
        _ = await play([prompt(.goodbye)], .announcement)
        return isOver ? .over : .failed(store == .failed ? .store : .internalFault)
    }
}

/// How far the call has come in its plan.
struct Course {
    var loop: LoopGuard
    /// What is still to be obeyed.
    var rest: ArraySlice<Instruction> = []
}

/// What a call does for one instruction of its plan.
@Signalling
protocol Flow {
    /// - Returns: `nil` for the plan's next instruction.
    func follow() async -> Call.Next?
}
