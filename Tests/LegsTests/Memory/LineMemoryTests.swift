import CallModel
import Media
import SIP
import SIPStack
import Testing

@testable import Legs

@Suite("Lines as bytes that another process reads")
struct LineMemoryTests {
    static func address(_ text: String) throws -> NameAddress { try #require(NameAddress(parsing: text)) }

    static func line(
        routes: [String] = [], kind: TransportKind = .udp, interval: Int? = 1_800, description: String = "v=0\r\n"
    ) throws -> LineMemory {
        let dialog = Dialog(
            id: DialogID(callID: "c1@host", localTag: "ours", remoteTag: "theirs"),
            local: try address("<sip:nightbell@192.0.2.1>;tag=ours"),
            remote: try address("\"Dr. Ä. \\\"Bell\\\"\" <sip:+16025550142@192.0.2.9;user=phone>;tag=theirs"),
            remoteTarget: try #require(SIPURI(parsing: "sip:gw@192.0.2.9:5080;transport=tcp")),
            routeSet: try routes.map(address), isSecure: false, localSequence: nil, remoteSequence: 7)
        return LineMemory(
            label: "caller", direction: .inbound, source: .trunk("carrier"),
            flow: Flow(
                kind: kind, local: SocketEndpoint(host: "192.0.2.1", port: 5060),
                remote: SocketEndpoint(host: "2001:db8::9", port: 5080)),
            endpoint: EndpointID(0x1234_5678_9ABC_DE01),
            session: SessionMemory(
                role: .callee, dialog: dialog, interval: interval, weRefresh: true, remoteAllowsUpdate: false,
                localDescription: Array(description.utf8), remoteDescription: Array("v=0\r\n".utf8)))
    }

    @Test("What is written is read: names with quotes and umlauts, routes, IPv6, TLS, with and without a session timer")
    func roundTrip() throws {
        let routes = ["<sip:edge.example;lr>", "<sip:core.example:5070;lr;transport=udp>"]
        for line in [
            try Self.line(), try Self.line(routes: routes), try Self.line(kind: .tls), try Self.line(interval: nil),
        ] {
            #expect(try LineMemory(line.bytes) == line)
        }
    }

    @Test("The number of a connection is not kept: in another process it names nothing")
    func connection() throws {
        var line = try Self.line(kind: .tcp)
        line.flow.connection = 17
        #expect(try LineMemory(line.bytes).flow.connection == nil)
    }

    @Test("A key is cut out of what is kept, and ours is put back")
    func keys() throws {
        let key = [UInt8](repeating: 0x41, count: 30)
        let text =
            "m=audio 4000 RTP/SAVP 0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB"
        let line = try Self.line(description: text + "\r\na=sendrecv\r\n")
        let kept = try LineMemory(line.bytes).session.localDescription
        #expect(
            String(decoding: kept, as: UTF8.self)
                == "m=audio 4000 RTP/SAVP 0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:\r\na=sendrecv\r\n")
        #expect(KeyCutting.with(key, kept) == line.session.localDescription)
        #expect(KeyCutting.without(Array("inline:abc|2^31;x".utf8)) == Array("inline:;x".utf8))
        #expect(KeyCutting.without(Array("inlin".utf8)) == Array("inlin".utf8))
        #expect(KeyCutting.with([], kept) == kept)
    }

    @Test("Another layout, an end that is missing and one octet too many are refused in words")
    func refused() throws {
        let bytes = try Self.line().bytes
        #expect(throws: WireFault("a line in layout 2")) { try LineMemory([2] + bytes.dropFirst()) }
        #expect(throws: WireFault.self) { try LineMemory(bytes + [0]) }
        for count in 0..<bytes.count { #expect(throws: WireFault.self) { try LineMemory(Array(bytes[..<count])) } }
    }

    @Test("20,000 lines with 1 to 8 wrong octets, by seeds, are read as something else or refused; nothing traps")
    func mutations() throws {
        var chance = SplitMix(seed: 4)
        let bytes = try Self.line(routes: ["<sip:edge.example;lr>"], description: "a=crypto:1 X inline:abc\r\n").bytes
        var read = 0
        for _ in 0..<20_000 {
            var changed = bytes
            for _ in 0...(Int.random(in: 0..<8, using: &chance)) {
                changed[Int.random(in: 0..<changed.count, using: &chance)] = .random(in: 0...255, using: &chance)
            }
            if let line = try? LineMemory(changed) {
                read += 1
                #expect((try? LineMemory(line.bytes)) != nil)
            }
        }
        #expect(read > 0)
    }

    @Test("An INVITE that rings is kept with the Via that its CANCEL repeats")
    func ring() throws {
        let via = Via(
            transport: "UDP", host: "192.0.2.1", port: 5060,
            parameters: Parameters([.init("branch", "z9hG4bKabc"), .init("rport", nil)]))
        let invite = SIPRequest(
            method: .invite, uri: try #require(SIPURI(parsing: "sip:211@192.0.2.11:5062;line=x")),
            headers: Headers(
                via: [via], from: try Self.address("<sip:+16025550142@192.0.2.1>;tag=ours"),
                to: try Self.address("<sip:211@clinic.test>"), callID: "ring1", cseq: CSeq(3, .invite),
                route: [try Self.address("<sip:edge.example;lr>")]))
        let flow = Flow(
            kind: .udp, local: SocketEndpoint(host: "192.0.2.1", port: 5060),
            remote: SocketEndpoint(host: "192.0.2.11", port: 5062))
        let ring = try #require(RingMemory(flow: flow, source: .phone("211"), invite: invite))
        let read = try RingMemory(ring.bytes)
        #expect(read == ring)
        let cancel = SIPRequest.cancel(read.invite, reason: nil)
        #expect(cancel.headers.via == [via])
        #expect(cancel.headers.cseq == CSeq(3, .cancel))
        #expect(cancel.uri == invite.uri)
        for count in 0..<ring.bytes.count {
            #expect(throws: WireFault.self) { try RingMemory(Array(ring.bytes[..<count])) }
        }
    }
}

/// Chance that is the same each time.
private struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
