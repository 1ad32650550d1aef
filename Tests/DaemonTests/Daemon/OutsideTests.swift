import CallModel
import NightbellWire
import SIP
import SIPStack
import Testing

@Signalling
@Suite("Calls to a provider's mobile over the trunks (RFC 3325 §9.1, RFC 3263 §4.3)", .onSignalling)
struct OutsideTests {
    /// Two trunks, and a provider who is reached on a mobile alone.
    static func text(_ carrier: SocketEndpoint, _ backup: SocketEndpoint, calls: Int = 10) -> String {
        NightClinic.text(trunk: carrier)
            .replacing(
                #"caller_id: "+16025550100" }"#,
                with: #"caller_id: "+16025550100", calls: \#(calls) }"#
                    + "\n  backup: { peers: [\"\(backup)\"], caller_id: \"+16025550101\" }"
            )
            .replacing(
                #"adams: { name: Dr. Adams, ring: "211" }"#, with: #"adams: { name: Dr. Adams, ring: "+16025550171" }"#)
    }

    /// Starts the clinic with both trunks.
    static func with(
        calls: Int = 10, adjust: @escaping @Sendable (inout StackSettings) -> Void = { _ in },
        _ body: @Signalling (Stage, SIPPeer) async throws -> Void
    ) async throws {
        let backup = try await SIPPeer.open(on: "127.0.0.4")
        try await Stage.with({ text($0, backup.endpoint, calls: calls) }, adjust: adjust) { stage in
            backup.daemon = stage.daemon.address
            try await body(stage, backup)
        }
    }

    @Test("The INVITE shows the clinic's number in From and P-Asserted-Identity, and 1 accepts as on a phone")
    func identity() async throws {
        try await Self.with { stage, _ in
            let (line, audio) = try await stage.call()
            audio.press("5")
            let call = try await PeerCall.incoming(stage.carrier)
            #expect(call.invite.uri.user == "+16025550171")
            #expect(call.invite.headers.from.uri.user == "+16025550100")
            let asserted = try #require(call.invite.headers.first("P-Asserted-Identity"))
            #expect(NameAddress(parsing: asserted)?.uri.user == "+16025550100")
            #expect(stage.daemon.stack.trunks["carrier"]?.channelsInUse == 2)
            _ = try await RingTests.answer(call, press: "1")
            try await stage.finish(line, with: call)
            let record = try await stage.daemon.record()
            #expect(record.outcome == .reachedHuman(PersonID("adams")))
            #expect(record.attempts.map(\.device).contains { $0.contains("5550171") } == false)
        }
    }

    @Test("A trunk that answers 503 is followed by the next one at once, with the number of that one")
    func failover() async throws {
        try await Self.with { stage, backup in
            let (line, audio) = try await stage.call()
            audio.press("5")
            try await PeerCall.incoming(stage.carrier).refuse(503)
            let call = try await PeerCall.incoming(backup)
            #expect(call.invite.headers.from.uri.user == "+16025550101")
            _ = try await RingTests.answer(call, press: "1")
            try await stage.finish(line, with: call)
            let record = try await stage.daemon.record()
            #expect(record.attempts.map(\.result) == [.accepted])
            try await eventually("both channels are free") {
                stage.daemon.stack.trunks.values.allSatisfy { $0.channelsInUse == 0 }
            }
        }
    }

    @Test("A channel is free as soon as the ring is over: the next round finds it, and one in use sends to the backup")
    func channels() async throws {
        try await Self.with(calls: 2) { stage, backup in
            let (line, audio) = try await stage.call()
            audio.press("5")
            for _ in 1...2 {
                let call = try await PeerCall.incoming(stage.carrier)
                _ = try await RingTests.answer(call, press: "2")
                try await call.next(.bye)
            }
            let (other, _) = try await stage.call()
            #expect(try await line.hangUp().status == 200)
            #expect(try await other.hangUp().status == 200)
            try await eventually("all channels are free") {
                stage.daemon.stack.trunks.values.allSatisfy { $0.channelsInUse == 0 }
            }
            #expect(!backup.requests.unread.contains { $0.method == .invite })
        }
    }

    @Test("A trunk that is silent for 64·T1 is followed by the next one")
    func silentTrunk() async throws {
        try await Self.with(adjust: CallerTests.quick) { stage, backup in
            let (line, audio) = try await stage.call()
            stage.carrier.manners.answersOptions = false
            audio.press("5")
            _ = try await PeerCall.incoming(stage.carrier)
            let call = try await PeerCall.incoming(backup)
            _ = try await RingTests.answer(call, press: "1")
            try await stage.finish(line, with: call)
            #expect(try await stage.daemon.record().outcome == .reachedHuman(PersonID("adams")))
            try await stage.daemon.quiet()
        }
    }

    @Test("Busy is the callee's word and no reason for another trunk")
    func busy() async throws {
        try await Self.with { stage, backup in
            let baker = try await stage.phone("212")
            let (line, audio) = try await stage.call()
            audio.press("5")
            try await PeerCall.incoming(stage.carrier).refuse(486)
            let call = try await PeerCall.incoming(baker)
            _ = try await RingTests.answer(call, press: "1")
            try await stage.finish(line, with: call)
            #expect(try await stage.daemon.record().attempts.map(\.result) == [.busy, .accepted])
            #expect(!backup.requests.unread.contains { $0.method == .invite })
        }
    }

    @Test("A provider's challenge is answered with the trunk's login, and the ACK of the 407 is sent")
    func challenged() async throws {
        let carrier = try await SIPPeer.open(on: "127.0.0.2")
        let backup = try await SIPPeer.open(on: "127.0.0.4")
        let text = Self.text(carrier.endpoint, backup.endpoint)
            .replacing("calls: 10 }", with: "calls: 10, login: { user: clinic, password: trunk-secret } }")
        try await TestDaemon.with(text) { daemon in
            let stage = Stage(daemon, carrier)
            let (line, audio) = try await stage.call()
            audio.press("5")
            let first = try await PeerCall.incoming(carrier)
            let challenge = #"Digest realm="carrier", nonce="n1", algorithm=MD5, qop="auth""#
            first.refuse(407, others: [HeaderField("Proxy-Authenticate", challenge)])
            try await first.acknowledged()
            let call = try await PeerCall.incoming(carrier)
            #expect(call.invite.headers.cseq.number == 2)
            #expect(call.callID == first.callID)
            let shown = try #require(call.invite.headers.first("Proxy-Authorization"))
            let credentials = try #require(DigestCredentials(parsing: shown))
            let ha1 = PeerAccount.hash.ha1(username: "clinic", realm: "carrier", password: "trunk-secret", .md5)
            #expect(credentials.response == PeerAccount.hash.response(ha1: ha1, method: .invite, to: credentials))
            _ = try await RingTests.answer(call, press: "1")
            try await stage.finish(line, with: call)
            #expect(try await daemon.record().outcome == .reachedHuman(PersonID("adams")))
        }
    }

    @Test("OPTIONS say whether a trunk is there: down when nobody answers or 503 comes, up again when 200 comes")
    func qualify() async throws {
        try await Stage.with(adjust: {
            CallerTests.quick(&$0)
            $0.qualifyInterval = .milliseconds(50)
        }) { stage in
            let trunk = try #require(stage.daemon.stack.trunks["carrier"])
            try await eventually("up") { trunk.state == .up }
            stage.carrier.manners.answersOptions = false
            try await eventually("down") { trunk.state == .down("no answer to OPTIONS") }
            #expect(!trunk.looksUp)
            stage.carrier.manners.answersOptions = true
            try await eventually("up again") { trunk.state == .up }
            stage.carrier.manners.answersOptions = false
            for _ in 1...20 {
                stage.carrier.respond(503, to: try await stage.carrier.next(.options))
                if trunk.state == .down("the provider answers 503") { break }
            }
            try await eventually("the provider answers 503") { trunk.state == .down("the provider answers 503") }
            // Calls come in over a trunk whatever OPTIONS say.
            let (line, _) = try await stage.call()
            #expect(try await line.hangUp().status == 200)
        }
    }
}
