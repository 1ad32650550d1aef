import Media
import Testing

@testable import MediaEngine

@Suite("Whom a media thread is rung for")
struct ThreadInboxTests {
    private static let left = EndpointID(1)
    private static let right = EndpointID(2)

    private static let bridge = MediaCommand.bridge(left, right)
    private static let play = MediaCommand.play(left, PlaybackID(1), [], .once)

    @Test("An idle thread is rung for the first of three messages, whatever it is")
    func idle() {
        let inbox = ThreadInbox()
        let answers = [.close(Self.left), Self.bridge, .open(Self.right)].map { inbox.post(.command($0)) }
        #expect(answers == [.queuedFirst, .queued, .queued])
        let taken = inbox.takeAll(next: .none).messages
        #expect(taken.count == 3)
        let next = inbox.post(.command(.stop(Self.left)))
        #expect(next == .queuedFirst)
    }

    @Test("One that comes within 20 ms is rung for what must begin, and for a bridge of somebody whom it does not hear")
    func comingSoon() {
        let inbox = ThreadInbox()
        _ = inbox.takeAll(next: .soon)
        let changes: [MediaCommand] = [
            .stop(Self.left), .unbridge(Self.left), .hearKeys(Self.left), .close(Self.left),
        ]
        for command in changes {
            let answer = inbox.post(.command(command))
            #expect(answer == .queued)
        }
        let isTold = inbox.hasNews
        #expect(isTold)
        let bridge = inbox.post(.command(Self.bridge))
        #expect(bridge == .queuedFirst)
        let taken = inbox.takeAll(next: .soon).messages
        #expect(taken.count == 5)
        let isTakenAll = !inbox.hasNews
        #expect(isTakenAll)
        let play = inbox.post(.command(Self.play))
        #expect(play == .queuedFirst)
    }

    @Test("The list that is left takes what comes next: 3 messages are taken as 2 and 1, each once")
    func room() {
        let inbox = ThreadInbox()
        _ = inbox.post(.command(Self.bridge))
        _ = inbox.post(.command(Self.play))
        var first = inbox.takeAll(next: .none).messages
        #expect(first.count == 2)
        first.removeAll(keepingCapacity: true)
        let none = inbox.takeAll(next: .none, leaving: first).messages
        #expect(none.isEmpty)
        _ = inbox.post(.command(Self.bridge))
        let second = inbox.takeAll(next: .none).messages
        #expect(second.count == 1)
    }

    @Test("One that every packet wakes is not rung for a bridge, until the packets of one endpoint wake it no more")
    func wokenByPackets() {
        let inbox = ThreadInbox()
        _ = inbox.takeAll(next: .withEachPacket)
        let before = inbox.post(.command(Self.bridge))
        inbox.expectUnheard()
        let after = inbox.post(.command(Self.bridge))
        #expect([before, after] == [.queued, .queuedFirst])
        let taken = inbox.takeAll(next: .none).messages
        #expect(taken.count == 2)
    }

    @Test("In 50 calls the first packet, sent as soon as the bridge was asked for, is heard on the other side")
    func firstPacket() async throws {
        let bench = try Bench()
        // Somebody is in a call: the thread comes back by itself.
        let other = FarEnd()
        _ = try await bench.open(1_000, to: other)
        await bench.settle(1_000)
        let (left, right) = (FarEnd(), FarEnd())
        for call: UInt64 in 1...50 {
            let a = try await bench.open(2 * call)
            _ = try await bench.open(2 * call + 1)
            let (first, second) = (EndpointID(2 * call), EndpointID(2 * call + 1))
            bench.engine.send([
                .configure(first, Bench.parameters(left)), .configure(second, Bench.parameters(right)),
                .bridge(first, second),
            ])
            left.sendAudio(UInt8(call), to: a)
            #expect(right.receive()?.payload.first == UInt8(call))
            #expect(await bench.nextEvent() == .firstPacket(first))
        }
    }
}
