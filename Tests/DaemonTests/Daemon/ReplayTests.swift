import CallModel
import Foundation
import GRDB
import NightbellWire
import Routing
import SIP
import Storage
import Testing

@testable import Daemon

@Signalling
@Suite("Decisions of a real call are made again", .onSignalling)
struct ReplayTests {
    @Test(
        "After a reload that sends callers elsewhere a call is replayed by the configuration that served it: the same")
    func afterReload() async throws {
        try await Stage.with { stage in
            let phone = try await stage.phone("211")
            let (line, audio) = try await stage.call()
            audio.press("5")
            let call = try await PeerCall.incoming(phone)
            _ = try await RingTests.answer(call, press: "1")
            try await stage.finish(line, with: call)
            let record = try await stage.daemon.record()

            let folder = stage.daemon.folder
            let text = NightClinic.text(trunk: stage.carrier.endpoint).replacing(
                "reason: urgent, do: escalate urgent }", with: "reason: refill, do: callback within 4h }")
            let path = folder.path + "/clinic.yaml"
            try folder.filled(text).write(toFile: path, atomically: true, encoding: .utf8)
            let reload = await stage.daemon.running.reload(path)
            #expect(reload.result == .swapped, "\(reload.findings)")

            let store = stage.daemon.running.store
            let stored = try await store.decisions.of(record.id)
            #expect(stored.count >= 2)
            #expect(Set(stored.map(\.configuration)) == [record.configuration])
            #expect(reload.version != record.configuration)
            let report = try await Replay(store).run(record.id)
            #expect(report.replayed == stored.count)
            #expect(report.differences == [])
            #expect(report.skipped == [:])
            #expect(try await Replay(store).runAll() == report)
        }
    }

    @Test("A stored plan that is another one is told, and so is a configuration that is not kept")
    func differs() async throws {
        try await Stage.with { stage in
            let (line, _) = try await stage.call()
            #expect(try await line.hangUp().status == 200)
            let record = try await stage.daemon.record()
            let store = stage.daemon.running.store
            guard case .kept(var kept)? = try await store.decisions.of(record.id).first?.content else {
                Issue.record("the decision is not kept as values")
                return
            }
            store.records.add(record, trace: Self.another(kept, record.configuration))
            try await store.flush()
            let report = try await Replay(store).run(record.id)
            #expect(report.differences.map(\.what) == ["the reasons are the same and the plan is not"])
            #expect(report.differences.map(\.decision) == [1])

            kept.trace.configuration = ConfigurationVersion("000000000000")
            store.records.add(record, trace: Self.another(kept, record.configuration))
            try await store.flush()
            let skipped = try await Replay(store).run(record.id)
            #expect(skipped.replayed == 0)
            #expect(skipped.skipped == ["configuration 000000000000 is not kept, or cannot be read": 1])
        }
    }

    @Test("A decision that was kept as JSON, as versions before did, is replayed too: the same, and with another plan")
    func json() async throws {
        try await Stage.with { stage in
            let (line, _) = try await stage.call()
            #expect(try await line.hangUp().status == 200)
            let record = try await stage.daemon.record()
            let store = stage.daemon.running.store
            guard case .kept(let kept)? = try await store.decisions.of(record.id).first?.content else {
                Issue.record("the decision is not kept as values")
                return
            }
            let decision = stage.daemon.running.table.replay(kept.question, kept.facts, kept.trace)
            let plan = try #require(FirstDecision.fingerprint(decision))
            let old = Store(path: stage.daemon.folder.path + "/old.sqlite", clock: .system)
            try old.open()
            old.records.add(record)
            try await old.flush()
            let files = try await store.configurations.files(record.configuration)
            try await old.configurations.keep(record.configuration, files, at: kept.trace.at)
            let database = try DatabaseQueue(path: old.path)
            let (facts, trace) = (try Self.json(kept.facts), try Self.json(kept.trace))
            try await database.write { db in
                try db.execute(
                    sql: "INSERT INTO decision VALUES (?, 0, ?, ?, 'decision', ?, ?, ?)",
                    arguments: [
                        record.id.value, kept.trace.at.microseconds, record.configuration.value, facts, trace, plan,
                    ])
            }
            let report = try await Replay(old).runAll()
            #expect(report.replayed == 1)
            #expect(report.differences == [])
            #expect(report.skipped == [:])

            try await database.write { db in try db.execute(sql: "UPDATE decision SET plan = '0000000000000000'") }
            let other = try await Replay(old).run(record.id)
            try old.close()
            #expect(other.differences.map(\.what) == ["the reasons are the same and the plan is not"])
        }
    }

    private static func json(_ value: some Encodable) throws -> String {
        String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
    }

    /// The same decision with another plan.
    private static func another(_ kept: KeptDecision, _ configuration: ConfigurationVersion) -> CallTrace {
        var trace = CallTrace(configuration, lines: 9)
        let decision = Decision(plan: Plan([.hangUp]), trace: kept.trace, language: "en", reason: nil)
        trace.note(DecisionRecord(question: kept.question, facts: kept.facts, decision: decision))
        return trace
    }
}
