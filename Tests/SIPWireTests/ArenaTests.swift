import CArena
import SIP
import SIPWire
import Testing

@Suite("The arena that osip allocates from")
struct ArenaTests {
    /// Where blocks lie can be said only of those that it hands out itself.
    private static let isOn = carena_is_on() != 0

    @Test(
        "Blocks of 1 to 16 bytes lie 16 bytes apart, and the next scope begins where the last one did",
        .enabled(if: isOn))
    func scopes() throws {
        let scope = carena_open()
        let first = try #require(carena_malloc(1))
        let second = try #require(carena_malloc(16))
        let third = try #require(carena_malloc(0))
        #expect(first.distance(to: second) == 16)
        #expect(second.distance(to: third) == 16)
        carena_close(scope)
        let again = carena_open()
        #expect(again == scope)
        #expect(carena_malloc(32) == first)
        #expect(carena_is_exceeded() == 0)
        carena_close(again)
    }

    @Test("A scope within another takes back its own blocks only", .enabled(if: isOn))
    func nested() throws {
        let outer = carena_open()
        let kept = try #require(carena_malloc(8))
        kept.storeBytes(of: 0x1122_3344_5566_7788, as: UInt64.self)
        let inner = carena_open()
        let gone = carena_malloc(8)
        carena_close(inner)
        #expect(carena_malloc(8) == gone)
        #expect(kept.load(as: UInt64.self) == 0x1122_3344_5566_7788)
        carena_close(outer)
    }

    @Test(
        "What is beyond 32,768 bytes comes from malloc, and is freed; growing a block keeps what is in it",
        .enabled(if: isOn))
    func exceeded() throws {
        let scope = carena_open()
        let block = try #require(carena_malloc(64))
        block.storeBytes(of: 42, as: UInt64.self)
        let grown = try #require(carena_realloc(block, 4096))
        #expect(grown.load(as: UInt64.self) == 42)
        #expect(carena_is_exceeded() == 0)
        let outside = try #require(carena_realloc(grown, Int(CARENA_BYTES)))
        #expect(outside.load(as: UInt64.self) == 42)
        #expect(carena_is_exceeded() == 1)
        carena_free(outside)
        carena_free(grown)
        carena_close(scope)
        let next = carena_open()
        #expect(carena_is_exceeded() == 0)
        carena_close(next)
    }

    @Test("Under the address sanitizer every block is malloc's, and says so", .enabled(if: !isOn))
    func off() throws {
        let scope = carena_open()
        #expect(carena_is_exceeded() == 0)
        let block = try #require(carena_malloc(8))
        #expect(carena_is_exceeded() == 1)
        carena_free(block)
        carena_close(scope)
    }

    @Test("Without a scope every block is malloc's")
    func none() throws {
        let before = carena_open()
        carena_close(before)
        let block = try #require(carena_malloc(24))
        carena_free(carena_realloc(block, 48))
        carena_free(nil)
        let after = carena_open()
        #expect(after == before)
        carena_close(after)
    }
}

@Suite("The parser and its arena")
struct ParserArenaTests {
    @Test("1,000 refusals in the middle of a head leave nothing behind, and the next message is read")
    func refusals() throws {
        let bad = [
            options(via: "Via: SIP/2.0/UDP"), options(from: "From: <sip:a@@b"), options(to: "To: <sip:[::1>"),
            options(extra: "Contact: <sip:a@b>, ,<sip:c@d>"), options(extra: "Route: <sip:a@b>;x=\"y"),
            options(start: "OPTIONS sip:a@b:99999 SIP/2.0"), options(from: "From: <sip:a%zz@b>;tag=1"),
        ]
        for round in 0..<1000 {
            #expect(throws: WireError.self) { try MessageParser.parse(bad[round % bad.count]) }
        }
        let scope = carena_open()
        #expect(scope == 0)
        carena_close(scope)
        #expect(try MessageParser.parse(options()).headers.callID == "a84b4c76e66710")
    }

    @Test("A head that needs more than the arena holds is read: 25 Route values of 1,900 bytes, and 128 parameters")
    func large() throws {
        let routes = (0..<25).map { "Route: <sip:\(String(repeating: "r", count: 1900))\($0)@192.0.2.1;lr>" }
        let parameters = (0..<127).map { ";p\($0)=\(String(repeating: "v", count: 50))" }.joined()
        let bytes = wire(
            ([
                "OPTIONS sip:clinic@example.com SIP/2.0", "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK7",
                "From: <sip:trunk@example.net>\(parameters)", "To: <sip:clinic@example.com>", "Call-ID: a",
                "CSeq: 7 OPTIONS",
            ] + routes).joined(separator: "\n") + "\n\n")
        let headers = try MessageParser.parse(bytes).headers
        #expect(headers.route.count == 25)
        #expect(headers.route[24].uri.user?.hasSuffix("r24") == true)
        #expect(headers.from.parameters.all.count == 127)
        #expect(headers.from.parameters.value("p126") == String(repeating: "v", count: 50))
    }

    @Test("4 threads at a time read 400 messages each, and none sees another's")
    func threads() async {
        await withTaskGroup(of: Bool.self) { group in
            for thread in 0..<4 {
                group.addTask {
                    (0..<400).allSatisfy { number in
                        let bytes = options(
                            from: "From: \"Phone \(thread)\" <sip:\(thread)x\(number)@example.net>;tag=\(number)",
                            extra: "Contact: <sip:\(number)@192.0.2.\(thread)>")
                        guard let headers = try? MessageParser.parse(bytes).headers else { return false }
                        return headers.from.uri.user == "\(thread)x\(number)" && headers.from.tag == "\(number)"
                            && headers.from.displayName == "Phone \(thread)"
                            && headers.contacts.first?.uri.host == "192.0.2.\(thread)"
                    }
                }
            }
            for await right in group { #expect(right) }
        }
    }

    @Test("Commas part values only outside quotes and brackets, and white space around them is nothing")
    func commas() throws {
        let headers = try MessageParser.parse(
            options(
                extra: "Contact: \"Bell, Dr. \\\", x\" <sip:a,1@192.0.2.1> , <sip:b@192.0.2.2>\t,sip:c@192.0.2.3",
                "Via: SIP/2.0/TCP 192.0.2.9;branch=z9hG4bK8 ,SIP/2.0/TLS 192.0.2.10")
        ).headers
        #expect(headers.contacts.map(\.uri.user) == ["a,1", "b", "c"])
        #expect(headers.contacts[0].displayName == "Bell, Dr. \", x")
        #expect(headers.via.map(\.transport) == ["UDP", "TCP", "TLS"])
    }
}
