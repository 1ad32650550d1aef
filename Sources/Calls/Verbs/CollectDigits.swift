import CallModel
import Routing

/// How digits are collected.
struct DigitRule: Hashable, Sendable {
    /// How many are taken at the most.
    var most: Int
    /// How long after the prompt the first may take.
    var first: Duration
    /// How long each further one may take.
    var next: Duration
}

extension Call {
    /// Plays prompts that any key stops, and waits for one key.
    ///
    /// - Parameter limit: how long the key may take after the prompts.
    /// - Returns: `nil` when none was pressed, or the call is over.
    func key(after prompts: [PromptRef], within limit: Duration) async -> Key? {
        if case .key(let key) = await play(prompts, .allowed) { return key }
        return await key(within: limit)
    }

    /// Plays prompts that any key stops, and collects digits.
    ///
    /// `#` ends the number; so does the last digit that fits, or a pause. `*` begins it again.
    ///
    /// - Returns: the digits; none when nothing was pressed, only `#` was, or the call is over.
    func digits(after prompts: [PromptRef], _ rule: DigitRule) async -> String {
        var digits = ""
        var pressed = await key(after: prompts, within: rule.first)
        // Bounded by what a hand can press: `*` again and again is no loop of ours, but it has an end too.
        for _ in 0..<(rule.most * 8) {
            guard let key = pressed, !key.names("#") else { break }
            if key.names("*") {
                digits = ""
            } else {
                digits += key.description
            }
            if digits.utf8.count >= rule.most { break }
            pressed = await self.key(within: digits.isEmpty ? rule.first : rule.next)
        }
        return digits
    }

    private func key(within limit: Duration) async -> Key? {
        guard !isOver else { return nil }
        let keys = keys
        return await waiting(limit, clock) { await keys.next($0) }
    }
}
