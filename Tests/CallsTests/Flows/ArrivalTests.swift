import CallModel
import Calls
import NightbellTesting
import Routing
import Testing

@Suite("Before the answer")
@Signalling
struct ArrivalTests {
    private func night() throws -> Night {
        try Night([.start: [.say(Clinic.prompts("hi"), bargeIn: .allowed), .hangUp]])
    }

    @Test("A call that is refused leaves a record, and nothing is asked of the engine")
    func refused() async throws {
        let night = try night()
        night.arrival.admission = .refuse(.draining)
        await night.begins()
        #expect(night.caller.refused == .draining)
        #expect(night.outcome == .refused(.draining))
        #expect(night.record?.outcome == .refused(.draining))
        #expect(night.routing.asked == [])
        #expect(night.events.all.last == .ended(.refused(.draining)))
    }

    @Test("A caller who leaves before the ACK abandoned the call before the answer")
    func cancelled() async throws {
        let night = try night()
        night.caller.answering = .works(after: .seconds(1))
        await night.begins()
        await night.callerHangsUp()
        #expect(night.outcome == .abandoned(.beforeAnswer))
        #expect(night.record?.times.answered == nil)
        #expect(night.leftovers == [])
    }

    @Test("No RTP endpoint is a fault of the media, no common codec a refusal")
    func noMedia() async throws {
        let media = try night()
        media.caller.answering = .fails(LegError(code: .noMedia, message: "no port"))
        await media.begins()
        #expect(media.outcome == .failed(.media))
        let codec = try night()
        codec.caller.answering = .fails(LegError(code: .noCommonCodec, message: "G.729 only"))
        await codec.begins()
        #expect(codec.outcome == .refused(.noCommonCodec))
        #expect(codec.caller.refused == .noCommonCodec)
        #expect(media.leftovers + codec.leftovers == [])
    }

    @Test("An ACK that never comes ends the call after 40 s")
    func noACK() async throws {
        let night = try night()
        night.caller.answering = .hangs
        await night.begins()
        await night.passes(.milliseconds(39_999))
        #expect(night.outcome == nil)
        await night.passes(.milliseconds(1))
        #expect(night.outcome == .failed(.signallingLost))
        #expect(night.leftovers == [])
    }

    @Test("A prompt and a hang-up is an announced end; the events tell it in order")
    func informed() async throws {
        let night = try night()
        await night.begins()
        await night.passes(.seconds(2))
        #expect(night.outcome == .informed)
        #expect(night.record?.configuration == ConfigurationVersion("c0ffee123456"))
        let events = night.events.all.filter { if case .decided = $0 { false } else { true } }
        #expect(
            events == [
                .arrived(dialled: "+16025550100", caller: night.arrival.caller, source: "carrier"), .answered,
                .playing(Clinic.prompts("hi")), .ended(.informed),
            ])
    }
}
