import Media
import NightbellMedia
import Testing

@testable import MediaProcess

@Suite("What a media process survives on its socket", .serialized)
struct HostileFramesTests {
    /// Numbers that look random and are the same in every run (SplitMix64).
    private struct Chance: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    /// Commands for endpoints that are there, that are not, and that cannot be.
    private static let frames: [[UInt8]] = {
        let id = EndpointID(900)
        let parameters = StreamParameters(
            remote: MediaAddress(ipv4: LoopbackSocket.loopback, port: 9), codec: .pcmu, payloadType: 0,
            telephoneEventSend: 101, telephoneEventReceive: 101)
        let memory = EndpointMemory(
            port: 1, parameters: parameters, heardFrom: MediaAddress(ipv4: 1, port: 1),
            playing: PlaybackMemory(id: PlaybackID(1), prompts: [PromptKey("x")], loop: .forever, elapsed: .max))
        let commands: [MediaCommand] = [
            .open(id), .configure(id, parameters), .reopen(EndpointID(901), memory), .name(id, EndpointName("x")),
            .play(id, PlaybackID(1), [PromptKey("nightbell-music")], .forever), .bridge(id, EndpointID(901)),
            .bridge(id, id), .unbridge(id), .stop(id), .close(id), .close(EndpointID(902)),
        ]
        return commands.map { SignallingMessage.commands([$0]).frame } + [
            SignallingMessage.commands(commands).frame, SignallingMessage.adopt([id]).frame,
            SignallingMessage.prompts(octets: 12).frame, [],
        ]
    }()

    @Test(
        "1,000 damaged frames on as many connections: a bridge loses no packet, and the process serves who comes next")
    func damaged() throws {
        let stage = try Stage { $0.grace = .seconds(600) }
        let (left, right) = try (Telephone(ssrc: 1), Telephone(ssrc: 2))
        var visitor = try Visitor(stage)
        _ = try visitor.greet()
        let addresses = try visitor.open([left, right])
        var chance = Chance(state: 4_711)
        for round in 0..<1_000 {
            visitor.send(Self.damaged(&chance))
            if round.isMultiple(of: 10) {
                left.say(UInt8(truncatingIfNeeded: round), to: addresses[0])
                #expect(right.hear()?.octet == UInt8(truncatingIfNeeded: round))
            }
            // The one before goes first, so that the next is served.
            visitor = try Visitor(stage)
            while (try? visitor.greet()) == nil { visitor = try Visitor(stage) }
        }
        right.say(1, to: addresses[1])
        #expect(left.hear()?.octet == 1)
    }

    private static func damaged(_ chance: inout Chance) -> [UInt8] {
        var frame = frames.randomElement(using: &chance) ?? []
        for _ in 0..<Int.random(in: 0...2, using: &chance) where !frame.isEmpty {
            let place = Int.random(in: 0..<frame.count, using: &chance)
            // Not the octets of an endpoint's number: the two of the bridge must not be closed by luck.
            guard place < 3 || place > 11 else { continue }
            frame[place] = .random(in: 0...255, using: &chance)
        }
        return frame
    }
}
