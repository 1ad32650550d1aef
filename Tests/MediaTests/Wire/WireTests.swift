import Testing

@testable import Media

@Suite("Commands and events as bytes")
struct WireTests {
    @Test("The octets of a bridge: its number, 5, and two endpoints of 64 bits in network order")
    func layout() {
        var writer = WireWriter()
        MediaCommand.bridge(EndpointID(1), EndpointID(0x0203)).write(to: &writer)
        #expect(writer.bytes == [5, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 2, 3])
    }

    @Test("The greeting that must be readable in every version for ever")
    func greeting() {
        let frame = SignallingMessage.greeting(Greeting(build: "0.1.0"), nil).frame
        #expect(frame == Array("NBMEDIA\0".utf8) + [0, 3, 0, 5] + Array("0.1.0".utf8))
    }

    @Test("Every command comes back as it was", arguments: WireSamples.commands)
    func command(_ command: MediaCommand) throws {
        #expect(try SignallingMessage(SignallingMessage.commands([command]).frame) == .commands([command]))
    }

    @Test("Every event comes back as it was", arguments: WireSamples.events)
    func event(_ event: MediaEvent) throws {
        #expect(try MediaMessage(MediaMessage.events([event]).frame) == .events([event]))
    }

    @Test("Every message comes back as it was")
    func messages() throws {
        for (index, message) in WireSamples.signalling.enumerated() {
            #expect(try WireSamples.read(message.frame, isFirst: index == 0) == message)
        }
        for message in WireSamples.media { #expect(try MediaMessage(message.frame) == message) }
    }

    @Test("Each codec, direction, latching, suite and end has a number of its own")
    func numbers() {
        func areDistinct<Value: WireNumbered>(_ type: Value.Type) -> Bool {
            Set(Value.allCases.map(\.wireNumber)).count == Value.allCases.count
        }
        #expect(areDistinct(AudioCodec.self))
        #expect(areDistinct(StreamDirection.self))
        #expect(areDistinct(Latching.self))
        #expect(areDistinct(StreamKeys.Suite.self))
        #expect(areDistinct(PlaybackEnd.self))
        #expect(areDistinct(PlaybackLoop.self))
    }

    @Test("A message that was cut off at any octet is refused, and so is one with an octet more")
    func cutOff() {
        for (index, message) in WireSamples.signalling.enumerated() {
            let frame = message.frame
            for count in 0..<frame.count {
                #expect(throws: WireFault.self) {
                    try WireSamples.read(Array(frame[..<count]), isFirst: index == 0)
                }
            }
            #expect(throws: WireFault.self) { try WireSamples.read(frame + [0], isFirst: index == 0) }
        }
        for message in WireSamples.media {
            let frame = message.frame
            for count in 0..<frame.count {
                #expect(throws: WireFault.self) { try MediaMessage(Array(frame[..<count])) }
            }
        }
    }

    @Test("60,000 damaged messages are read or refused, and what is read can be written again")
    func damaged() throws {
        var chance = SeededGenerator(seed: 4_711)
        let first = WireSamples.signalling[0].frame
        let frames = WireSamples.signalling.dropFirst().map(\.frame)
        var refused = 0
        for _ in 0..<20_000 {
            let ours = damage(frames.randomElement(using: &chance) ?? [], &chance)
            if let read = try? SignallingMessage(ours) { _ = read.frame } else { refused += 1 }
            let theirs = damage(WireSamples.media.randomElement(using: &chance)?.frame ?? [], &chance)
            if let read = try? MediaMessage(theirs) { _ = read.frame } else { refused += 1 }
            if let read = try? SignallingMessage(greeting: damage(first, &chance)) {
                _ = read.frame
            } else {
                refused += 1
            }
        }
        #expect(refused > 10_000)
    }

    private func damage(_ frame: [UInt8], _ chance: inout SeededGenerator) -> [UInt8] {
        var frame = frame
        for _ in 0..<Int.random(in: 1...4, using: &chance) {
            let place = Int.random(in: 0...frame.count, using: &chance)
            switch UInt8.random(in: 0...3, using: &chance) {
            case 0 where place < frame.count: frame[place] = .random(in: 0...255, using: &chance)
            case 1: frame.insert(.random(in: 0...255, using: &chance), at: place)
            case 2 where place < frame.count: frame.remove(at: place)
            default: frame = Array(frame[..<place])
            }
        }
        return frame
    }

    @Test("Counts are held against their bounds before anything is read: 8,193 commands, 129 prompts, a name of 257")
    func bounds() {
        func refusal(_ message: SignallingMessage) -> String? {
            do {
                _ = try SignallingMessage(message.frame)
                return nil
            } catch {
                return error.description
            }
        }
        let id = WireSamples.id
        #expect(
            refusal(.commands([MediaCommand](repeating: .stop(id), count: 8_193)))
                == "a list of 8193 where 8192 are the most")
        let prompts = [PromptKey](repeating: PromptKey("a"), count: 129)
        #expect(
            refusal(.commands([.play(id, PlaybackID(1), prompts, .once)])) == "a list of 129 where 128 are the most")
        let name = [PromptKey(String(repeating: "a", count: 257))]
        #expect(refusal(.commands([.play(id, PlaybackID(1), name, .once)])) == "a list of 257 where 256 are the most")
        #expect(MediaCommand.play(id, PlaybackID(1), prompts, .once).isTooLargeForWire)
        #expect(MediaCommand.play(id, PlaybackID(1), name, .once).isTooLargeForWire)
    }

    @Test("Values that no offer/answer can agree on are refused: payload type 128, packets of 9 ms, digit 16")
    func values() {
        var parameters = WireSamples.plain
        parameters.payloadType = 128
        #expect(throws: WireFault("a payload type above 127")) {
            try SignallingMessage(SignallingMessage.commands([.configure(WireSamples.id, parameters)]).frame)
        }
        parameters = WireSamples.plain
        parameters.packetTime = 9
        #expect(throws: WireFault("packets of 9 ms")) {
            try SignallingMessage(SignallingMessage.commands([.configure(WireSamples.id, parameters)]).frame)
        }
        var frame = SignallingMessage.commands([WireSamples.commands[12]]).frame
        frame[frame.count - 3] = 16
        #expect(throws: WireFault("16 where a digit has to be")) { try SignallingMessage(frame) }
    }

    @Test("A greeting of version 4 is read as far as every version is the same, and so is a refusal")
    func otherVersion() throws {
        var greeting = Greeting(build: "9.9.9")
        greeting.version = 4
        let frame = SignallingMessage.greeting(greeting, nil).frame
        #expect(try SignallingMessage(greeting: frame + [1, 2, 3]) == .greeting(greeting, nil))
        #expect(try MediaMessage(MediaMessage.refusal(greeting, "no").frame + [7]) == .refusal(greeting, "no"))
        let welcome = MediaMessage.welcome(greeting, MediaWelcome(process: 1, setup: .taken)).frame
        #expect(throws: WireFault("a welcome in version 4, where ours is 3")) { try MediaMessage(welcome) }
    }

    @Test("What begins as an HTTP request does is no greeting")
    func stranger() {
        let request = Array("GET / HTTP/1.1\r\nHost: media\r\n\r\n".utf8)
        #expect(throws: WireFault("something that is no greeting")) { try SignallingMessage(greeting: request) }
        #expect(throws: WireFault("something that is no greeting")) { try MediaMessage(request) }
    }

    @Test("10,000 commands are cut into frames of 60,000 octets at most, in their order; an impossible one is left out")
    func cutting() throws {
        let commands = (1...10_000).map { MediaCommand.bridge(EndpointID($0), EndpointID($0 + 1)) }
        let (frames, tooLong) = FrameCutter.frames(commands) { SignallingMessage.commands($0).frame }
        #expect(tooLong == 0)
        #expect(frames.allSatisfy { $0.count <= WireBounds.frame })
        var read: [MediaCommand] = []
        for frame in frames {
            guard case .commands(let piece) = try SignallingMessage(frame) else { continue }
            read += piece
        }
        #expect(read == commands)
        let long = MediaEvent.openFailed(EndpointID(1), String(repeating: "x", count: 100_000))
        #expect(FrameCutter.frames([long]) { MediaMessage.events($0).frame }.frames.count == 1)
        let prompts = [PromptKey](repeating: PromptKey(String(repeating: "a", count: 250)), count: 300)
        let impossible: [MediaCommand] = [.stop(EndpointID(1)), .play(EndpointID(1), PlaybackID(1), prompts, .once)]
        let rest = FrameCutter.frames(impossible) { SignallingMessage.commands($0).frame }
        #expect(rest.tooLong == 1)
        #expect(rest.frames == [SignallingMessage.commands([.stop(EndpointID(1))]).frame])
    }

    @Test("A name of 201 octets is cut at a character: 66 times three octets are left")
    func longName() {
        #expect(EndpointName(String(repeating: "€", count: 67)).description.utf8.count == 198)
    }
}
