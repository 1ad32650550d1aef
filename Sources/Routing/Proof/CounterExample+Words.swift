package import CallModel

extension CounterExample {
    /// Where the configuration says what is wrong: the step, the key or what silence leads to, the number.
    package func position(in clinic: Clinic) -> SourcePosition {
        switch fault {
        case .emptyStep(let policy, let step):
            let steps = clinic.escalations.first { $0.name.value == policy }?.steps ?? []
            if steps.indices.contains(step - 1) { return steps[step - 1].position }
        case .emptyEscalation(let policy):
            if let policy = clinic.escalations.first(where: { $0.name.value == policy }) { return policy.name.position }
        case .emptyRing(let name):
            for case .ring(let ring) in clinic.flows.first(where: { $0.name.value == name })?.steps.map(\.value) ?? [] {
                if let target = ring.targets.first { return target.position }
            }
        case .safePlan, .onlyCallback, .deadEnd, .loop, .late, .tooManyWays: break
        }
        return path.last.flatMap { clinic.position(of: $0) }
            ?? clinic.numbers.first { $0.number.value == number }?.number.position ?? clinic.position
    }

    /// One line: `clinic.yaml:26:9: Sun 1 Nov 01:30 EST, second pass, +1602…0100, option 5: step 2 is empty …`.
    package func line(in clinic: Clinic, zone: TimeZoneRules, until end: Timestamp) -> String {
        let lasting = to < end ? "until \(zone.words(to))" : "from then on"
        return
            "\(position(in: clinic)): \(zone.words(from)), \(number.short), \(path.words): \(fault.words), \(lasting)"
    }
}

extension Clinic {
    /// Where a menu says what this leads to.
    func position(of move: CallMove) -> SourcePosition? {
        switch move {
        case .answer(let name, let beginning):
            let question = questions.first { $0.name.value == name }
            let answer = question?.answers.first { $0.beginning.value == beginning }
            return (answer?.beginning ?? question?.name)?.position
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
