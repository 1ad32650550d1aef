import CLinux
import Dispatch
import Media
import MediaEngine
import Testing

@testable import MediaProcess

@Suite("The media process and who commands it", .serialized)
struct MediaServerTests {
    @Test("Who greets is welcome, its commands are done, and events come back")
    func commands() throws {
        let stage = try Stage()
        let visitor = try Visitor(stage)
        let (welcome, endpoints) = try visitor.greet()
        #expect(welcome.setup == .taken)
        #expect(endpoints.isEmpty)
        let (left, right) = try (Telephone(ssrc: 1), Telephone(ssrc: 2))
        let addresses = try visitor.open([left, right])
        for octet: UInt8 in 1...20 {
            left.say(octet, to: addresses[0])
            #expect(right.hear()?.octet == octet)
            right.say(octet + 100, to: addresses[1])
            #expect(left.hear()?.octet == octet + 100)
        }
        #expect(try visitor.event() == .firstPacket(EndpointID(1)))
        #expect(try visitor.event() == .firstPacket(EndpointID(2)))
        visitor.send(.commands([.close(EndpointID(1))]))
        guard case .closed(EndpointID(1), let counts) = try visitor.event() else {
            Issue.record("not closed")
            return
        }
        #expect(counts.packetsReceived == 20)
        #expect(counts.packetsLost == 0)
    }

    @Test("A bridge loses no packet when its signalling process vanishes, and the next one is told of it and takes it")
    func orphans() throws {
        let stage = try Stage { $0.grace = .milliseconds(1) }
        var visitor: Visitor? = try Visitor(stage)
        let first = try visitor?.greet()
        let (left, right, alone) = try (Telephone(ssrc: 1), Telephone(ssrc: 2), Telephone(ssrc: 3))
        let addresses = try #require(try visitor?.open([left, right, alone]))
        visitor?.send(.commands([.name(EndpointID(1), EndpointName("call 7 caller"))]))
        var sequence: UInt16?
        for round in 0..<60 {
            // Gone in the middle of it, without a word.
            if round == 20 { visitor = nil }
            left.say(UInt8(round), to: addresses[0])
            let heard = try #require(right.hear())
            #expect(heard.octet == UInt8(round))
            if let sequence { #expect(heard.header.sequence == sequence &+ 1) }
            sequence = heard.header.sequence
        }
        let next = try greetUntilWelcome(stage)
        #expect(next.found.welcome.process == first?.welcome.process)
        let summaries = next.found.endpoints.filter { $0.peer != nil }
        #expect(summaries.map(\.id) == [EndpointID(1), EndpointID(2)])
        #expect(summaries.first?.name == EndpointName("call 7 caller"))
        #expect(summaries.map(\.port) == addresses[..<2].map(\.port))
        next.visitor.send(.adopt([EndpointID(1), EndpointID(2)]))
        next.visitor.send(.commands([.unbridge(EndpointID(1)), .close(EndpointID(1))]))
        var closed: Set<EndpointID> = []
        // The one that was alone is closed by itself.
        while closed != [EndpointID(1)] && closed != [EndpointID(1), EndpointID(3)] {
            if case .closed(let id, _) = try next.visitor.event() { closed.insert(id) }
        }
        right.say(1, to: addresses[1])
        // The queue is served before the sockets: what was sent just now is taken in the turn of this.
        next.visitor.send(.commands([.play(EndpointID(2), PlaybackID(9), [], .once)]))
        while try next.visitor.event() != .playbackEnded(EndpointID(2), PlaybackID(9), .finished) {}
        next.visitor.send(.commands([.close(EndpointID(2))]))
        while closed.isDisjoint(with: [EndpointID(2)]) {
            if case .closed(let id, let counts) = try next.visitor.event() {
                closed.insert(id)
                if id == EndpointID(2) { #expect(counts.packetsReceived == 1) }
            }
        }
    }

    /// The server may not have seen yet that its client is gone.
    private func greetUntilWelcome(_ stage: Stage) throws -> (
        visitor: Visitor, found: (welcome: MediaWelcome, endpoints: [EndpointSummary])
    ) {
        for _ in 0..<1_000 {
            let visitor = try Visitor(stage)
            if let found = try? visitor.greet() { return (visitor, found) }
        }
        throw MediaProcessError("never welcome")
    }

    @Test("What nobody asks for is closed after the grace time, and its port is free")
    func grace() throws {
        let stage = try Stage { $0.grace = .milliseconds(20) }
        var visitor: Visitor? = try Visitor(stage)
        _ = try visitor?.greet()
        let address = try #require(try visitor?.open([Telephone(ssrc: 1)]).first)
        visitor = nil
        let next = try greetUntilWelcome(stage).visitor
        // The closing may come before the greeting or after it.
        while !stage.sentences.contains("1 endpoints that nobody asked for were closed") {
            _ = try? next.event()
        }
        #expect(address.port > 0)
    }

    @Test("A second signalling process is refused in words while the first is served")
    func second() throws {
        let stage = try Stage()
        let visitor = try Visitor(stage)
        _ = try visitor.greet()
        let second = try Visitor(stage)
        guard case .refusal(_, let reason) = try second.next() else {
            Issue.record("not refused")
            return
        }
        #expect(reason == "another signalling process commands the media process")
        #expect(throws: Visitor.Gone.self) { try second.next() }
        #expect(try visitor.open([Telephone(ssrc: 1)]).count == 1)
    }

    @Test("Another user is refused")
    func otherUser() throws {
        let stage = try Stage { $0.users = [4_000_000_000] }
        let visitor = try Visitor(stage)
        guard case .refusal(_, let reason) = try visitor.next() else {
            Issue.record("not refused")
            return
        }
        #expect(reason == "user \(getuid()) may not command the media process")
    }

    @Test(
        "Garbage for a greeting, garbage later, a frame that is too long, a greeting of version 2: refused, said once")
    func badInput() throws {
        let stage = try Stage { $0.grace = .seconds(600) }
        let (left, right) = try (Telephone(ssrc: 1), Telephone(ssrc: 2))
        var first: Visitor? = try Visitor(stage)
        _ = try first?.greet()
        let addresses = try #require(try first?.open([left, right]))
        // The second of each kind is not said again.
        for _ in 0..<2 {
            first?.send([0xFF, 1, 2, 3])
            guard case .refusal(_, let reason) = try first?.next() else {
                Issue.record("not refused")
                return
            }
            #expect(reason == "the signalling process sent a message with the number 255: it was let go")
            first = nil
            first = try Visitor(stage)
            first?.send(Array("GET / HTTP/1.1\r\n".utf8))
            guard case .refusal(_, let second) = try first?.next() else {
                Issue.record("not refused")
                return
            }
            #expect(second == "the signalling process sent something that is no greeting: it was let go")
            first = try Visitor(stage)
            _ = try first?.greet()
        }
        first?.send([UInt8](repeating: 2, count: WireBounds.frame + 1))
        guard case .refusal(_, let reason) = try first?.next() else {
            Issue.record("not refused")
            return
        }
        #expect(reason == "the signalling process sent a frame of 60001 octets: it was let go")
        left.say(7, to: addresses[0])
        #expect(right.hear()?.octet == 7)
        #expect(stage.sentences.filter { $0.contains("no greeting") }.count == 1)
        #expect(stage.sentences.filter { $0.contains("the number 255") }.count == 1)
    }

    @Test("A signalling process of another version is told so, and the media process ends when its calls have")
    func otherVersion() throws {
        let stage = try Stage()
        let visitor = try Visitor(stage)
        var greeting = Greeting(build: "9.0")
        greeting.version = 9
        visitor.send(.greeting(greeting, stage.setup))
        guard case .refusal(let theirs, let reason) = try visitor.next() else {
            Issue.record("not refused")
            return
        }
        #expect(theirs.build == "test")
        #expect(
            reason == """
                the media process is test and speaks version 3, the signalling process is 9.0 and speaks version 9: \
                restart both
                """)
        #expect(stage.waitForEnd() == .success)
    }

    @Test("Prompts come in a file without a name; a broken one changes nothing and ends nothing")
    func prompts() throws {
        let stage = try Stage()
        let visitor = try Visitor(stage)
        _ = try visitor.greet()
        let telephone = try Telephone(ssrc: 1)
        _ = try visitor.open([telephone])
        let store = PromptStore()
        store.load(PromptKey("tone"), samples: [Int16](repeating: 8_000, count: 160))
        let file = try PromptFile(store)
        visitor.send(SignallingMessage.prompts(octets: file.octets).frame, file: file.file)
        let play = SignallingMessage.commands([.play(EndpointID(1), PlaybackID(1), [PromptKey("tone")], .once)])
        visitor.send(play)
        #expect(telephone.hear()?.octet == G711.microLaw(8_000))
        #expect(try visitor.event() == .playbackEnded(EndpointID(1), PlaybackID(1), .finished))
        visitor.send(SignallingMessage.prompts(octets: file.octets - 1).frame, file: file.file)
        visitor.send(SignallingMessage.prompts(octets: 1 << 60).frame, file: file.file)
        visitor.send(.prompts(octets: 10))
        visitor.send(play)
        #expect(telephone.hear()?.octet == G711.microLaw(8_000))
        #expect(try visitor.event() == .playbackEnded(EndpointID(1), PlaybackID(1), .finished))
        #expect(stage.sentences.filter { $0.hasSuffix("the prompts stay as they were") }.count == 3)
    }

    @Test("Who connects and says nothing is let go after its time, and the next is served")
    func silent() throws {
        let stage = try Stage { $0.greetingTime = .milliseconds(20) }
        let silent = try Visitor(stage)
        guard case .refusal(_, let reason) = try silent.next() else {
            Issue.record("not refused")
            return
        }
        #expect(reason == "a process connected and did not say who it is")
        _ = try greetUntilWelcome(stage)
    }

    @Test("Another setup makes another engine while no endpoint is open, and is put off while one is")
    func setups() throws {
        let stage = try Stage { $0.grace = .seconds(600) }
        _ = try Visitor(stage).greet()
        var other = stage.setup
        other.deadMediaMilliseconds = 1_000
        var visitor: Visitor? = try greetUntilWelcome(stage).visitor
        _ = try visitor?.open([Telephone(ssrc: 1)])
        visitor = nil
        while true {
            let next = try Visitor(stage)
            guard let found = try? next.greet(other) else { continue }
            #expect(found.welcome.setup == .kept)
            next.send(.adopt([EndpointID(1)]))
            next.send(.farewell)
            break
        }
        while true {
            let next = try Visitor(stage)
            guard let found = try? next.greet(other) else { continue }
            if found.welcome.setup == .taken { break }
            next.send(.farewell)
        }
    }

    @Test("An address that this machine does not have is refused in words")
    func noAddress() throws {
        let stage = try Stage()
        var setup = stage.setup
        setup.ports = 20_001...20_001
        let visitor = try Visitor(stage)
        visitor.send(.greeting(Greeting(build: "x"), setup))
        guard case .refusal(_, let reason) = try visitor.next() else {
            Issue.record("not refused")
            return
        }
        #expect(
            reason == "the media engine does not start: the media ports 20001-20001 hold no even and odd pair")
    }

    @Test("A second media process on the same path is refused; one that died left a socket that is replaced")
    func paths() throws {
        let stage = try Stage()
        #expect(throws: MediaProcessError.self) { try MediaServer.listen(at: stage.path) }
        stage.end()
        let descriptor = try MediaServer.listen(at: stage.path)
        #expect(descriptor >= 0)
        close(descriptor)
    }

    @Test("One that nobody needs ends by itself")
    func unused() throws {
        let stage = try Stage { $0.lifetime = .whileUsed(.milliseconds(10)) }
        #expect(stage.waitForEnd() == .success)
    }
}
