package import CallModel

/// Why a decision came out as it did: what was looked at, in order, as values.
///
/// Nothing in it is made of text while deciding: names are the table's own strings, shared. The words are made by
/// ``Entry/words`` when somebody reads them, and a stored trace needs no table for that.
package struct Trace: Hashable, Sendable, Codable {
    /// One place of the configuration that was looked at, and what came of it.
    package struct Entry: Hashable, Sendable, Codable {
        /// The place.
        package var place: TracePlace
        /// What came of it.
        package var finding: TraceFinding

        /// An entry of these parts.
        package init(_ place: TracePlace, _ finding: TraceFinding) {
            self.place = place
            self.finding = finding
        }
    }
    /// The entries, in the order in which they were looked at.
    package var entries: [Entry]
    /// The configuration that answered.
    package var configuration: ConfigurationVersion
    /// The instant it was asked for.
    package var at: Timestamp
    /// The overrides made at run time that were in force.
    package var overrides: [OnCallOverride]
    /// The modes set at run time that were.
    package var modes: [ModeSetting]

    /// A trace of these entries.
    @inline(__always) package init(
        entries: [Entry], configuration: ConfigurationVersion, at: Timestamp, overrides: [OnCallOverride] = [],
        modes: [ModeSetting] = []
    ) {
        self.modes = modes
        self.overrides = overrides
        self.entries = entries
        self.configuration = configuration
        self.at = at
    }
}

extension Trace {
    /// Gives back the room that was left for more entries: a call keeps its traces until it is over.
    package mutating func shrink() {
        guard entries.capacity > entries.count + entries.count / 2 else { return }
        entries = entries.map(\.self)
    }
}

/// A place of the configuration, as a trace names it.
package enum TracePlace: Hashable, Sendable, Codable {
    /// The clock on the wall.
    case time
    /// A number of the clinic's.
    case number(PhoneNumber)
    /// One of the clinic's rules, from 1, and what people call it.
    case rule(Int, String?)
    /// The clinic's rules, all of them.
    case rules
    /// A flow.
    case flow(String)
    /// A step of a flow, from 1.
    case flowStep(String, Int)
    /// A menu.
    case menu(String)
    /// A question that is answered with digits.
    case question(String)
    /// A department's queue.
    case queue(String)
    /// An escalation.
    case escalation(String)
    /// A step of an escalation, from 1.
    case step(String, Int)
    /// What is owed to the caller.
    case callback
    /// Where modes are set.
    case modes
    /// The plan behind every plan.
    case safePlan
}
