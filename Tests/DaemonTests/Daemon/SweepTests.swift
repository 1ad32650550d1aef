import CallModel
import NightbellWire
import SIP
import SIPStack
import Testing

/// The same call again and again, each time with another datagram lost: first the 1st, then the 2nd, … whichever way it
/// goes and whichever telephone's it is. Nobody notices, the record least of all.
@Signalling
@Suite("Every single datagram may be lost (RFC 3261 §17)", .onSignalling)
struct SweepTests {
    /// What a run came to.
    struct Run: Equatable {
        var outcome: CallOutcome
        var attempts: [AttemptResult]
        var records: Int
        var open: Int
    }

    @Test("The night call ends the same whichever 1 of its datagrams is lost, and leaves nothing behind")
    func nightCall() async throws {
        try await sweep(losing: 1, Self.nightCall)
    }

    @Test("The night call ends the same whichever 2 datagrams in a row are lost, and leaves nothing behind")
    func nightCallLosingTwo() async throws {
        try await sweep(losing: 2, Self.nightCall)
    }

    @Test("A caller who hangs up while a phone rings leaves 1 open case, whichever 1 datagram is lost")
    func callerLeaves() async throws {
        try await sweep(losing: 1, Self.callerLeaves)
    }

    /// Runs the script without a loss, then once for each of its datagrams.
    private func sweep(
        losing run: Int, _ script: @escaping @Signalling @Sendable (Stage) async throws -> Void
    ) async throws {
        let (expected, count) = try await Self.run(losing: [], script)
        #expect(expected.records == 1)
        #expect(count > 15)
        let runs = try await withThrowingTaskGroup(of: (Int, Run).self) { group in
            for first in 1...count {
                group.addTask { @Sendable @Signalling in
                    (first, try await Self.steadyRun(losing: Set(first..<(first + run)), expecting: expected, script))
                }
            }
            var runs: [Int: Run] = [:]
            while let (first, run) = try await group.next() { runs[first] = run }
            return runs
        }
        #expect(runs.count == count)
        for (first, run) in runs { #expect(run == expected, "losing from \(first)") }
    }

    /// A run, and another one where the machine stood still for a good part of 64·T1: the time-outs that come of that are
    /// right, and no matter of a lost datagram.
    private static func steadyRun(
        losing lost: Set<Int>, expecting expected: Run,
        _ script: @Signalling @Sendable (Stage) async throws -> Void
    ) async throws -> Run {
        for _ in 1...4 {
            let watch = LoopWatch()
            do {
                let (run, _) = try await run(losing: lost, script)
                if run == expected || watch.longestStall < .milliseconds(500) { return run }
            } catch {
                if watch.longestStall < .milliseconds(500) { throw WireTimeout("losing \(lost): \(error)") }
            }
        }
        return try await run(losing: lost, script).0
    }

    private static func run(
        losing lost: Set<Int>, _ script: @Signalling @Sendable (Stage) async throws -> Void
    ) async throws -> (Run, datagrams: Int) {
        try await Stage.with(NightClinic.impatient, adjust: CallerTests.quick) { stage in
            let loss = LossRule(losing: lost)
            stage.beLossy(loss, pause: .milliseconds(30))
            try await script(stage)
            let record = try await stage.daemon.record()
            try await stage.daemon.quiet()
            let run = Run(
                outcome: record.outcome.kindOnly, attempts: record.attempts.map(\.result),
                records: try await stage.daemon.records().count,
                open: try await stage.daemon.obligations().count)
            return (run, loss.count)
        }
    }

    // MARK: Scripts

    private static let nightCall: @Signalling @Sendable (Stage) async throws -> Void = { stage in
        let adams = try await stage.phone("211")
        let baker = try await stage.phone("212")
        let (line, audio) = try await stage.call()
        audio.press("5")
        let first = try await PeerCall.incoming(adams)
        first.ring()
        let second = try await PeerCall.incoming(baker)
        _ = try await RingTests.answer(second, press: "1")
        try await stage.finish(line, with: second)
    }

    private static let callerLeaves: @Signalling @Sendable (Stage) async throws -> Void = { stage in
        let adams = try await stage.phone("211")
        let (line, audio) = try await stage.call()
        audio.press("5")
        let call = try await PeerCall.incoming(adams)
        call.ring()
        try await line.hangUp()
    }
}

extension CallOutcome {
    /// The outcome without the number of its obligation, which is another one each time.
    fileprivate var kindOnly: CallOutcome {
        if case .caseOpened = self { .caseOpened(ObligationID(0)) } else { self }
    }
}
