package import CallModel

/// Everything that can happen to callers of one number at one instant: each thing that they may do at each menu, by
/// the shortest way to it.
///
/// The tree is walked with ``RoutingTable/decide(_:at:)`` and nothing else. A place that was reached already, by the
/// facts that a decision is asked with, is not gone through again: the same facts give the same plan.
package struct CallTree: Sendable {
    /// No table asks for more things at one instant; what is beyond is left out, and ``isWhole`` says so.
    package static let mostBranches = 4096

    /// No menu asks again so often: a caller who is asked the same thing once more goes round in circles.
    private static let mostPatience = 11

    /// The branches, the shortest ways first.
    package private(set) var branches: [CallBranch] = []
    /// Whether all that can happen is in it.
    package private(set) var isWhole = true

    /// All that callers of `number` who are of this kind can get at `at`.
    package init(_ table: RoutingTable, number: PhoneNumber, at: Timestamp, kind: CallerKind = .usual) {
        var waiting = [
            Visit(walk: CallWalk(table: table, facts: kind.facts(calling: number), at: at), path: [], person: nil)
        ]
        var seen: Set<Place> = []
        var next = 0
        while next < waiting.count {
            guard branches.count < Self.mostBranches else {
                isWhole = false
                return
            }
            let visit = waiting[next]
            next += 1
            waiting += follow(visit, in: table, &seen)
        }
    }

    /// A caller who has just done something.
    private struct Visit {
        var walk: CallWalk
        var path: [CallMove]
        /// When a person was first rung on the way, since the call was answered.
        var person: Duration?
    }

    /// What a decision is asked with, and what is asked of the rest of the way.
    private struct Place: Hashable {
        var facts: CallFacts
        var needsPerson: Bool
    }

    private mutating func follow(_ visit: Visit, in table: RoutingTable, _ seen: inout Set<Place>) -> [Visit] {
        var visit = visit
        var steps: [DryRun.Step] = []
        visit.walk.rings = []
        let reached = visit.walk.run { steps.append($0) }
        let last = visit.path.last
        let again = visit.path.filter { $0 == last && !$0.isOption }.count
        let stop = again > Self.mostPatience ? CallWalk.Stop.endless : reached
        // Whoever asks for urgent help needs a person after that, whoever was rung before.
        let before =
            visit.path.last?.isOption == true && RoutingTable.isUrgent(visit.walk.facts.reason) ? nil : visit.person
        let first = visit.walk.rings.first { $0.target.reachesPerson }?.waited
        let person = before ?? first
        branches.append(
            CallBranch(
                path: visit.path, steps: steps, rings: visit.walk.rings, stop: .init(stop), person: person,
                firstPerson: before == nil ? first : nil, waited: visit.walk.waited))
        let ways: [(CallMove, CallWalk)]
        switch stop {
        case .menu(let menu):
            ways = menu.moves.map { move, key in
                var walk = visit.walk
                walk.answer(menu, with: key)
                return (move, walk)
            }
        case .question(let question):
            ways = table.moves(at: question).map { move, digits in
                var walk = visit.walk
                walk.answer(question, with: digits)
                return (move, walk)
            }
        case .modes(let plan):
            guard let zero = Key("0") else { return [] }
            var walk = visit.walk
            walk.leave(plan)
            ways = [(.option(menu: plan.menu ?? ModePlan.place, zero), walk)]
        case .ended, .endless: return []
        }
        return ways.compactMap { move, walk in
            let next = Visit(walk: walk, path: visit.path + [move], person: person)
            return seen.insert(Place(facts: walk.facts, needsPerson: person == nil)).inserted ? next : nil
        }
    }
}

/// What callers get from one thing that they did to the next menu, or to the end.
package struct CallBranch: Hashable, Sendable {
    /// How it ends.
    package enum Stop: Hashable, Sendable {
        /// A menu asks.
        case menu(MenuPlan)
        /// A question asks.
        case question(CollectPlan)
        /// Staff are asked for the PIN.
        case modes(ModePlan)
        /// The call is over.
        case ended
        /// It goes on for ever.
        case endless

        init(_ stop: CallWalk.Stop) {
            switch stop {
            case .menu(let menu): self = .menu(menu)
            case .question(let question): self = .question(question)
            case .modes(let plan): self = .modes(plan)
            case .ended: self = .ended
            case .endless: self = .endless
            }
        }
    }

    /// What the caller did since the call was answered.
    package var path: [CallMove]
    /// The decisions since the last of it.
    package var steps: [DryRun.Step]
    /// Who is rung since then.
    package var rings: [DryRun.Ring]
    /// How it ends.
    package var stop: Stop
    /// When a person was first rung on the way, since the call was answered; `nil` when none was, or not since the
    /// caller asked for urgent help.
    package var person: Duration?
    /// The same, when it happened in this branch.
    package var firstPerson: Duration?
    /// How long the caller has waited at its end.
    package var waited: Duration

    /// What the call does, without the reasons.
    package var instructions: [Instruction] { steps.flatMap(\.decision.plan.instructions) }
}

extension RoutingTable {
    /// Whether a caller with this reason must reach a person now, and not a mailbox or a promise.
    package static func isUrgent(_ reason: String?) -> Bool { reason == "urgent" || reason == "emergency" }
}

extension MenuPlan {
    /// All that a caller can do: each key, a key that is not there, nothing.
    var moves: [(CallMove, DryRunKey)] {
        var moves: [(CallMove, DryRunKey)] = keys.map { (.option(menu: menu, $0), .key($0)) }
        // A menu with all twelve keys has no wrong one.
        if let wrong = "1234567890*#".lazy.compactMap({ Key($0) }).first(where: { !keys.contains($0) }) {
            moves.append((.wrongKey(menu: menu), .key(wrong)))
        }
        return moves + [(.silence(menu: menu), .silence)]
    }
}

extension RoutingTable {
    /// More kinds of zip codes are not told apart.
    private static var mostZips: Int { 256 }

    /// Of the zip codes, and beginnings of them, that rules name, one of each kind: which rules name it, and what the
    /// question makes of it.
    private func zips(at question: QuestionEntry) -> [String] {
        var rules: [String: [Int]] = [:]
        for (place, rule) in allRules.enumerated() {
            for zip in Set(rule.zips?.map(\.text) ?? []) { rules[zip, default: []].append(place) }
        }
        var seen: Set<ZipKind> = []
        let sorted = rules.keys.sorted { ($0.utf8.count, $0) < ($1.utf8.count, $1) }
        let kinds = sorted.filter { zip in
            let named = (1...zip.utf8.count).flatMap { rules[String(zip.prefix($0))] ?? [] }
            return seen.insert(ZipKind(rules: named.sorted(), answer: question.named(by: zip))).inserted
        }
        return Array(kinds.prefix(Self.mostZips))
    }

    private struct ZipKind: Hashable {
        var rules: [Int]
        var answer: String?
    }

    /// All that a caller can do at a question: each answer that it names, one that it does not, nothing.
    func moves(at question: CollectPlan) -> [(CallMove, String)] {
        let name = question.question
        let none: [(CallMove, String)] = [(.noAnswer(question: name), "")]
        guard let entry = questions[name] else { return none }
        // Filled up to the least that is enough, with the first digit by which no longer answer is meant.
        func digits(_ beginning: String) -> String? {
            "0123456789".lazy.map { fill in
                beginning + String(repeating: fill, count: max(0, question.least - beginning.utf8.count))
            }.first { entry.named(by: $0) == (beginning.isEmpty ? nil : beginning) }
        }
        var moves: [(CallMove, String)] = entry.answers.keys.sorted().compactMap { beginning in
            digits(beginning).map { (.answer(question: name, beginning: beginning), $0) }
        }
        if entry.keeps == .zip {
            // Rules tell zip codes apart that the question does not.
            let zips = zips(at: entry).filter { !entry.answers.keys.contains($0) }
            moves += zips.compactMap { zip in
                // The digits that follow must not make another zip code of it.
                let missing = max(0, question.least - zip.utf8.count)
                let filled = "0123456789".lazy.map { zip + String(repeating: $0, count: missing) }
                let digits = filled.first { text in
                    !zips.contains { $0.utf8.count > zip.utf8.count && text.hasPrefix($0) }
                }
                return digits.map { (.answer(question: name, beginning: zip), $0) }
            }
        }
        if let other = digits("") { moves.append((.answer(question: name, beginning: nil), other)) }
        return moves + none
    }
}

extension DialTarget {
    /// Whether a human being may answer: a number outside, a person's phone, a trusted desk phone. A phone in an empty
    /// room is none.
    package var reachesPerson: Bool {
        switch device {
        case .number: true
        case .phone: person != nil || acceptance == .answering
        }
    }
}
