import CallModel
import NightbellWire
import SIP
import SIPStack
import Storage
import Testing

@testable import Daemon

@Signalling
@Suite("A call that was passed on is kept as it is, and passed on after a restart", .onSignalling)
struct ResumedTransferTests {
    private static func bothHeard(_ caller: AudioPeer, _ desk: AudioPeer, _ what: String) async throws {
        let before = (caller.frames[Marker.provider, default: 0], desk.frames[Marker.caller, default: 0])
        try await eventually("\(what): \(caller.frames) \(desk.frames)") {
            caller.speak(Marker.caller, frames: 1)
            desk.speak(Marker.provider, frames: 1)
            return caller.frames[Marker.provider, default: 0] > before.0
                && desk.frames[Marker.caller, default: 0] > before.1
        }
    }

    @Test("Passed on to 212, then killed: the caller talks on with 212, whose line the row names, and 201's is over")
    func passedThenKilled() async throws {
        try await LastingClinic.with { stage, _ in
            let room = try await stage.phone("212")
            let talk = try await BridgeTests.talk(stage)
            #expect(try await TransferTests.refer(talk.call, to: "<sip:212@clinic.test>").status == 202)
            let next = try await PeerCall.incoming(room)
            let audio = try await RingTests.answer(next, press: "1")
            #expect(try await TransferTests.told(talk.call).last == "SIP/2.0 200 OK terminated")
            #expect(try await talk.call.hangUp().status == 200)
            try await Self.bothHeard(talk.caller, audio, "before")
            let port = room.endpoint.port
            try await LastingClinic.kept(stage, "212's line, and no other") { row in
                let responders = row.lines.filter { $0.role == .responder }
                return responders.count == 1 && row.lines.count == 2
                    && String(decoding: responders[0].memory, as: UTF8.self).contains("\(port)")
            }
            try await stage.daemon.restart()
            try await stage.connected()
            #expect(stage.daemon.stages == ["with Dr. Baker's desk"])
            try await Self.bothHeard(talk.caller, audio, "after")
            #expect(try await next.hangUp().status == 200)
            try await talk.line.next(.bye)
            let record = try await stage.daemon.record()
            #expect(record.attempts.map(\.device) == ["phone 201", "phone 212"])
            #expect(record.legs.map(\.party) == ["caller", "phone 201", "phone 212"])
        }
    }

    @Test("Killed, then passed on: the phone of the daemon before still passes the caller on to 212")
    func killedThenPassed() async throws {
        try await LastingClinic.with { stage, _ in
            let room = try await stage.phone("212")
            let talk = try await BridgeTests.talk(stage)
            try await Self.bothHeard(talk.caller, talk.desk, "before")
            try await LastingClinic.talkKept(stage)
            try await stage.daemon.restart()
            try await stage.connected()
            #expect(try await TransferTests.refer(talk.call, to: "<sip:212@clinic.test>").status == 202)
            let next = try await PeerCall.incoming(room)
            let audio = try await RingTests.answer(next, press: "1")
            #expect(try await TransferTests.told(talk.call).last == "SIP/2.0 200 OK terminated")
            try await Self.bothHeard(talk.caller, audio, "after")
            #expect(try await talk.line.hangUp().status == 200)
            try await next.next(.bye)
        }
    }

    @Test("Held, then killed: the caller hears music after it too, and both talk when the desk resumes")
    func heldThenKilled() async throws {
        try await LastingClinic.with { stage, _ in
            let talk = try await BridgeTests.talk(stage)
            try await LastingClinic.talkKept(stage)
            #expect(try await talk.call.reoffer(talk.desk.description("inactive")).status == 200)
            try await stage.daemon.restart()
            try await eventually("music: \(stage.daemon.stages)") {
                stage.daemon.stages == ["on hold at Front desk"]
            }
            let heard = talk.caller.packets
            try await eventually("music: \(talk.caller.packets)") { talk.caller.packets > heard + 10 }
            #expect(try await talk.call.reoffer(talk.desk.description()).status == 200)
            try await Self.bothHeard(talk.caller, talk.desk, "after")
            #expect(try await talk.line.hangUp().status == 200)
            try await talk.call.next(.bye)
        }
    }
}
