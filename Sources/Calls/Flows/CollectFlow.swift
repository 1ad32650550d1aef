import CallModel
import Routing

/// Asks a question that is answered with digits, and reads them back.
///
///     prompt ─ 8 5 0 0 4 ─ "You entered 8 5 0 0 4" ─ 1, or nothing: taken
///                                                  └ 2: asked again, three times in all
///
/// What the digits mean is the engine's to say, and so is what follows when there are too few of them.
@Signalling
struct CollectFlow: Flow {
    let call: Call
    let plan: CollectPlan

    func follow() async -> Call.Next? {
        call.phase = .menu
        let digits = await agree()
        guard !call.isOver else { return .end(.over) }
        if !plan.isAnswered(by: digits) { call.unanswered[plan.question, default: 0] += 1 }
        return .decide(
            .answered(question: plan.question, digits: digits, unanswered: call.unanswered[plan.question] ?? 0))
    }

    private enum Answer: Sendable { case yes, again }

    /// The digits that the caller agreed to; none when they never did.
    private func agree() async -> String {
        let rule = DigitRule(most: plan.most, first: plan.firstDigitTimeout, next: plan.nextDigitTimeout)
        for _ in 0..<3 where !call.isOver {
            let digits = await call.digits(after: plan.prompts, rule)
            guard plan.isAnswered(by: digits), plan.readBack == .confirmed else { return digits }
            if await confirm(digits) == .yes { return digits }
        }
        return ""
    }

    /// Asked twice; who says nothing to both has not objected.
    private func confirm(_ digits: String) async -> Answer {
        let spoken = digits.compactMap { $0.wholeNumberValue.flatMap(BuiltInPrompt.digit) }
        let prompts = ([.youEntered] + spoken + [.confirmDigits]).map(call.prompt)
        for _ in 0..<2 where !call.isOver {
            guard let key = await call.key(after: prompts, within: plan.firstDigitTimeout) else { continue }
            if key.names("1") { return .yes }
            if key.names("2") { return .again }
        }
        return .yes
    }
}
