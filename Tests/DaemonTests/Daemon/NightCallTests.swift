import CallModel
import NightbellWire
import SIP
import Testing

@Signalling
@Suite("The night call, from the trunk's INVITE to the record on disk", .onSignalling)
struct NightCallTests {
    @Test("The first phone rings out after 1 s, the second accepts with 1, both are heard, and 1 record tells it all")
    func nightCall() async throws {
        try await Stage.with(NightClinic.impatient) { stage in
            let adams = try await stage.phone("211")
            let baker = try await stage.phone("212")
            let audio = try await AudioPeer.open(on: "127.0.0.2")
            let line = PeerCall.place(stage.carrier, to: "+16025550100", body: audio.description())
            try audio.take(try await line.answered())
            try await audio.hear(Marker.greeting, "the greeting")
            audio.press("5")

            let first = try await PeerCall.incoming(adams)
            first.ring()
            let cancel = try await first.next(.cancel)
            #expect(cancel.headers.first("Reason") == #"Q.850;cause=19;text="No answer""#)
            try await first.acknowledged()

            let second = try await PeerCall.incoming(baker)
            second.ring()
            let provider = try await AudioPeer.open(on: "127.0.0.3")
            second.answer(provider.description())
            try provider.take(second.invite.body)
            try await second.acknowledged()
            try await provider.hear(Marker.whisper, "the whisper")
            provider.press("1")
            try await eventually("bridged") {
                audio.speak(Marker.caller, frames: 1)
                provider.speak(Marker.provider, frames: 1)
                return provider.frames[Marker.caller] != nil && audio.frames[Marker.provider] != nil
            }

            #expect(try await line.hangUp().status == 200)
            let bye = try await second.next(.bye)
            #expect(bye.headers.first("Reason") == #"Q.850;cause=16;text="Normal call clearing""#)
            let record = try await stage.daemon.record()
            #expect(record.outcome == .reachedHuman(PersonID("baker")))
            #expect(record.dialled == "+16025550100")
            #expect(record.caller == PhoneNumber(e164: "+16025550142"))
            #expect(record.source == "carrier")
            #expect(record.choices == ["night: 5 urgent"])
            #expect(record.attempts.map(\.device) == ["phone 211", "phone 212"])
            #expect(record.attempts.map(\.result) == [.noAnswer, .accepted])
            #expect(record.legs.map(\.direction) == [.inbound, .outbound])
            #expect(record.legs.map(\.ending) == ["hung up by the far side", "hung up by us: the call was over"])
            #expect(record.legs[0].sipCallID == line.callID)
            #expect(record.legs[0].packetsReceived > 0)
            #expect(record.legs[1].packetsReceived > 0)
            let times = record.times
            let answered = try #require(times.answered)
            let bridged = try #require(times.bridged)
            let ended = try #require(times.ended)
            #expect(times.invited <= answered && answered < bridged && bridged <= ended)
            #expect(bridged - answered >= .seconds(1))
            #expect(try await stage.daemon.obligations() == [])
        }
    }
}
