import SIPWire
import Testing

@Suite("RFC 3261 §18.3: messages in a stream")
struct StreamFramerTests {
    private typealias Event = StreamFramer.Event

    private let register = wire("REGISTER sip:example.com SIP/2.0\nl: 0\n\n")
    private let invite = wire(
        "INVITE sip:a@example.com SIP/2.0\nContent-Type: text/plain\nCONTENT-LENGTH :\n  5 \n\nhello")

    private func events(_ chunks: [[UInt8]]) throws -> [Event] {
        var framer = StreamFramer()
        var events: [Event] = []
        for chunk in chunks {
            framer.append(chunk)
            while let event = try framer.next() { events.append(event) }
        }
        return events
    }

    private func failure(_ text: String) -> StreamFramer.Failure? {
        #expect(throws: StreamFramer.Failure.self) { try events([wire(text)]) }
    }

    @Test("Two messages and a body of 5 bytes come out of one chunk")
    func oneChunk() throws {
        #expect(try events([register + invite]) == [.message(register), .message(invite)])
    }

    @Test("The same three events come out of every split into 2 parts, but for a ping cut in the middle")
    func everySplit() throws {
        let stream = register + wire("\n\n") + invite
        for cut in 0...stream.count {
            let found = try events([Array(stream[..<cut]), Array(stream[cut...])])
            let wanted: [Event] = [.message(register), .ping, .message(invite)]
            #expect(found.filter { $0 != .pong } == wanted, "cut at \(cut)")
            #expect(found.contains(.pong) == (cut == register.count + 2 || cut == register.count + 3), "cut at \(cut)")
        }
    }

    @Test("The same messages come out byte by byte")
    func byteByByte() throws {
        let stream = register + invite + register
        #expect(try events(stream.map { [$0] }) == [.message(register), .message(invite), .message(register)])
    }

    @Test("1,000 messages in chunks of random size come out whole")
    func randomChunks() throws {
        var generator = SeededGenerator(seed: 5626)
        var framer = StreamFramer()
        var rest = (0..<1_000).flatMap { $0.isMultiple(of: 3) ? invite : register }[...]
        var found: [Event] = []
        while !rest.isEmpty {
            let length = min(rest.count, Int.random(in: 1...3_000, using: &generator))
            framer.append(rest.prefix(length))
            rest = rest.dropFirst(length)
            while let event = try framer.next() { found.append(event) }
        }
        #expect(found == (0..<1_000).map { .message($0.isMultiple(of: 3) ? invite : register) })
        #expect(framer.pending == 0)
    }

    @Test("A double line end is a ping, a single one a pong (RFC 5626 §4.4.1)")
    func keepAlive() throws {
        #expect(try events([wire("\n\n")]) == [.ping])
        #expect(try events([wire("\n")]) == [.pong])
        #expect(try events([wire("\n\n\n\n")]) == [.ping, .ping])
        #expect(try events([wire("\n"), register]) == [.pong, .message(register)])
        #expect(try events([wire("\n"), wire("\n")]) == [.pong, .ping])
    }

    @Test("Without Content-Length a stream cannot go on")
    func missing() { #expect(failure("OPTIONS sip:a SIP/2.0\nTo: x\n\n") == .contentLengthMissing) }

    @Test(
        "A Content-Length that is no whole number of at most 9 digits ends the stream",
        arguments: ["-1", "", "6x", "0x10", "1 2", "4294967296000", "+5"])
    func invalid(value: String) {
        #expect(failure("OPTIONS sip:a SIP/2.0\nContent-Length: \(value)\n\n") == .contentLengthInvalid)
    }

    @Test("Two Content-Lengths end the stream even if both are 0")
    func repeated() {
        #expect(failure("OPTIONS sip:a SIP/2.0\nl: 0\nContent-Length: 0\n\n") == .contentLengthRepeated)
    }

    @Test("A head of 65,536 bytes without an end, and a message of more than that, end the stream")
    func tooLarge() throws {
        #expect(failure(String(repeating: "x", count: 65_536)) == .headTooLarge)
        #expect(failure("OPTIONS sip:a SIP/2.0\nl: 65536\n\n") == .messageTooLarge)
        #expect(try events([Array(repeating: 0x78, count: 65_535)]).isEmpty)
    }

    @Test("A failure stays: later bytes are not looked at")
    func failureStays() {
        var framer = StreamFramer()
        framer.append(wire("OPTIONS sip:a SIP/2.0\n\n"))
        #expect(throws: StreamFramer.Failure.contentLengthMissing) { try framer.next() }
        framer.append(register)
        #expect(throws: StreamFramer.Failure.contentLengthMissing) { try framer.next() }
    }

    @Test("60,000 bytes of head, one by one, cost as many steps as bytes: under 2 s of processor")
    func linear() throws {
        let line = wire("X: " + String(repeating: "y", count: 95) + "\n")
        let message = wire("OPTIONS sip:a SIP/2.0\n") + (0..<600).flatMap { _ in line } + wire("l: 0\n\n")
        let bytes = message.map { [$0] }
        var found: [Event] = []
        let time = try processorTime { found = try events(bytes) }
        #expect(found == [.message(message)])
        #expect(time < .seconds(2))
    }

    @Test("A line named Content-Length in a body, or a header that only begins so, does not count")
    func lookalikes() throws {
        let message = wire("MESSAGE sip:a SIP/2.0\nContent-Length-X: 9\nl: 21\n\nContent-Length: 9\n\n")
        #expect(try events([message]) == [.message(message)])
    }
}
