package import CallModel
import Calls
package import Routing

/// A journal in memory, whose n-th commit fails or hangs as the test wishes.
@Signalling
package final class RecordingJournal: CallJournal {
    /// What a commit comes to.
    package enum Behaviour: Sendable {
        case works
        case fails
        /// It never returns.
        case hangs
    }

    /// What the n-th commit comes to, from 1.
    package var commits: @Signalling (Int) -> Behaviour = { _ in .works }
    /// What was committed, in order; ids count from 1.
    package private(set) var obligations: [Obligation] = []
    /// What was resolved, in order.
    package private(set) var resolved: [ObligationID] = []
    /// The records handed over.
    package private(set) var records: [CallRecord] = []
    /// The decisions handed over with them.
    package private(set) var decisions: [DecisionRecord] = []
    /// How many commits were asked for.
    package private(set) var asked = 0
    private let chronicle: Chronicle

    /// An empty journal that works.
    package init(_ chronicle: Chronicle) { self.chronicle = chronicle }

    package func commit(_ obligation: Obligation) async throws -> ObligationID {
        asked += 1
        let behaviour = commits(asked)
        chronicle.suspends()
        switch behaviour {
        case .works: break
        case .fails: throw StoreFailure()
        case .hangs: await Settlement().wait()
        }
        // As a database would: it may be cancelled while it waits, and then nothing is written.
        await Signalling.turn()
        try Task.checkCancellation()
        let id = ObligationID(Int64(obligations.count + 1))
        var committed = obligation
        committed.id = id
        obligations.append(committed)
        chronicle.write("commit \(obligation.kind.rawValue)")
        return id
    }

    package func resolve(_ obligation: ObligationID, resolution: String) async {
        chronicle.suspends()
        resolved.append(obligation)
        chronicle.write("resolve \(obligation)")
    }

    package func record(_ record: CallRecord, trace: CallTrace) {
        var record = record
        record.trace = trace.lines
        records.append(record)
        decisions += trace.decisions
        chronicle.write("record")
    }

    /// What is owed still.
    package var open: [Obligation] { obligations.filter { $0.id.map { !resolved.contains($0) } ?? true } }
}

/// The disk is full.
package struct StoreFailure: Error, CustomStringConvertible {
    package var description: String { "disk full" }
}
