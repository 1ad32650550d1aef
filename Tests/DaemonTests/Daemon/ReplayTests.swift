import CallModel
import Foundation
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
            var other = try #require(try await store.decisions.of(record.id).first)
            other.plan = "0000000000000000"
            let told = other
            store.records.add(record) { [told] }
            try await store.flush()
            let report = try await Replay(store).run(record.id)
            #expect(report.differences.map(\.what) == ["the reasons are the same and the plan is not"])
            #expect(report.differences.map(\.decision) == [1])

            other.configuration = ConfigurationVersion("000000000000")
            let lost = other
            store.records.add(record) { [lost] }
            try await store.flush()
            let skipped = try await Replay(store).run(record.id)
            #expect(skipped.replayed == 0)
            #expect(skipped.skipped == ["configuration 000000000000 is not kept, or cannot be read": 1])
        }
    }
}
