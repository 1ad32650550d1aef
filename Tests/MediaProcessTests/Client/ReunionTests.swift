import Media
import Testing

@testable import MediaProcess

@Suite("What is said when the two processes meet again")
struct ReunionTests {
    private let a = EndpointID(1)
    private let b = EndpointID(2)
    private let c = EndpointID(3)
    private let start = MediaInstant(milliseconds: 1_000)
    private let parameters = StreamParameters(
        remote: MediaAddress(ipv4: 9, port: 9), codec: .pcmu, payloadType: 0, telephoneEventSend: nil,
        telephoneEventReceive: nil)

    /// A and B are bridged, C plays since `start`.
    private func ledger() -> EndpointLedger {
        var ledger = EndpointLedger()
        for (id, port) in [(a, 20_000), (b, 20_002), (c, 20_004)] as [(EndpointID, UInt16)] {
            ledger.note(.open(id), now: start)
            ledger.note(.opened(id, MediaAddress(ipv4: 1, port: port)))
            ledger.note(.configure(id, parameters), now: start)
        }
        ledger.note(.bridge(a, b), now: start)
        ledger.note(.play(c, PlaybackID(5), [PromptKey("x")], .once), now: start)
        return ledger
    }

    private func reunion(
        _ ledger: EndpointLedger, _ there: [EndpointSummary] = [], abandoned: Set<EndpointID> = []
    ) -> Reunion {
        Reunion(ledger, there: there, abandoned: abandoned, address: 1, now: start.advanced(by: .seconds(2)))
    }

    private func summary(_ id: EndpointID, _ port: UInt16, peer: EndpointID? = nil, playing: PlaybackID? = nil)
        -> EndpointSummary
    {
        EndpointSummary(id: id, name: nil, port: port, peer: peer, playing: playing)
    }

    @Test("Another process makes all again on their ports, then the bridge; the prompt is 2 s further")
    func another() {
        let reunion = reunion(ledger())
        #expect(
            reunion.commands == [
                .reopen(a, EndpointMemory(port: 20_000, parameters: parameters)),
                .reopen(b, EndpointMemory(port: 20_002, parameters: parameters)),
                .reopen(
                    c,
                    EndpointMemory(
                        port: 20_004, parameters: parameters,
                        playing: PlaybackMemory(
                            id: PlaybackID(5), prompts: [PromptKey("x")], loop: .once, elapsed: 2_000))),
                .bridge(a, b),
            ])
        #expect(reunion.reopened == 3)
        #expect(reunion.adopted.isEmpty)
        #expect(reunion.events.isEmpty)
    }

    @Test(
        "The process that was known keeps all: adopted, parameters said again, nothing bridged and nothing played anew")
    func same() {
        let there = [
            summary(a, 20_000, peer: b), summary(b, 20_002, peer: a), summary(c, 20_004, playing: PlaybackID(5)),
        ]
        let reunion = reunion(ledger(), there)
        #expect(reunion.adopted == [a, b, c])
        #expect(
            reunion.commands == [.configure(a, parameters), .configure(b, parameters), .configure(c, parameters)])
        #expect(reunion.events.isEmpty)
        #expect(reunion.reopened == 0)
    }

    @Test("What went wrong meanwhile is set right: bridges, playbacks, ends that nobody heard")
    func different() {
        var ledger = ledger()
        ledger.note(.unbridge(a), now: start)
        let there = [
            summary(a, 20_000, peer: b), summary(b, 20_002, peer: a, playing: PlaybackID(9)), summary(c, 20_004),
        ]
        let reunion = reunion(ledger, there)
        #expect(
            reunion.commands == [
                .configure(a, parameters), .unbridge(a), .configure(b, parameters), .stop(b), .unbridge(b),
                .configure(c, parameters),
            ])
        #expect(reunion.events == [.playbackEnded(c, PlaybackID(5), .stopped)])
    }

    @Test(
        "Opening goes on, closing is over, what was closed meanwhile is closed there, and the rest is somebody else's")
    func halfWay() {
        var ledger = EndpointLedger()
        ledger.note(.open(a), now: start)
        ledger.note(.open(b), now: start)
        ledger.note(.opened(b, MediaAddress(ipv4: 1, port: 20_002)))
        ledger.note(.close(b), now: start)
        let reunion = reunion(ledger, [summary(c, 20_004), summary(EndpointID(4), 20_006)], abandoned: [c])
        #expect(reunion.commands == [.open(a), .close(c)])
        #expect(reunion.events == [.closed(b, StreamStatistics())])
        #expect(reunion.others == 1)
    }

    @Test("One that was opened while the answer was lost is told now, and one that was to be closed is closed")
    func lostAnswers() {
        var ledger = EndpointLedger()
        ledger.note(.open(a), now: start)
        ledger.note(.open(b), now: start)
        ledger.note(.close(b), now: start)
        let reunion = reunion(ledger, [summary(a, 20_000), summary(b, 20_002)])
        #expect(reunion.events == [.opened(a, MediaAddress(ipv4: 1, port: 20_000))])
        #expect(reunion.commands == [.close(b)])
    }

    @Test("What is played over a bridge begins again after the bridge, which would end it")
    func over() {
        var ledger = ledger()
        ledger.note(.play(a, PlaybackID(6), [PromptKey("y")], .forever), now: start)
        let commands = reunion(ledger).commands
        #expect(commands.suffix(2) == [.bridge(a, b), .play(a, PlaybackID(6), [PromptKey("y")], .forever)])
        #expect(commands.first == .reopen(a, EndpointMemory(port: 20_000, parameters: parameters)))
    }
}
