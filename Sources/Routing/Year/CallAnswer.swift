/// What a caller gets from one thing that they did to the next menu, or to the end: what can be compared from one
/// instant, or one configuration, to another.
package struct CallAnswer: Hashable, Sendable {
    /// One ring.
    package struct Ring: Hashable, Sendable {
        /// Since the first ring on the way.
        package var after: Duration
        /// What a human calls it, and the device.
        package var name: String
        package var label: String
    }

    /// What is said, in order, escalations' openings included.
    package private(set) var says: [String] = []
    /// Who is rung the first time round, in order; and how often all of them are.
    package private(set) var rings: [Ring] = []
    package private(set) var rounds = 0
    /// How it goes on: `asks menu night`, `takes a callback`.
    package private(set) var ending: String
    /// The keys of the menu that asks.
    package private(set) var keys: [Key] = []
    /// The language of the call at its end.
    package private(set) var language: String
    /// All that the call does. Spans until something is due, which change all the time, are left out of it.
    private var instructions: [Instruction] = []

    /// What `branch` is for a caller.
    package init(_ branch: CallBranch) {
        language = branch.steps.last?.decision.language ?? ""
        ending = "ends"
        for step in branch.steps {
            let due = step.decision.trace.entries.contains { $0.finding.isOfficeDay }
            for instruction in step.decision.plan.instructions { add(instruction, due: due ? .officeDay : .span) }
        }
        if branch.stop == .endless { ending = "goes round in circles" }
        rings = zip(branch.rings, branch.instructions.flatMap(\.roundsOfRings)).filter { $1 == 1 }.map { ring, _ in
            .init(after: ring.after, name: ring.target.name, label: ring.target.label)
        }
    }

    private enum Due { case officeDay, span }

    private mutating func add(_ instruction: Instruction, due: Due) {
        switch instruction {
        case .say(let prompts, _): says += prompts.map(\.description)
        case .ring: rounds = max(1, rounds)
        case .menu(let menu):
            says += menu.prompts.map(\.description)
            ending = "asks menu \(menu.menu)"
            keys = menu.keys
        case .collect(let question):
            says += question.prompts.map(\.description)
            ending = "asks \(question.question)"
        case .escalate(let plan):
            says += plan.opening.map(\.description)
            rounds = max(rounds, plan.round)
        case .takeCallback(var plan):
            switch due {
            case .officeDay:
                plan.due = .zero
                ending = "takes a callback, due on the next office day"
            case .span: ending = "takes a callback, due in \(plan.due.words)"
            }
            instructions.append(.takeCallback(plan))
            return
        case .setMode(let plan):
            ending = "asks for the PIN to set a mode"
            keys = plan.choices.map(\.key)
        // What is said and done there comes before the hang-up.
        case .hangUp: if case .setMode? = instructions.last {} else { ending = "hangs up" }
        }
        instructions.append(instruction)
    }

    /// In words: `rings Dr. Adams, then Dr. Baker, 2 rounds; takes a callback, due in 30m`.
    package var words: String {
        let names = rings.map(\.name).runs.joined(separator: ", then ")
        let ringing = rings.isEmpty ? "" : "rings \(names)\(rounds > 1 ? ", \(rounds) rounds" : ""); "
        return ringing + ending
    }
}

extension TraceFinding {
    /// Whether a callback is due by the calendar.
    fileprivate var isOfficeDay: Bool {
        switch self {
        case .nextOfficeDay, .noOfficeDay: true
        default: false
        }
    }
}

extension Instruction {
    /// For each ring that it leads to, in which round that is.
    fileprivate var roundsOfRings: [Int] {
        switch self {
        case .ring(let plan): plan.targets.map { _ in 1 }
        case .escalate(let plan): plan.steps.flatMap { $0.targets.map { _ in plan.round } }
        case .say, .menu, .collect, .takeCallback, .setMode, .hangUp: []
        }
    }
}

extension [String] {
    /// Neighbours that are the same, once.
    var runs: [String] {
        var list: [String] = []
        for name in self where list.last != name { list.append(name) }
        return list
    }
}
