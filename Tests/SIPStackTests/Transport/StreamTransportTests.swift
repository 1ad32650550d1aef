import CallModel
import NightbellTesting
import SIPStack
import Testing

@Suite("TCP transport (RFC 3261 §18, RFC 5626 §4.4.1)", .timeLimit(.minutes(5)))
struct StreamTransportTests {
    private func limits(_ change: (inout TransportLimits) -> Void) -> TransportLimits {
        var limits = TransportLimits()
        change(&limits)
        return limits
    }

    @Test("3 messages in 2 writes, the second cut in its body, arrive as 3, and the answer comes back")
    func framing() async throws {
        let clinic = try await TransportHarness.start([.tcp])
        let phone = try await RawClient.connect(to: await clinic.address)
        let second = options("b", body: "v=0\r\n")
        try await phone.send(options("a") + String(second.dropLast(3)))
        #expect(try await clinic.arrival(0).text == options("a"))
        try await phone.send(String(second.suffix(3)) + options("c"))
        #expect(try await clinic.arrival(1).text == second)
        let third = try await clinic.arrival(2)
        #expect(third.text == options("c"))
        #expect(third.flow.kind == .tcp)
        #expect(third.flow.remote == phone.local)
        #expect(await third.flow.local == clinic.address)
        #expect(await clinic.arrivals.map(\.flow.connection) == [1, 1, 1])
        #expect(await clinic.layer.send(bytes("SIP/2.0 200 OK\r\n\r\n"), over: third.flow) == .sent)
        #expect(await phone.heard(18) == "SIP/2.0 200 OK\r\n\r\n")
        await clinic.layer.close()
    }

    @Test("A ping of two CRLF is answered with one, and goes no further")
    func keepAlive() async throws {
        let clinic = try await TransportHarness.start([.tcp])
        let phone = try await RawClient.connect(to: await clinic.address)
        try await phone.send("\r\n\r\n")
        #expect(await phone.heard(2) == "\r\n")
        #expect(await clinic.arrivals.isEmpty)
        #expect(await clinic.layer.counters.keepAlives == 1)
        await clinic.layer.close()
    }

    @Test("2 requests at once to one place open one connection, which the 3rd uses too")
    func reuse() async throws {
        let carrier = try await TransportHarness.start([.tcp])
        let clinic = try await TransportHarness.start([.tcp])
        let there = await carrier.address
        async let first = clinic.layer.connect(.tcp, to: there)
        async let second = clinic.layer.connect(.tcp, to: there)
        let flow = try await first
        #expect(try await second == flow)
        #expect(try await clinic.layer.connect(.tcp, to: there) == flow)
        #expect(await clinic.layer.counters.connectionsOpened == 1)
        #expect(await clinic.layer.send(bytes(options("a")), over: flow) == .sent)
        let arrived = try await carrier.arrival(0)
        #expect(arrived.flow.remote == flow.local)
        #expect(await carrier.layer.send(bytes(options("b")), over: arrived.flow) == .sent)
        #expect(try await clinic.arrival(0).flow == flow)
        await carrier.layer.close()
        await clinic.layer.close()
    }

    @Test("When the peer closes, the flow ends once, sending is gone, and the next connect is a new connection")
    func peerCloses() async throws {
        let carrier = try await TransportHarness.start([.tcp])
        let clinic = try await TransportHarness.start([.tcp])
        let flow = try await clinic.layer.connect(.tcp, to: await carrier.address)
        #expect(await clinic.layer.send(bytes(options("a")), over: flow) == .sent)
        await carrier.layer.close(try await carrier.arrival(0).flow)
        #expect(try await clinic.closedFlow(0) == flow)
        #expect(await clinic.layer.send(bytes(options("b")), over: flow) == .gone)
        #expect(await !clinic.layer.isOpen(flow))
        let again = try await clinic.layer.connect(.tcp, to: await carrier.address)
        #expect(again.connection == 2)
        await clinic.layer.close()
        await carrier.layer.close()
        #expect(await clinic.layer.openConnections == 0)
        await #expect(throws: TransportError(.closed, "")) {
            try await clinic.layer.connect(.tcp, to: SocketEndpoint(host: "127.0.0.1", port: 5060))
        }
    }

    @Test("A closed port is a connection that failed, with the address and the reason")
    func refused() async throws {
        let dead = SocketEndpoint(host: "127.0.0.99", port: 9)
        let clinic = try await TransportHarness.start([.tcp])
        await #expect {
            try await clinic.layer.connect(.tcp, to: dead)
        } throws: { error in
            (error as? TransportError)?.code == .connectFailed
                && "\(error)" == "Connecting to \(dead): Connection refused"
        }
        for remote in [SocketEndpoint(host: "127.0.0.1", port: 0), SocketEndpoint(host: "clinic.example", port: 1)] {
            await #expect(throws: TransportError(.addressUnusable, "")) {
                try await clinic.layer.connect(.tcp, to: remote)
            }
        }
        await clinic.layer.close()
    }

    @Test("A taken port is an error that names tcp and the address")
    func portTaken() async throws {
        let first = try await TransportHarness.start([.tcp])
        let taken = await first.address
        await #expect {
            _ = try await TransportHarness.start([.udp, TransportListener(.tcp, taken)])
        } throws: { error in
            (error as? TransportError)?.code == .addressInUse
                && "\(error)" == "tcp \(taken) is in use by another program."
        }
        await first.layer.close()
    }

    @Test("A connection that says nothing, or half a message, is closed when its 50 ms are over")
    func slow() async throws {
        for (words, change) in [
            ("", { $0.firstMessage = .milliseconds(50) }),
            ("\r\n\r\n", { $0.firstMessage = .milliseconds(50) }),
            ("OPTIONS sip:cli", { $0.wholeMessage = .milliseconds(50) }),
            (options("a") + "OPTIONS sip:cli", { $0.wholeMessage = .milliseconds(50) }),
            (options("a"), { $0.idleUnknown = .milliseconds(50) }),
        ] as [(String, (inout TransportLimits) -> Void)] {
            let clinic = try await TransportHarness.start([.tcp], limits: limits(change))
            let phone = try await RawClient.connect(to: await clinic.address)
            try? await phone.send(words)
            await phone.closed()
            #expect(try await clinic.closedFlow(0).connection == 1)
            #expect(await clinic.layer.counters.connectionsTimedOut == 1)
            await clinic.layer.close()
        }
    }

    @Test("Dripping one byte at a time does not move the time limit of a message")
    func dripping() async throws {
        let clinic = try await TransportHarness.start(
            [.tcp], limits: limits { $0.wholeMessage = .milliseconds(80) })
        let phone = try await RawClient.connect(to: await clinic.address)
        let drip = Task {
            // Fewer than a message may have: however long the 80 ms take, that is not why it is closed.
            for _ in 0..<20_000 { try await phone.send("x") }
        }
        await phone.closed()
        drip.cancel()
        #expect(await clinic.layer.counters.connectionsTimedOut == 1)
        await clinic.layer.close()
    }

    @Test("A trusted connection outlives an unknown one of the same age")
    func trusted() async throws {
        let clinic = try await TransportHarness.start(
            [.tcp], limits: limits { $0.idleUnknown = .milliseconds(100) })
        await clinic.trustSender(of: options("a"))
        // Where the phone's own message takes longer than the 100 ms, the phone comes again.
        var (flow, late) = (Flow?.none, 0)
        while flow == nil {
            let phone = try await RawClient.connect(to: await clinic.address)
            try? await phone.send(options("a"))
            flow = try await clinic.firstArrival(unlessEnded: late + 1)?.flow
            if flow == nil { late += 1 }
        }
        let scanner = try await RawClient.connect(to: await clinic.address)
        try? await scanner.send(options("b"))
        await scanner.closed()
        #expect(await clinic.layer.isOpen(try #require(flow)))
        #expect(await clinic.layer.counters.connectionsTimedOut == UInt64(late) + 1)
        await clinic.layer.close()
    }

    @Test("The 3rd connection of a source that may have 2 is closed, and the place of one that left is free again")
    func perSource() async throws {
        let clinic = try await TransportHarness.start([.tcp], limits: limits { $0.connectionsPerSource = 2 })
        let address = await clinic.address
        let first = try await RawClient.connect(to: address)
        let second = try await RawClient.connect(to: address)
        try await first.send(options("a"))
        try await second.send(options("b"))
        _ = try await clinic.arrival(1)
        let third = try await RawClient.connect(to: address)
        await third.closed()
        #expect(await clinic.layer.counters.connectionsRefused == 1)
        await first.close()
        _ = try await clinic.closedFlow(0)
        let fourth = try await RawClient.connect(to: address)
        try await fourth.send(options("c"))
        #expect(try await clinic.arrival(2).text == options("c"))
        await clinic.layer.close()
    }

    @Test("With 2 connections allowed, the 3rd takes the place of the stranger, not of the trusted phone")
    func makesRoom() async throws {
        let clinic = try await TransportHarness.start([.tcp], limits: limits { $0.connections = 2 })
        let address = await clinic.address
        let phone = try await RawClient.connect(to: address)
        try await phone.send(options("a"))
        let trusted = try await clinic.arrival(0).flow
        await clinic.layer.trust(trusted)
        let stranger = try await RawClient.connect(to: address)
        try await stranger.send(options("b"))
        let strange = try await clinic.arrival(1).flow
        let third = try await RawClient.connect(to: address)
        try await third.send(options("c"))
        let last = try await clinic.arrival(2).flow
        await stranger.closed()
        #expect(try await clinic.closedFlow(0) == strange)
        #expect(await clinic.layer.isOpen(trusted))
        #expect(await clinic.layer.openConnections == 2)
        await clinic.layer.trust(last)
        let fourth = try await RawClient.connect(to: address)
        await fourth.closed()
        #expect(await clinic.layer.openConnections == 2)
        await clinic.layer.close()
    }

    @Test(
        "A stream that cannot be cut into messages is closed",
        arguments: [
            "OPTIONS sip:a SIP/2.0\r\n\r\n", "OPTIONS sip:a SIP/2.0\r\nContent-Length: -1\r\n\r\n",
            "OPTIONS sip:a SIP/2.0\r\nContent-Length: 999999\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
            String(repeating: "x", count: 65_537),
        ])
    func malformed(text: String) async throws {
        let clinic = try await TransportHarness.start([.tcp])
        let phone = try await RawClient.connect(to: await clinic.address)
        try? await phone.send(text)
        await phone.closed()
        _ = try await clinic.closedFlow(0)
        #expect(await clinic.arrivals.isEmpty)
        #expect(await clinic.layer.counters.streamsMalformed == 1)
        await clinic.layer.close()
    }

    @Test("A peer that does not read is closed when 256 KiB wait for it, and sending is gone")
    func congestion() async throws {
        let clinic = try await TransportHarness.start([.tcp], limits: limits { $0.unsentBytes = 1 << 18 })
        let phone = try await RawClient.connect(to: await clinic.address, reads: false)
        try await phone.send(options("a"))
        let flow = try await clinic.arrival(0).flow
        let message = [UInt8](repeating: 65, count: 1 << 16)
        var sent = 0
        while sent < 10_000, await clinic.layer.send(message, over: flow) == .sent { sent += 1 }
        #expect(sent < 10_000)
        #expect(await clinic.layer.counters.connectionsCongested == 1)
        #expect(try await clinic.closedFlow(0) == flow)
        await clinic.layer.close()
    }

    @Test("A refused source gets no connection; one that is refused later loses it at its next message")
    func admission() async throws {
        let clinic = try await TransportHarness.start([.tcp])
        let phone = try await RawClient.connect(to: await clinic.address)
        try await phone.send(options("a"))
        _ = try await clinic.arrival(0)
        await clinic.refuseAll()
        try await phone.send(options("b"))
        await phone.closed()
        let scanner = try await RawClient.connect(to: await clinic.address)
        await scanner.closed()
        #expect(await clinic.arrivals.count == 1)
        #expect(await clinic.layer.counters.refused == 2)
        #expect(await clinic.layer.counters.connectionsAccepted == 1)
        await clinic.layer.close()
    }

    @Test("Closing the layer ends every connection")
    func close() async throws {
        let clinic = try await TransportHarness.start([.tcp])
        let phone = try await RawClient.connect(to: await clinic.address)
        try await phone.send(options("a"))
        let flow = try await clinic.arrival(0).flow
        await clinic.layer.close()
        await phone.closed()
        #expect(await clinic.layer.send(bytes("x"), over: flow) == .gone)
    }

    @Test("A Python client that writes byte by byte is heard and answered")
    func python() async throws {
        let clinic = try await TransportHarness.start([.tcp])
        let script = """
            import socket, sys
            peer = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for byte in sys.argv[2].encode(): peer.sendall(bytes([byte]))
            print(peer.recv(100).decode(), end="")
            """
        let port = await clinic.address.port
        async let result = Program.run(["python3", "-c", script, "\(port)", options("py", body: "v=0\r\n")])
        let arrived = try await clinic.arrival(0)
        #expect(arrived.text == options("py", body: "v=0\r\n"))
        #expect(await clinic.layer.send(bytes("SIP/2.0 200 OK\r\n\r\n"), over: arrived.flow) == .sent)
        let (status, output) = (try await result.status, try await result.output)
        #expect(status == 0)
        #expect(output == "SIP/2.0 200 OK\r\n\r\n")
        #expect(try await clinic.closedFlow(0) == arrived.flow)
        await clinic.layer.close()
    }
}
