import CallModel
import Media
import NightbellMedia
import NightbellWire
import SIP
import SIPStack
import Storage
import Testing

@testable import Daemon

@Signalling
@Suite("Two people talk on while the daemon is killed and another one comes", .onSignalling)
struct ResumedTalkTests {
    /// Both speak until both are heard.
    static func bothHeard(_ caller: AudioPeer, _ desk: AudioPeer, _ what: String) async throws {
        let before = (caller.frames[Marker.provider, default: 0], desk.frames[Marker.caller, default: 0])
        try await eventually("\(what): \(caller.frames) \(desk.frames)") {
            caller.speak(Marker.caller, frames: 1)
            desk.speak(Marker.provider, frames: 1)
            return caller.frames[Marker.provider, default: 0] > before.0
                && desk.frames[Marker.caller, default: 0] > before.1
        }
    }

    private typealias Talk = (line: PeerCall, caller: AudioPeer, call: PeerCall, desk: AudioPeer)

    /// Two who talked before the daemon was killed, and talk after it.
    private static func restarted(
        _ body: @Signalling (Stage, Talk) async throws -> Void
    ) async throws {
        try await LastingClinic.with { stage, _ in
            let talk = try await BridgeTests.talk(stage)
            try await bothHeard(talk.caller, talk.desk, "before")
            try await LastingClinic.talkKept(stage)
            try await stage.daemon.restart { try await bothHeard(talk.caller, talk.desk, "while there is no daemon") }
            try await stage.connected()
            #expect(stage.daemon.stages == ["with Front desk"])
            #expect(stage.daemon.openEndpoints == 2)
            try await bothHeard(talk.caller, talk.desk, "after")
            try await body(stage, talk)
        }
    }

    @Test("The desk hangs up: 200, the patient's side gets BYE, and one record has the talk from its beginning")
    func deskHangsUp() async throws {
        try await Self.restarted { stage, talk in
            #expect(try await talk.call.hangUp().status == 200)
            let bye = try await talk.line.next(.bye)
            #expect(bye.headers.first("Reason") == #"Q.850;cause=16;text="Normal call clearing""#)
            let record = try await stage.daemon.record()
            #expect(record.outcome == .reachedHuman(nil))
            #expect(record.legs.map(\.ending) == ["hung up by us: the call was over", "hung up by the far side"])
            #expect(record.legs.map(\.party) == ["caller", "phone 201"])
            #expect(record.legs.allSatisfy { $0.packetsReceived >= 3 && $0.packetsSent >= 3 })
            #expect(record.attempts.map(\.result) == [.accepted])
            let (bridged, talked) = (try #require(record.times.bridged), try #require(record.times.talked))
            #expect(bridged < stage.daemon.running.started)
            #expect(bridged + talked > stage.daemon.running.started)
            #expect(record.trace.contains("the daemon ended, and another went on with the call"))
            #expect(record.trace.count > 1)
            #expect(try await stage.daemon.records().count == 1)
            #expect(try await LastingClinic.rows(stage).isEmpty)
            try await eventually("nothing is left") {
                stage.daemon.stack.liveSessions == 0 && stage.daemon.openEndpoints == 0 && stage.daemon.calls == 0
            }
        }
    }

    @Test("The patient hangs up: 200, and the desk gets BYE")
    func callerHangsUp() async throws {
        try await Self.restarted { stage, talk in
            #expect(try await talk.line.hangUp().status == 200)
            try await talk.call.next(.bye)
            let record = try await stage.daemon.record()
            #expect(record.outcome == .reachedHuman(nil))
            #expect(record.legs.map(\.ending) == ["hung up by the far side", "hung up by us: the call was over"])
        }
    }

    @Test("Hold and resume by re-INVITE, OPTIONS and UPDATE are answered as before; the o= line goes on counting")
    func reoffers() async throws {
        try await Self.restarted { stage, talk in
            let hold = try await talk.call.reoffer(talk.desk.description("inactive"))
            #expect(hold.status == 200)
            let text = String(decoding: hold.body, as: UTF8.self)
            #expect(text.contains("a=inactive\r\n"))
            let first = try SessionDescription(talk.call.invite.body).origin
            let then = try SessionDescription(hold.body).origin
            #expect(first?.sessionID == then?.sessionID)
            #expect((then.flatMap { Int($0.version) } ?? 0) > (first.flatMap { Int($0.version) } ?? 0))
            let resume = try await talk.call.reoffer(talk.desk.description())
            #expect(resume.status == 200)
            try await Self.bothHeard(talk.caller, talk.desk, "after the hold")
            #expect(try await stage.carrier.ask(talk.line.request(.options)).status == 200)
            #expect(try await stage.carrier.ask(talk.line.request(.update)).status == 200)
            #expect(try await stage.carrier.ask(talk.line.request(.refer)).status == 405)
            #expect(try await talk.line.hangUp().status == 200)
            try await talk.call.next(.bye)
        }
    }

    @Test("A hold before the kill is known after it: the target and the description of the re-INVITE were kept")
    func heldBefore() async throws {
        try await LastingClinic.with { stage, _ in
            let talk = try await BridgeTests.talk(stage)
            try await Self.bothHeard(talk.caller, talk.desk, "before")
            #expect(try await talk.call.reoffer(talk.desk.description("inactive")).status == 200)
            let moved = try await SIPPeer.open(on: "127.0.0.3", towards: stage.daemon.address)
            var update = talk.call.request(.update)
            update.headers.contacts = [moved.contact("201")]
            #expect(try await talk.call.peer.ask(update).status == 200)
            let port = moved.endpoint.port
            try await LastingClinic.kept(stage, "the new target") { row in
                row.lines.contains {
                    $0.role == .responder && String(decoding: $0.memory, as: UTF8.self).contains("\(port)")
                }
            }
            try await stage.daemon.restart()
            #expect(try await talk.line.hangUp().status == 200)
            // A phone's requests go over its flow, with the new target.
            let bye = try await talk.call.next(.bye)
            #expect(bye.uri.port == port)
            #expect(bye.headers.cseq.number > 1_000)
            #expect(try await stage.daemon.record().legs.allSatisfy { ($0.quality?.heldSeconds ?? 0) >= 0 })
        }
    }

    @Test("Killed twice: the third daemon ends the call, and there is one record")
    func twice() async throws {
        try await Self.restarted { stage, talk in
            try await LastingClinic.talkKept(stage)
            try await stage.daemon.restart()
            try await Self.bothHeard(talk.caller, talk.desk, "after the second")
            #expect(try await talk.call.hangUp().status == 200)
            try await talk.line.next(.bye)
            #expect(try await stage.daemon.record().outcome == .reachedHuman(nil))
            #expect(try await stage.daemon.records().count == 1)
        }
    }

    @Test("A drain of the new daemon with no patience hangs both up")
    func drained() async throws {
        try await Self.restarted { stage, talk in
            stage.daemon.running.beginDrain(limit: .zero)
            let bye = try await talk.line.next(.bye)
            #expect(bye.headers.first("Reason") == #"SIP;cause=503;text="Server is being restarted""#)
            try await talk.call.next(.bye)
            await stage.daemon.running.waitUntilDrained()
        }
    }

    @Test("The media process died with the daemon: both get BYE, and the record says that it was ours")
    func audioGone() async throws {
        try await LastingClinic.with { stage, media in
            let talk = try await BridgeTests.talk(stage)
            try await Self.bothHeard(talk.caller, talk.desk, "before")
            try await LastingClinic.talkKept(stage)
            try await stage.daemon.restart {
                media.end()
                try media.begin()
            }
            try await talk.line.next(.bye)
            try await talk.call.next(.bye)
            let record = try await stage.daemon.record()
            #expect(record.outcome == .failed(.daemonEnded))
            #expect(record.outcome.partyAtFault == .ours)
            #expect(record.times.bridged != nil)
            #expect(try await stage.daemon.records().count == 1)
            try await eventually("nothing is left") {
                stage.daemon.stack.liveSessions == 0 && stage.daemon.openEndpoints == 0 && stage.daemon.calls == 0
            }
        }
    }
}
