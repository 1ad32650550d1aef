import CallModel

/// A caller who is only thought: it asks the table as a live call does, at one instant, and keeps count of what
/// happened. The dry run, the proof, the difference and the year list all walk with it.
///
/// Nobody who is rung accepts. How long prompts last is not known, and is not counted.
struct CallWalk {
    /// Where the walk waits for the caller, or that it is over.
    enum Stop {
        /// A menu asks for a key: go on with ``answer(_:with:)``.
        case menu(MenuPlan)
        /// A question asks for digits: go on with ``answer(_:with:)``.
        case question(CollectPlan)
        /// Staff are asked for the PIN, which nobody here knows: the call is over, or goes on with ``leave(_:)``.
        case modes(ModePlan)
        /// The call is over.
        case ended
        /// It would never be over: 64 decisions were taken, and no caller answers so often.
        case endless
    }

    /// A call that never ends by itself is one that is asked something for ever.
    static let mostDecisions = 64

    let table: RoutingTable
    let at: Timestamp
    var facts: CallFacts
    /// What was rung since this was last emptied.
    var rings: [DryRun.Ring] = []
    /// How long people were rung since the first ring.
    private(set) var elapsed = Duration.zero
    /// How long the caller has waited since the call was answered: rings, and the whole patience of every menu.
    private(set) var waited = Duration.zero
    private var decisions = 0
    private var silences: [String: Int] = [:]
    private var wrongKeys: [String: Int] = [:]
    private var unanswered: [String: Int] = [:]

    init(table: RoutingTable, facts: CallFacts, at: Timestamp) {
        self.table = table
        self.facts = facts
        self.at = at
    }

    /// Goes on to the next menu or to the end.
    ///
    /// - Parameter visit: is shown each decision, before what follows from it.
    mutating func run(_ visit: (DryRun.Step) -> Void) -> Stop {
        while decisions < Self.mostDecisions {
            decisions += 1
            let decision = table.decide(facts, at: at)
            visit(.init(point: facts.point, decision: decision))
            facts.carry(decision)
            switch follow(decision.plan) {
            case .again(let point): facts.point = point
            case .menu(let menu): return .menu(menu)
            case .question(let question): return .question(question)
            case .modes(let plan): return .modes(plan)
            case .ended: return .ended
            }
        }
        return .endless
    }

    /// The caller presses a key at `menu`, or nothing.
    mutating func answer(_ menu: MenuPlan, with key: DryRunKey) {
        waited += menu.firstKeyTimeout
        switch key {
        case .silence:
            silences[menu.menu, default: 0] += 1
            facts.point = .silence(menu: menu.menu, times: silences[menu.menu] ?? 1)
        case .key(let key):
            if menu.keys.contains(key) {
                facts.point = .key(menu: menu.menu, key)
            } else {
                wrongKeys[menu.menu, default: 0] += 1
                facts.point = .wrongKey(menu: menu.menu, times: wrongKeys[menu.menu] ?? 1)
            }
        }
    }

    /// The caller enters digits at `question`, or none. What is read back is confirmed without a key.
    mutating func answer(_ question: CollectPlan, with digits: String) {
        waited += question.firstDigitTimeout + question.nextDigitTimeout * (question.most - 1)
        if !question.isAnswered(by: digits) { unanswered[question.question, default: 0] += 1 }
        facts.point = .answered(
            question: question.question, digits: digits, unanswered: unanswered[question.question] ?? 0)
    }

    /// The caller presses 0 where staff are asked for the PIN.
    mutating func leave(_ plan: ModePlan) { facts.point = .askedForPerson(menu: plan.menu) }

    private enum Next {
        case again(DecisionPoint)
        case menu(MenuPlan)
        case question(CollectPlan)
        case modes(ModePlan)
        case ended
    }

    private mutating func follow(_ plan: Plan) -> Next {
        for instruction in plan.instructions {
            switch instruction {
            case .say: continue
            case .ring(let ring):
                for (index, target) in ring.targets.enumerated() {
                    add([target], later: (ring.apart ?? .zero) * index)
                }
                pass(ring.longest)
            case .collect(let question): return .question(question)
            case .menu(let menu): return .menu(menu)
            case .escalate(let escalation):
                add(escalation)
                return .again(.exhausted(policy: escalation.policy, round: escalation.round))
            case .setMode(let plan): return .modes(plan)
            case .takeCallback, .hangUp: return .ended
            }
        }
        return .ended
    }

    private mutating func add(_ escalation: EscalationPlan) {
        for step in escalation.steps {
            // A step that starts early starts after the one before it all the same.
            let early = min(step.startsEarly, elapsed)
            pass(.zero - early)
            switch step.order {
            case .together:
                add(step.targets)
                pass(step.ringTime)
            case .inOrder:
                for target in step.targets {
                    add([target])
                    pass(step.ringTime)
                }
            }
        }
    }

    private mutating func add(_ targets: [DialTarget], later: Duration = .zero) {
        rings += targets.map { .init(after: elapsed + later, waited: waited + later, target: $0) }
    }

    private mutating func pass(_ time: Duration) {
        elapsed += time
        waited += time
    }
}
