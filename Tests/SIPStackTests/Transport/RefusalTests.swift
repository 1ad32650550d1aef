import CallModel
import Glibc
import NightbellWire
import SIP
import Testing

@testable import SIPStack

@Signalling
@Suite("A UDP port where nobody listens (ICMP, RFC 3261 §18.4)", .onSignalling)
struct RefusalTests {
    /// A port that was somebody's a moment ago.
    private static func closedPort() throws -> SocketEndpoint {
        let socket = try DatagramSocket.bind(to: SocketEndpoint(host: "127.0.0.9", port: 0), buffer: 4_096)
        Glibc.close(socket.descriptor)
        return socket.bound
    }

    /// A flow from our loopback address.
    private static func flow(to remote: SocketEndpoint) -> Flow {
        Flow(kind: .udp, local: SocketEndpoint(host: "127.0.0.1", port: 5060), remote: remote)
    }

    @Test("Of a closed and an open port, the closed one is told to be refused, to everybody who asked")
    func watch() async throws {
        let open = try await SIPPeer.open(on: "127.0.0.9")
        let closed = try Self.closedPort()
        try #require(open.endpoint != closed)
        let watch = RefusalWatch(timers: SignallingTimers())
        let refused = Inbox<String>()
        watch.ask(Self.flow(to: open.endpoint)) { refused.put("open") }
        watch.ask(Self.flow(to: closed)) { refused.put("closed") }
        watch.ask(Self.flow(to: closed)) { refused.put("closed") }
        try await eventually("both are answered or given up") { watch.openQuestions == 0 }
        #expect(refused.unread == ["closed", "closed"])
    }

    @Test("Nothing is sent to port 0, to a multicast address, to another address family")
    func noProbe() {
        let watch = RefusalWatch(timers: SignallingTimers())
        for host in ["224.0.1.75", "::1"] { watch.ask(Self.flow(to: .init(host: host, port: 5060))) {} }
        watch.ask(Self.flow(to: .init(host: "127.0.0.1", port: 0))) {}
        #expect(watch.openQuestions == 0)
    }

    /// What comes of a request to `remote`; timers B and F are 64 times T1.
    private static func ending(
        _ method: Method, to remote: SocketEndpoint, t1: Duration
    ) async throws -> (TransactionEnding?, UInt64) {
        let ended = Inbox<TransactionEnding>()
        var ending: TransactionEnding?
        var refused: UInt64 = 0
        try await TestStack.with(adjust: { $0.timers = TimerValues(t1: t1) }) { test in
            let flow = try await test.stack.transport.connect(.udp, to: remote)
            let uri = SIPURI(user: "211", host: remote.host, port: remote.port)
            let headers = Headers(
                from: NameAddress(uri: uri), to: NameAddress(uri: uri), callID: "refused", cseq: CSeq(1, method),
                maxForwards: 70)
            test.stack.transactions.send(
                SIPRequest(method: method, uri: uri, headers: headers), over: flow, sentBy: test.address,
                onResponse: { _ in }, onEnd: { ended.put($0) })
            ending = try await ended.take("the end of the transaction")
            refused = test.stack.transactions.counters.refusedByPort
        }
        return (ending, refused)
    }

    @Test(
        "A request to a closed port ends as a transport failure, not as timer B or F",
        arguments: [Method.invite, .options])
    func refusedRequest(_ method: Method) async throws {
        // 32 s: with a T1 of 20 ms a machine that stands still for 1.28 s finds the question and timer F due together.
        let (ending, refused) = try await Self.ending(method, to: try Self.closedPort(), t1: .milliseconds(500))
        #expect(ending == .transportFailed)
        #expect(refused == 1)
    }

    @Test("A peer that listens and says nothing is waited for until timer F")
    func silent() async throws {
        let socket = try DatagramSocket.bind(to: SocketEndpoint(host: "127.0.0.9", port: 0), buffer: 65_536)
        defer { Glibc.close(socket.descriptor) }
        let (ending, refused) = try await Self.ending(.options, to: socket.bound, t1: .milliseconds(20))
        #expect(ending == .timedOut)
        #expect(refused == 0)
    }

    @Test("A trunk whose port is closed is down after T1, with the reason")
    func trunk() async throws {
        let closed = try Self.closedPort()
        let settings = TrunkSettings(name: "carrier", peers: [.init(host: closed.host, port: closed.port)])
        try await TestStack.with(trunks: [settings]) { test in
            let trunk = try #require(test.stack.trunks["carrier"])
            try await eventually("down") { trunk.state == .down("nobody listens there") }
        }
    }

    @Test("More than 64 endpoints at a time are not asked; their transactions keep their timers")
    func bounded() async throws {
        let watch = RefusalWatch(timers: SignallingTimers())
        for port in 1...100 { watch.ask(Self.flow(to: .init(host: "127.0.0.9", port: UInt16(port)))) {} }
        #expect(watch.openQuestions == 64)
        try await eventually("all are answered or given up") { watch.openQuestions == 0 }
    }
}
