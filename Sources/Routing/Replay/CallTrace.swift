package import CallModel

/// Why a call went as it did: its decisions and what else was worth a note, in order, as values.
///
/// It is bounded, and costs nothing but the values until somebody reads it: its words are made then, and
/// ``packed()`` makes the bytes that are kept with the call's record.
package struct CallTrace: Hashable, Sendable {
    /// One thing that happened.
    package enum Item: Hashable, Sendable {
        /// Something that the reader should know.
        case note(String)
        /// The engine answered.
        case decision(DecisionRecord)
    }

    /// What happened, in order.
    package private(set) var items: [Item] = []
    /// The configuration that the call is routed by.
    let configuration: ConfigurationVersion
    /// How many lines it has at the most.
    let limit: Int
    private var lineCount = 0
    /// What another process has kept of the same call, packed: it comes first.
    let earlier: [UInt8]

    /// A trace of nothing yet.
    ///
    /// - Parameter lines: how many lines it keeps.
    package init(_ configuration: ConfigurationVersion, lines: Int) {
        self.configuration = configuration
        limit = lines
        earlier = []
    }

    /// The trace that goes on from what ``packed()`` made of an earlier one.
    package init(resuming earlier: [UInt8], _ configuration: ConfigurationVersion, lines: Int) {
        self.configuration = configuration
        limit = lines
        let before = KeptTrace(packed: earlier, configuration: configuration)
        self.earlier = before == nil ? [] : earlier
        lineCount = before?.lines.count ?? 0
    }

    /// Whether there is nothing to keep.
    package var isEmpty: Bool { items.isEmpty && earlier.isEmpty }

    /// Adds something that the reader should know, while there is room for a line.
    package mutating func note(_ fact: String) {
        guard lineCount < limit else { return }
        items.append(.note(fact))
        lineCount += 1
    }

    /// Adds a decision. It is kept to be made again even when there is no room for its lines.
    package mutating func note(_ record: DecisionRecord) {
        guard items.count < 2 * limit else { return }
        var record = record
        record.decision.trace.shrink()
        lineCount += record.decision.trace.entries.count
        items.append(.decision(record))
    }

    /// The decisions.
    package var decisions: [DecisionRecord] {
        items.compactMap { if case .decision(let record) = $0 { record } else { nil } }
    }

    /// The whole in words, for people.
    package var lines: [String] {
        TraceLines.cut(
            (KeptTrace(packed: earlier, configuration: configuration)?.lines ?? [])
                + items.flatMap { item in
                    switch item {
                    case .note(let fact): [fact]
                    case .decision(let record): record.decision.trace.lines
                    }
                }, to: limit)
    }
}

/// Lines of a trace, no more of them than were asked for.
enum TraceLines {
    static func cut(_ lines: [String], to limit: Int) -> [String] {
        guard lines.count >= limit, limit > 0 else { return lines }
        return lines.prefix(limit - 1) + ["… more than \(limit) lines"]
    }
}
