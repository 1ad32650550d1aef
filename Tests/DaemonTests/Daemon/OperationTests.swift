import CallModel
import Foundation
import NightbellWire
import SIP
import SIPStack
import Testing

@testable import Daemon

@Signalling
@Suite("Reload and drain under running calls", .onSignalling)
struct OperationTests {
    /// Reloads from a file with this text.
    private static func reload(_ daemon: TestDaemon, _ text: String) async throws -> ReloadReport {
        let path = daemon.folder.path + "/clinic.yaml"
        try daemon.folder.filled(text).write(toFile: path, atomically: true, encoding: .utf8)
        return await daemon.running.reload(path)
    }

    @Test("A reload gives new calls the new numbers, and the running call goes on with its own menu")
    func swap() async throws {
        try await Stage.with { stage in
            let phone = try await stage.phone("211")
            let (line, audio) = try await stage.call()
            let text = NightClinic.text(trunk: stage.carrier.endpoint).replacing(
                "\"+16025550100\": {", with: "\"+16025550150\": {")
            let report = try await Self.reload(stage.daemon, text)
            #expect(report.result == .swapped)
            #expect(stage.daemon.running.configuration.version == report.version)

            // Two calls with one trunk: the one that runs, and one to a number that was taken away.
            let late = PeerCall.place(stage.carrier, to: "+16025550100", body: audio.description())
            #expect(try await late.final().status == 404)
            let (other, _) = try await stage.call(to: "+16025550150")
            audio.press("5")
            let call = try await PeerCall.incoming(phone)
            _ = try await RingTests.answer(call, press: "1")
            try await stage.finish(line, with: call)
            #expect(try await other.hangUp().status == 200)
            for _ in 1...3 { _ = try await stage.daemon.ended.take("the end of a call") }
            let records = try await stage.daemon.records()
            let talk = try #require(records.first { $0.outcome == .reachedHuman(PersonID("adams")) })
            #expect(talk.configuration != report.version)
            #expect(records.filter { $0.configuration == report.version }.count == 2)
        }
    }

    @Test("A file with an error is refused: the old configuration stays in force, and status says why")
    func refusedReload() async throws {
        try await Stage.with { stage in
            let version = stage.daemon.running.configuration.version
            let (line, _) = try await stage.call()
            let text = NightClinic.text(trunk: stage.carrier.endpoint).replacing("menu: night", with: "menu: nihgt")
            let report = try await Self.reload(stage.daemon, text)
            #expect(report.result == .refused)
            #expect(report.findings.contains { $0.contains("nihgt") })
            #expect(stage.daemon.running.configuration.version == version)
            #expect(stage.daemon.running.status(nil).configuration.refusedReload?.contains("nihgt") == true)
            #expect(stage.daemon.calls == 1)
            #expect(try await line.hangUp().status == 200)
            let (other, _) = try await stage.call()
            #expect(try await other.hangUp().status == 200)
        }
    }

    @Test("A reload that takes a trunk away leaves the call that came over it, which hangs up as before")
    func trunkTakenAway() async throws {
        try await Stage.with { stage in
            let (line, _) = try await stage.call()
            let other = try await SIPPeer.open(on: "127.0.0.5", towards: stage.daemon.address)
            let report = try await Self.reload(stage.daemon, NightClinic.text(trunk: other.endpoint))
            #expect(report.result == .swapped)
            // The trunk's old address has no right to new calls.
            stage.carrier.manners.repeats = false
            let stranger = stage.carrier.send(stage.carrier.request(.options, to: "nightbell"))
            #expect(try await other.ask(other.request(.options, to: "nightbell")).status == 200)
            #expect(!stage.carrier.responses.unread.contains { $0.headers.callID == stranger.headers.callID })
            #expect(try await line.hangUp().status == 200)
            #expect(try await stage.daemon.record().outcome == .abandoned(.menu))
        }
    }

    @Test("Drain: a new call gets 503 with Retry-After, the running one goes on and ends the daemon when it is over")
    func drain() async throws {
        try await Stage.with { stage in
            let phone = try await stage.phone("211")
            let (line, audio) = try await stage.call()
            stage.daemon.running.beginDrain(limit: .seconds(60))
            let late = PeerCall.place(stage.carrier, to: "+16025550100", body: audio.description())
            let refusal = try await late.final()
            #expect(refusal.status == 503)
            #expect(refusal.headers.first("Retry-After") == "30")
            audio.press("5")
            let call = try await PeerCall.incoming(phone)
            _ = try await RingTests.answer(call, press: "1")
            try await stage.finish(line, with: call)
            await stage.daemon.running.waitUntilDrained()
            let outcomes = try await stage.daemon.records().map(\.outcome)
            #expect(Set(outcomes) == [.refused(.draining), .reachedHuman(PersonID("adams"))])
        }
    }

    @Test("A drain whose limit of 100 ms is over hangs up with BYE, and an escalation leaves its open case")
    func drainLimit() async throws {
        try await Stage.with { stage in
            let phone = try await stage.phone("211")
            let (line, audio) = try await stage.call()
            audio.press("5")
            let call = try await PeerCall.incoming(phone)
            call.ring()
            stage.daemon.running.beginDrain(limit: .milliseconds(100))
            let bye = try await line.next(.bye)
            #expect(bye.headers.first("Reason") == #"SIP;cause=503;text="Server is being restarted""#)
            try await call.next(.cancel)
            await stage.daemon.running.waitUntilDrained()
            #expect(try await stage.daemon.records().map(\.outcome) == [.failed(.drained)])
            let open = try await stage.daemon.obligations()
            #expect(open.map(\.kind) == [.openCase])
            #expect(open.first?.number == PhoneNumber(e164: "+16025550142"))
        }
    }

    @Test("Of 2 places one is kept for urgent numbers: a second routine call gets 503, an urgent one is answered")
    func urgentReserve() async throws {
        let clinic = { (carrier: SocketEndpoint) in
            NightClinic.text(trunk: carrier).replacing(
                #""+16025550100": { flow: main }"#,
                with: #""+16025550100": { flow: main }"# + "\n" + #"  "+16025550103": { flow: main, urgent: yes }"#)
        }
        try await Stage.with(clinic, configure: { $0.limits.calls = 2 }) { stage in
            let (line, audio) = try await stage.call()
            let routine = PeerCall.place(stage.carrier, to: "+16025550100", body: audio.description())
            let refused = try await routine.final()
            #expect(refused.status == 503)
            #expect(refused.headers.first("Retry-After") == "30")
            _ = try await stage.daemon.ended.take("the refused call")
            let urgent = PeerCall.place(stage.carrier, to: "+16025550103", body: audio.description())
            #expect(try await urgent.final().status == 200)
            urgent.acknowledge()
            #expect(try await urgent.hangUp().status == 200)
            #expect(try await line.hangUp().status == 200)
        }
    }

    @Test("One call more than the limit of 1 gets 503")
    func callLimit() async throws {
        try await Stage.with(configure: { $0.limits.calls = 1 }) { stage in
            let (line, audio) = try await stage.call()
            let other = PeerCall.place(stage.carrier, to: "+16025550100", body: audio.description())
            #expect(try await other.final().status == 503)
            #expect(try await line.hangUp().status == 200)
            for _ in 1...2 { _ = try await stage.daemon.ended.take("the end of a call") }
            #expect(Set(try await stage.daemon.records().map(\.outcome)) == [.refused(.overload), .abandoned(.menu)])
        }
    }
}
