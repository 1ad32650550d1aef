import Testing

@testable import Media

@Suite("What is known of endpoints, to be them again")
struct EndpointLedgerTests {
    private let first = EndpointID(1)
    private let second = EndpointID(2)
    private let start = MediaInstant(milliseconds: 1_000)

    private func opened() -> EndpointLedger {
        var ledger = EndpointLedger()
        for (id, port) in [(first, 20_000), (second, 20_002)] as [(EndpointID, UInt16)] {
            ledger.note(.open(id), now: start)
            ledger.note(.opened(id, MediaAddress(ipv4: 1, port: port)))
        }
        return ledger
    }

    @Test("An endpoint without a port is no memory; with one it is its port alone")
    func port() {
        var ledger = EndpointLedger()
        ledger.note(.open(first), now: start)
        #expect(ledger.memory(of: first, now: start) == nil)
        #expect(ledger.summary(of: first) == nil)
        ledger.note(.opened(first, MediaAddress(ipv4: 1, port: 20_000)))
        #expect(ledger.memory(of: first, now: start) == EndpointMemory(port: 20_000))
    }

    @Test("Where the peer was heard is the negotiated address at its first packet, or the one that was learned")
    func heard() {
        var ledger = opened()
        ledger.note(.configure(first, WireSamples.plain), now: start)
        #expect(ledger.memory(of: first, now: start)?.heardFrom == nil)
        ledger.note(.firstPacket(first))
        #expect(ledger.memory(of: first, now: start)?.heardFrom == WireSamples.address)
        let learned = MediaAddress(ipv4: 5, port: 6)
        ledger.note(.learned(first, learned))
        ledger.note(.firstPacket(first))
        #expect(ledger.memory(of: first, now: start)?.heardFrom == learned)
        ledger.note(.configure(first, WireSamples.plain), now: start)
        #expect(ledger.memory(of: first, now: start)?.heardFrom == learned)
        var moved = WireSamples.plain
        moved.remote = MediaAddress(ipv4: 7, port: 8)
        ledger.note(.configure(first, moved), now: start)
        #expect(ledger.memory(of: first, now: start)?.heardFrom == nil)
    }

    @Test("A playback is remembered with the 2,500 ms that were heard of it, until it ends")
    func playback() {
        var ledger = opened()
        let prompts = [PromptKey("a"), PromptKey("b")]
        ledger.note(.play(first, PlaybackID(3), prompts, .once), now: start)
        let later = start.advanced(by: .milliseconds(2_500))
        #expect(
            ledger.memory(of: first, now: later)?.playing
                == PlaybackMemory(id: PlaybackID(3), prompts: prompts, loop: .once, elapsed: 2_500))
        ledger.note(.playbackEnded(first, PlaybackID(2), .stopped))
        #expect(ledger.summary(of: first)?.playing == PlaybackID(3))
        ledger.note(.playbackEnded(first, PlaybackID(3), .finished))
        #expect(ledger.memory(of: first, now: later)?.playing == nil)
    }

    @Test(
        "A bridge is known on both sides, ends playbacks, and is over for both when one parts, joins another, or closes"
    )
    func bridge() {
        var ledger = opened()
        ledger.note(.play(second, PlaybackID(3), [PromptKey("a")], .forever), now: start)
        ledger.note(.bridge(first, second), now: start)
        #expect(ledger.entries[first]?.peer == second)
        #expect(ledger.entries[second]?.peer == first)
        #expect(ledger.entries[second]?.playing == nil)
        ledger.note(.unbridge(second), now: start)
        #expect(ledger.entries[first]?.peer == nil)
        ledger.note(.bridge(first, second), now: start)
        let third = EndpointID(3)
        ledger.note(.open(third), now: start)
        ledger.note(.bridge(third, first), now: start)
        #expect(ledger.entries[second]?.peer == nil)
        #expect(ledger.entries[first]?.peer == third)
        ledger.note(.close(first), now: start)
        #expect(ledger.entries[third]?.peer == nil)
        #expect(ledger.entries[first]?.isClosing == true)
        #expect(ledger.summary(of: first) == nil)
        ledger.note(.closed(first, StreamStatistics()))
        #expect(ledger.entries[first] == nil)
    }

    @Test("An endpoint made again is remembered as it was made, with its name")
    func reopened() {
        var ledger = EndpointLedger()
        ledger.note(.reopen(first, WireSamples.memory), now: start)
        ledger.note(.name(first, EndpointName("call 7 caller")), now: start)
        ledger.note(.opened(first, MediaAddress(ipv4: 1, port: WireSamples.memory.port)))
        let memory = ledger.memory(of: first, now: start)
        #expect(memory?.parameters == WireSamples.memory.parameters)
        #expect(memory?.heardFrom == WireSamples.memory.heardFrom)
        #expect(ledger.summary(of: first)?.name == EndpointName("call 7 caller"))
    }

    @Test("Commands and events for endpoints that nobody opened leave nothing behind")
    func unknown() {
        var ledger = EndpointLedger()
        for command in WireSamples.commands.filter({ !$0.makesEndpoint }) { ledger.note(command, now: start) }
        for event in WireSamples.events { ledger.note(event) }
        #expect(ledger.entries.isEmpty)
    }
}

extension MediaCommand {
    fileprivate var makesEndpoint: Bool {
        switch self {
        case .open, .reopen: true
        default: false
        }
    }
}
