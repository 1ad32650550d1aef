import CallModel
import Routing

/// Lets somebody who knows the PIN put the clinic, or a site, into a mode: **stored first, then said**.
///
///     "enter the PIN" ─ 4 7 1 1 # ─ "For snow day press 1 …" ─ 1 ─ on disk ─ "…is in this mode: snow day. Good bye."
///                     └ 0 # ─ to a person                     └ * ─ back to the usual hours
///
/// The PIN is asked for three times in a call, and each list of modes is said three times; after that there is nothing
/// to do but to say good bye. Digits that are entered here are in no event, no trace and no record.
@Signalling
struct ModeFlow: Flow {
    /// How it ended.
    enum End: Hashable, Sendable {
        /// All is said, whatever came of it.
        case done
        /// The caller pressed 0.
        case zero
        /// The call was over first.
        case over
    }

    let call: Call
    let plan: ModePlan

    func follow() async -> Call.Next? {
        switch await run() {
        case .done: nil
        case .zero: .decide(.askedForPerson(menu: plan.menu))
        case .over: .end(.over)
        }
    }

    private func run() async -> End {
        call.phase = .menu
        call.observe(.settingMode)
        guard let desk = call.services.modes else { return await goodbye([say(.wrongPIN)]) }
        switch await enter(desk) {
        case .zero: return .zero
        case .right: break
        case .wrong: return await goodbye([])
        }
        switch await choose() {
        case .zero: return .zero
        case .none: return await goodbye([say(.modeUnchanged)])
        case .clear: return await set(nil, desk)
        case .mode(let choice): return await set(choice, desk)
        }
    }

    private enum Entry: Sendable { case right, wrong, zero }

    /// Asks for the PIN as often as this call may still be asked.
    private func enter(_ desk: any ModeDesk) async -> Entry {
        let rule = DigitRule(most: 16, first: pace.of(call.limits.firstDigit), next: pace.of(call.limits.nextDigit))
        var prompts = [say(.enterPIN)]
        while call.tries < call.limits.tries, !call.isOver {
            call.tries += 1
            let digits = await call.digits(after: prompts, rule)
            guard !call.isOver else { return .wrong }
            if digits == "0" { return .zero }
            guard !digits.isEmpty else {
                prompts = [say(.notUnderstood), say(.enterPIN)]
                continue
            }
            let answer = desk.check(pin: digits, from: call.arrival.caller)
            call.observe(.enteredPIN(answer))
            if answer == .right { return .right }
            call.story.note("a PIN was \(answer == .wrong ? "wrong" : "not looked at: too many were wrong")")
            prompts = [say(.wrongPIN), say(.enterPIN)]
        }
        return .wrong
    }

    private enum Chosen: Sendable { case mode(ModePlan.Choice), clear, zero, none }

    /// Says the modes by their keys, three times.
    private func choose() async -> Chosen {
        let list = plan.choices.flatMap { choice in
            [say(.modeFor), choice.prompt, say(.modePress)] + digit(choice.key)
        }
        var opening: [PromptRef] = []
        for _ in 0..<3 where !call.isOver {
            let key = await call.key(
                after: opening + list + [say(.modeUsual)], within: pace.of(call.limits.firstDigit))
            guard !call.isOver else { return .none }
            guard let key else {
                opening = [say(.notUnderstood)]
                continue
            }
            if key.names("0") { return .zero }
            if key.names("*") { return .clear }
            if let choice = plan.choices.first(where: { $0.key == key }) { return .mode(choice) }
            opening = [say(.wrongKey)]
        }
        return .none
    }

    private enum Stored: Sendable { case kept, refused(String) }

    /// Stores it, and only then says so. A caller who hangs up meanwhile has chosen all the same.
    private func set(_ choice: ModePlan.Choice?, _ desk: any ModeDesk) async -> End {
        guard !call.isOver else { return .over }
        let (mode, site, limit, clock) = (choice?.mode, plan.site, call.limits.commit, call.clock)
        let stored = await shielded { () async -> Stored in
            // The store's own task is left to itself when it takes too long: nothing can call a hung disk back.
            let answer = Settled<Stored>()
            Task(executorPreference: Signalling.tasks) { @Sendable @Signalling in
                do {
                    try await desk.set(mode, site: site)
                    answer.settle(.kept)
                } catch {
                    answer.settle(.refused(String(describing: error)))
                }
            }
            return await waiting(limit, clock) { await answer.wait($0) }
                ?? .refused("the store took longer than \(limit)")
        }
        let place = site ?? "the whole clinic"
        switch stored {
        case .kept:
            call.story.choose("set mode: \(mode ?? "none") for \(place)")
            call.observe(.modeSet(mode, site: site))
            return await goodbye(choice.map { [say(.modeSet), $0.prompt] } ?? [say(.modeCleared)])
        case .refused(let why):
            call.story.note("could not set mode \(mode ?? "none") for \(place): \(why)")
            call.observe(.modeFailed)
            return await goodbye([say(.modeFailed)])
        }
    }

    private func goodbye(_ prompts: [PromptRef]) async -> End {
        guard !call.isOver else { return .over }
        _ = await call.play(prompts + [say(.goodbye)], .announcement)
        return call.isOver ? .over : .done
    }

    private func digit(_ key: Key) -> [PromptRef] {
        BuiltInPrompt.digit(Int(key.ascii) - 0x30).map { [say($0)] } ?? []
    }

    private var pace: Pace { call.facts.marks.pace ?? .ordinary }

    private func say(_ prompt: BuiltInPrompt) -> PromptRef { PromptRef(prompt.rawValue, language: plan.language) }
}
