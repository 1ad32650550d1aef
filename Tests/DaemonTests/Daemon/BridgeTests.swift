import CallModel
import Daemon
import Media
import NightbellWire
import SIP
import SIPStack
import Testing

@Signalling
@Suite("Two people talk (RFC 3264 §8)", .onSignalling)
struct BridgeTests {
    /// A caller and a trusted desk phone that talk.
    static func talk(
        _ stage: Stage, formats: [(type: Int, map: String)] = [(0, "PCMU/8000"), (101, AudioPeer.events)]
    ) async throws -> (line: PeerCall, caller: AudioPeer, call: PeerCall, desk: AudioPeer) {
        let phone = try await stage.phone("201")
        let (line, caller) = try await stage.call()
        caller.press("1")
        let call = try await PeerCall.incoming(phone)
        let desk = try await AudioPeer.open(on: "127.0.0.3")
        call.answer(desk.description(formats: formats))
        try desk.take(call.invite.body)
        try await call.acknowledged()
        try await stage.connected()
        return (line, caller, call, desk)
    }

    /// Both speak until both are heard.
    private static func bothHeard(
        _ one: AudioPeer, _ other: AudioPeer, _ what: String, hears: UInt8 = Marker.provider
    ) async throws {
        let (before, beforeOther) = (one.frames[hears, default: 0], other.frames[Marker.caller, default: 0])
        try await eventually("\(what): \(one.frames) \(other.frames)") {
            one.speak(Marker.caller, frames: 1)
            other.speak(Marker.provider, frames: 1)
            return one.frames[hears, default: 0] > before && other.frames[Marker.caller, default: 0] > beforeOther
        }
    }

    @Test("A caller who moves to another RTP port in a re-INVITE is heard from there and hears there")
    func newPort() async throws {
        try await Stage.with { stage in
            let (line, caller, call, desk) = try await Self.talk(stage)
            try await Self.bothHeard(caller, desk, "before")
            let moved = try await AudioPeer.open(on: "127.0.0.2")
            let response = try await line.reoffer(moved.description())
            #expect(response.status == 200)
            try moved.take(response.body)
            try await Self.bothHeard(moved, desk, "after")
            #expect(try await line.hangUp().status == 200)
            try await call.next(.bye)
        }
    }

    @Test("The desk puts the caller on hold and comes back: what it says then is heard again")
    func hold() async throws {
        try await Stage.with { stage in
            let (line, caller, call, desk) = try await Self.talk(stage)
            try await Self.bothHeard(caller, desk, "before")
            let hold = try await call.reoffer(desk.description("inactive"))
            #expect(hold.status == 200)
            #expect(String(decoding: hold.body, as: UTF8.self).contains("a=inactive\r\n"))
            let resume = try await call.reoffer(desk.description())
            #expect(resume.status == 200)
            try await Self.bothHeard(caller, desk, "after")
            #expect(try await line.hangUp().status == 200)
            try await call.next(.bye)
        }
    }

    @Test("A desk that speaks A-law alone talks with a caller who speaks µ-law")
    func transcoding() async throws {
        try await Stage.with { stage in
            let (line, caller, call, desk) = try await Self.talk(stage, formats: [(8, "PCMA/8000")])
            let expected = G711.aLaw(G711.linear(microLaw: Marker.caller))
            try await eventually("the desk hears the caller in A-law: \(desk.frames)") {
                caller.speak(Marker.caller, frames: 1)
                return desk.frames[expected] != nil
            }
            let theirs = G711.microLaw(G711.linear(aLaw: Marker.provider))
            try await eventually("the caller hears the desk in µ-law: \(caller.frames)") {
                desk.speak(Marker.provider, frames: 1, type: 8)
                return caller.frames[theirs] != nil
            }
            #expect(try await line.hangUp().status == 200)
            try await call.next(.bye)
        }
    }

    @Test("A desk that falls silent without a word ends the bridge after the dead-media time, and the caller rings on")
    func deskVanishes() async throws {
        try await Stage.with(configure: { $0.limits.deadMedia = .seconds(3) }) { stage in
            let (line, caller, call, desk) = try await Self.talk(stage)
            try await Self.bothHeard(caller, desk, "before")
            // Who only listens is not waited for: of the two, the desk alone can go dead from here on.
            #expect(try await line.reoffer(caller.description("recvonly")).status == 200)
            let bye = try await call.next(.bye)
            #expect(bye.headers.first("Reason") == #"Q.850;cause=41;text="Temporary failure""#)
            // The safe plan rings whoever it can: the desk again.
            let again = try await PeerCall.incoming(call.peer)
            again.ring()
            #expect(try await line.hangUp().status == 200)
            try await again.next(.cancel)
            let record = try await stage.daemon.record()
            #expect(record.outcome == .reachedHuman(nil))
            #expect(record.legs.map(\.ending) == ["hung up by the far side", "no audio came any more"])
        }
    }
}
