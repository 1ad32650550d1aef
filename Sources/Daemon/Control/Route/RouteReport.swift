package import CallModel
import Routing

/// A dry run as a report says it: what a caller would get, and why.
package struct RouteReport: Hashable, Sendable, Codable {
    /// One decision.
    package struct Step: Hashable, Sendable, Codable {
        /// What was asked: `the call arrives`, `menu night: key 5`.
        package var when: String
        /// What the call does, a line an instruction and a step.
        package var does: [String]
        /// Why, one line a rule.
        package var because: [String]
    }

    /// One ring.
    package struct Ring: Hashable, Sendable, Codable {
        /// Seconds after the first ring, if nobody accepts before; prompts are not counted.
        package var afterSeconds: Double
        /// Whose device, and which: `Dr. Adams`, `phone 211`.
        package var name: String
        package var device: String
        package var person: PersonID?
        /// What counts as accepting: `answering`, `key 1`.
        package var accept: String
    }

    /// Something that is wrong on the way.
    package struct Fault: Hashable, Sendable, Codable {
        /// What kind of thing it is: `empty-step`.
        package var fault: String
        /// In words.
        package var message: String
        package var file: String
        package var line: Int
        package var column: Int
    }

    /// The configuration that decided.
    package var configuration: ConfigurationVersion
    /// The number that was dialled, and who calls, redacted.
    package var did: String
    package var from: String?
    /// When, and the same by the clock on the clinic's wall.
    package var at: ReportTime
    package var local: String
    /// What the caller presses.
    package var keys: [String]
    /// The decisions, in order.
    package var steps: [Step]
    /// The rings, in order.
    package var rings: [Ring]
    /// What is wrong on the way; empty when all is well.
    package var faults: [Fault]

    init(_ run: DryRun, keys: [DryRunKey], _ configuration: LoadedConfiguration) {
        self.configuration = configuration.version
        did = run.did.e164
        from = run.from?.description
        at = ReportTime(run.at)
        local = run.localTime
        self.keys = keys.map(\.words)
        steps = run.steps.map { step in
            Step(
                when: RouteWords.words(step.point), does: step.decision.plan.instructions.flatMap(RouteWords.words),
                because: step.decision.trace.lines)
        }
        rings = run.rings.map { ring in
            Ring(
                afterSeconds: ring.after / .seconds(1), name: ring.target.name, device: ring.target.label,
                person: ring.target.person, accept: RouteWords.words(ring.target.acceptance))
        }
        let clinic = configuration.clinic
        let number = clinic.numbers.first { $0.number.value == run.did }?.number.position ?? clinic.position
        faults = run.faults.map { fault in
            let position = fault.position(in: clinic) ?? number
            return Fault(
                fault: fault.name, message: fault.words, file: position.file, line: position.line,
                column: position.column)
        }
    }
}
