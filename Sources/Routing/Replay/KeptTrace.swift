package import CallModel

/// A ``CallTrace`` as it is kept, read back. It needs no configuration to be read, and the plans are not in it: what
/// they are known again by is.
package struct KeptTrace: Hashable, Sendable {
    /// One thing that happened.
    package enum Item: Hashable, Sendable {
        case note(String)
        case decision(KeptDecision)
        /// A newer version wrote it in a way that means nothing here.
        case unreadable
    }

    /// What happened, in order.
    package var items: [Item]
    private let limit: Int

    /// The whole in words, for people.
    package var lines: [String] {
        TraceLines.cut(
            items.flatMap { item in
                switch item {
                case .note(let fact): [fact]
                case .decision(let decision): decision.trace.lines
                case .unreadable: ["(written by a newer version)"]
                }
            }, to: limit)
    }
}

/// A decision as it is kept.
package struct KeptDecision: Hashable, Sendable {
    /// What was asked for, and what was known.
    package var question: DecisionRecord.Question
    package var facts: CallFacts
    /// Why the answer came out as it did.
    package var trace: Trace
    /// What the plan is known again by.
    package var plan: PlanMark
}

/// What a plan, and all that is carried on from it, is known again by.
package struct PlanMark: Hashable, Sendable {
    let value: UInt64

    init(_ value: UInt64) { self.value = value }

    /// The mark of a decision.
    package init(_ decision: Decision) { value = decision.mark }
}

extension CallTrace {
    /// What the first byte says. A later layout gets another number, and goes on to read this one.
    static let layout: UInt8 = 1

    /// The bytes to be kept: the layout, the limit, then items as blocks, so that one which a version does not know can
    /// be passed over.
    package func packed() -> [UInt8] {
        var packer = Packer()
        if earlier.isEmpty {
            packer.tag(Self.layout)
            packer.unsigned(UInt64(limit))
        } else {
            packer.append(earlier)
        }
        for item in items {
            var inner = Packer()
            switch item {
            case .note(let fact): fact.pack(0, into: &inner)
            case .decision(let record):
                inner.tag(1)
                record.pack(into: &inner, configuration)
            }
            packer.block(inner.bytes)
        }
        return packer.bytes
    }
}

extension KeptTrace {
    /// The trace of these bytes.
    ///
    /// - Parameter configuration: that of the call's record.
    /// - Returns: `nil` when they are of a layout that is not known here, or cut off.
    package init?(packed bytes: [UInt8], configuration: ConfigurationVersion) {
        var unpacker = Unpacker(bytes[...])
        do {
            guard try unpacker.tag() == CallTrace.layout, let limit = Int(exactly: try unpacker.unsigned()) else {
                return nil
            }
            self.limit = limit
            items = []
            while !unpacker.isAtEnd { items.append(Item(try unpacker.block(), configuration)) }
        } catch {
            return nil
        }
    }
}

extension KeptTrace.Item {
    fileprivate init(_ bytes: ArraySlice<UInt8>, _ configuration: ConfigurationVersion) {
        var unpacker = Unpacker(bytes)
        do {
            switch try unpacker.tag() {
            case 0: self = .note(try unpacker.text())
            case 1: self = .decision(try KeptDecision(from: &unpacker, configuration))
            default: self = .unreadable
            }
        } catch {
            self = .unreadable
        }
    }
}

extension DecisionRecord {
    /// The configuration is written where it is not that of the call.
    fileprivate func pack(into packer: inout Packer, _ configuration: ConfigurationVersion) {
        let trace = decision.trace
        question.pack(into: &packer)
        facts.pack(into: &packer)
        packer.unsigned(decision.mark)
        (trace.configuration == configuration ? nil : trace.configuration).pack(into: &packer)
        trace.at.pack(into: &packer)
        trace.entries.pack(into: &packer)
        trace.overrides.pack(into: &packer)
        trace.modes.pack(into: &packer)
    }
}

extension KeptDecision {
    fileprivate init(from unpacker: inout Unpacker, _ configuration: ConfigurationVersion) throws(UnpackError) {
        question = try unpacker.value()
        facts = try unpacker.value()
        plan = PlanMark(try unpacker.unsigned())
        let other: ConfigurationVersion? = try unpacker.value()
        let at: Timestamp = try unpacker.value()
        trace = Trace(
            entries: try unpacker.value(), configuration: other ?? configuration, at: at,
            overrides: try unpacker.value(), modes: try unpacker.value())
    }
}
