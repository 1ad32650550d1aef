extension CounterExample {
    /// Where the configuration says what is wrong: the step, the key or what silence leads to, the number.
    package func position(in clinic: Clinic) -> SourcePosition {
        fault.position(in: clinic) ?? path.last.flatMap { clinic.position(of: $0) }
            ?? clinic.numbers.first { $0.number.value == number }?.number.position ?? clinic.position
    }
}

extension Fault {
    /// The step, the ring or the policy that it is about; `nil` when it is about none.
    package func position(in clinic: Clinic) -> SourcePosition? {
        switch self {
        case .emptyStep(let policy, let step):
            let steps = clinic.escalations.first { $0.name.value == policy }?.steps ?? []
            return steps.indices.contains(step - 1) ? steps[step - 1].position : nil
        case .emptyEscalation(let policy): return clinic.escalations.first { $0.name.value == policy }?.name.position
        case .emptyRing(let name):
            for case .ring(let ring) in clinic.flows.first(where: { $0.name.value == name })?.steps.map(\.value) ?? [] {
                if let target = ring.targets.first { return target.position }
            }
            return clinic.queues.first { $0.name.value == name }?.name.position
        case .safePlan, .onlyCallback, .deadEnd, .loop, .late, .tooManyWays, .tooManyKinds: return nil
        }
    }
}

extension Clinic {
    /// Where a menu says what this leads to.
    func position(of move: CallMove) -> SourcePosition? {
        switch move {
        case .answer(let name, let beginning):
            let question = questions.first { $0.name.value == name }
            let answer = question?.answers.first { $0.beginning.value == beginning }
            return answer?.beginning.position ?? question?.otherwise?.position ?? question?.name.position
        case .noAnswer(let name):
            let question = questions.first { $0.name.value == name }
            return question?.silence?.then.position ?? question?.name.position
        case .option, .wrongKey, .silence: break
        }
        guard let menu = menus.first(where: { $0.name.value == move.menu }) else { return nil }
        switch move {
        case .option(_, let key): return menu.keys.first { $0.key.value == key }?.key.position ?? menu.name.position
        case .wrongKey: return menu.wrongKey?.then.position ?? menu.name.position
        case .silence, .answer, .noAnswer: return menu.silence?.then.position ?? menu.name.position
        }
    }
}
