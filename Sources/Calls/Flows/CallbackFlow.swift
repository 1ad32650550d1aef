import CallModel
import Routing

/// Takes a number to call back: reads it back, **commits it, then promises**.
///
/// The number that the call came from is offered first, where it is known. Where no key is pressed at all, that number
/// is taken: a caller who cannot press keys is called back all the same. Without it there is nothing to promise, and
/// the caller is led to a person.
@Signalling
struct CallbackFlow: Flow {
    /// How it ended.
    enum End: Hashable, Sendable {
        /// The obligation is on disk, and the caller was told so (or hung up while being told).
        case promised(ObligationID)
        /// The store failed; the caller was told to stay on the line.
        case storeFailed
        /// The caller gave no number, and came from none.
        case noNumber
        /// The call was over before anything could be promised; what was committed stays.
        case over
    }

    let call: Call
    let plan: CallbackPlan

    func follow() async -> Call.Next? {
        switch await run() {
        case .promised: .end(.done)
        case .storeFailed: .rescue("the callback could not be committed")
        case .noNumber: .rescue("the caller left no number")
        case .over: .end(.over)
        }
    }

    func run() async -> End {
        call.phase = .leavingNumber
        call.observe(.leavingNumber)
        call.keys.forget()
        if plan.kind == .openCase, call.obligation == nil, call.owed == nil {
            call.owed = Debt(kind: .openCase, number: call.arrival.caller, reason: plan.reason, due: plan.due)
        }
        let number = await agree()
        guard !call.isOver else { return .over }
        guard let number else { return .noNumber }
        // An urgent case stays one, whatever it is called here.
        let kind = call.owed?.kind ?? plan.kind
        let debt = Debt(kind: kind, number: number, reason: plan.reason, due: plan.due)
        guard let id = await call.commit(debt) else {
            _ = await call.play([say(.callbackFailed)], .announcement)
            return .storeFailed
        }
        call.owed = nil
        guard !call.isOver else { return .over }
        call.promise = id
        call.observe(.promised(id))
        _ = await call.play([say(.callbackPromised), say(.goodbye)], .announcement)
        return .promised(id)
    }

    private enum Answer: Sendable { case yes, again, silence }

    /// The number that the caller agreed to; `nil` when there is none.
    private func agree() async -> PhoneNumber? {
        if let known = call.arrival.caller {
            switch await confirm(known) {
            case .yes, .silence: return known
            case .again: break
            }
        }
        // Three times: a number that is wrong so often is not made right by a fourth.
        var last: PhoneNumber?
        for _ in 0..<3 where !call.isOver {
            let digits = await call.digits(
                after: [say(.enterNumber)],
                DigitRule(most: 16, first: pace.of(call.limits.firstDigit), next: pace.of(call.limits.nextDigit)))
            guard let number = PhoneNumber(dialled: digits) else { continue }
            last = number
            // Should they leave now, this is better than no number at all.
            if call.owed?.number == nil { call.owed?.number = number }
            switch await confirm(number) {
            case .yes, .silence: return number
            case .again: continue
            }
        }
        return last ?? call.arrival.caller
    }

    /// Reads a number back: 1 confirms, 2 enters it again. Asked twice; who says nothing to both has not objected.
    private func confirm(_ number: PhoneNumber) async -> Answer {
        let prompts = [say(.yourNumberIs)] + digits(of: number) + [say(.confirmNumber)]
        for _ in 0..<2 where !call.isOver {
            guard let key = await call.key(after: prompts, within: pace.of(call.limits.firstDigit)) else { continue }
            if key.names("1") { return .yes }
            if key.names("2") { return .again }
        }
        return .silence
    }

    /// The digits as they are spoken: ten of a North American number, all of another.
    private func digits(of number: PhoneNumber) -> [PromptRef] {
        let national = number.e164.hasPrefix("+1") && number.e164.utf8.count == 12
        return number.e164.dropFirst(national ? 2 : 1).compactMap { digit in
            digit.wholeNumberValue.flatMap(BuiltInPrompt.digit).map(say)
        }
    }

    private var pace: Pace { call.facts.marks.pace ?? .ordinary }

    private func say(_ prompt: BuiltInPrompt) -> PromptRef { PromptRef(prompt.rawValue, language: plan.language) }
}
