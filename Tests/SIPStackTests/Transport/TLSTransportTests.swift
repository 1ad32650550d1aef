import CallModel
import NightbellTesting
import SIPStack
import Security
import Testing

@Suite("TLS transport (RFC 3261 §26.2.1, RFC 5922)", .timeLimit(.minutes(5)))
struct TLSTransportTests {
    private func listener(_ certificates: TestCertificates) -> TransportListener {
        TransportListener(
            .tls, SocketEndpoint(host: "127.0.0.1", port: 0),
            tls: TLSServerSettings(
                certificateFile: certificates.file("server.pem"), keyFile: certificates.file("server.key")))
    }

    private func client(_ certificates: TestCertificates) -> TLSClientSettings {
        TLSClientSettings(authorityFile: certificates.file("ca.pem"))
    }

    @Test("A verified connection carries messages of 1 byte to 60,000 both ways, and is used again for its name only")
    func bothWays() async throws {
        let certificates = try await TestCertificates()
        let carrier = try await TransportHarness.start([listener(certificates)])
        let clinic = try await TransportHarness.start(client: client(certificates))
        let flow = try await clinic.layer.connect(.tls, to: await carrier.address, serverName: "nightbell.test")
        let large = options("a", body: String(repeating: "x", count: 60_000))
        #expect(await clinic.layer.send(bytes(large), over: flow) == .sent)
        let arrived = try await carrier.arrival(0)
        #expect(arrived.text == large)
        #expect(arrived.flow.kind == .tls)
        for message in [large, options("b")] {
            #expect(await carrier.layer.send(bytes(message), over: arrived.flow) == .sent)
        }
        #expect(try await clinic.arrival(1).text == options("b"))
        let address = await carrier.address
        #expect(try await clinic.layer.connect(.tls, to: address, serverName: "nightbell.test") == flow)
        #expect(try await clinic.layer.connect(.tls, to: address).connection == 2)
        await clinic.layer.close(flow)
        #expect(try await carrier.closedFlow(0) == arrived.flow)
        await carrier.layer.close()
        await clinic.layer.close()
    }

    @Test("A certificate for another name is refused in words, and the server counts a failed handshake")
    func wrongName() async throws {
        let certificates = try await TestCertificates()
        let carrier = try await TransportHarness.start([listener(certificates)])
        let clinic = try await TransportHarness.start(client: client(certificates))
        let address = await carrier.address
        await #expect {
            try await clinic.layer.connect(.tls, to: address, serverName: "clinic.example")
        } throws: { error in
            (error as? TransportError)?.code == .handshakeFailed
                && "\(error)" == "Connecting to \(address): certificate verify failed: hostname mismatch"
        }
        _ = try await carrier.closedFlow(0)
        #expect(await clinic.layer.openConnections == 0)
        #expect(await clinic.layer.counters.handshakesFailed == 1)
        await carrier.layer.close()
        await clinic.layer.close()
    }

    @Test("A server without TLS, and one that never answers, fail within the 200 ms allowed")
    func noTLS() async throws {
        let certificates = try await TestCertificates()
        let plain = try await TransportHarness.start([.tcp])
        var limits = TransportLimits()
        limits.connect = .milliseconds(200)
        let clinic = try await TransportHarness.start(client: client(certificates), limits: limits)
        await #expect {
            try await clinic.layer.connect(.tls, to: await plain.address, serverName: "nightbell.test")
        } throws: { error in
            (error as? TransportError)?.code == .connectFailed && "\(error)".hasSuffix("no answer in time.")
        }
        #expect(await clinic.layer.openConnections == 0)
        await plain.layer.close()
        await clinic.layer.close()
    }

    @Test("A plain text client on the TLS port is closed, and its handshake counted as failed")
    func plainClient() async throws {
        let certificates = try await TestCertificates()
        let clinic = try await TransportHarness.start([listener(certificates)])
        let plain = try await RawClient.connect(to: await clinic.address)
        try await plain.send(options("a"))
        await plain.closed()
        #expect(try await clinic.closedFlow(0).connection == 1)
        #expect(await clinic.layer.counters.handshakesFailed == 1)
        #expect(await clinic.arrivals.isEmpty)
        await clinic.layer.close()
    }

    @Test("A client that does not begin its handshake is closed when its 50 ms are over")
    func silentClient() async throws {
        var limits = TransportLimits()
        limits.firstMessage = .milliseconds(50)
        let certificates = try await TestCertificates()
        let clinic = try await TransportHarness.start([listener(certificates)], limits: limits)
        let silent = try await RawClient.connect(to: await clinic.address)
        await silent.closed()
        #expect(try await clinic.closedFlow(0).connection == 1)
        #expect(await clinic.layer.counters.connectionsTimedOut == 1)
        await clinic.layer.close()
    }

    @Test("openssl s_client verifies the name, says OPTIONS and is answered")
    func openssl() async throws {
        let certificates = try await TestCertificates()
        let clinic = try await TransportHarness.start([listener(certificates)])
        await clinic.answer("SIP/2.0 200 OK\r\n\r\n", closing: true)
        let result = try await Program.run(
            [
                "openssl", "s_client", "-connect", "\(await clinic.address)", "-CAfile", certificates.file("ca.pem"),
                "-verify_hostname", "nightbell.test", "-verify_return_error", "-quiet",
            ], input: options("openssl"))
        #expect(result.output.contains("SIP/2.0 200 OK"))
        #expect(try await clinic.arrival(0).text == options("openssl"))
        await clinic.layer.close()
    }

    @Test("openssl s_client with TLS 1.1 gets a protocol version alert; with 1.2 it is answered")
    func versions() async throws {
        let certificates = try await TestCertificates()
        let clinic = try await TransportHarness.start([listener(certificates)])
        await clinic.answer("SIP/2.0 200 OK\r\n\r\n", closing: true)
        func run(_ version: String) async throws -> String {
            try await Program.run(
                [
                    "openssl", "s_client", "-connect", "\(await clinic.address)", "-cipher", "ALL:@SECLEVEL=0", version,
                    "-quiet",
                ], input: options("v")
            ).output
        }
        #expect(try await run("-tls1_1").contains("alert protocol version"))
        #expect(await clinic.arrivals.isEmpty)
        #expect(try await run("-tls1_2").contains("SIP/2.0 200 OK"))
        await clinic.layer.close()
    }

    @Test("A Python client believes the address 127.0.0.1, and closes cleanly after its answer")
    func python() async throws {
        let certificates = try await TestCertificates()
        let clinic = try await TransportHarness.start([listener(certificates)])
        await clinic.answer("SIP/2.0 200 OK\r\n\r\n", closing: false)
        let script = """
            import socket, ssl, sys
            trust = ssl.create_default_context(cafile=sys.argv[2])
            with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as plain:
                with trust.wrap_socket(plain, server_hostname="127.0.0.1") as peer:
                    peer.sendall(sys.argv[3].encode())
                    print(peer.version(), peer.recv(100).decode(), end="")
                    peer.unwrap()
            """
        let result = try await Program.run(
            [
                "python3", "-c", script, "\(await clinic.address.port)", certificates.file("ca.pem"), options("python"),
            ])
        #expect(result.output == "TLSv1.3 SIP/2.0 200 OK\r\n\r\n")
        #expect(result.status == 0)
        _ = try await clinic.closedFlow(0)
        #expect(await clinic.layer.counters.handshakesFailed == 0)
        await clinic.layer.close()
    }

    @Test("After a reload new connections see the new certificate and the old one goes on; a bad file changes nothing")
    func reload() async throws {
        let certificates = try await TestCertificates()
        let carrier = try await TransportHarness.start([listener(certificates)])
        let clinic = try await TransportHarness.start(client: client(certificates))
        let address = await carrier.address
        let before = try await clinic.layer.connect(.tls, to: address, serverName: "nightbell.test")
        try await certificates.remake(names: "DNS:new.test")
        await #expect(throws: TransportError(.handshakeFailed, "")) {
            try await clinic.layer.connect(.tls, to: address, serverName: "new.test")
        }
        try await carrier.layer.reloadCertificates()
        try await clinic.layer.reloadCertificates()
        let after = try await clinic.layer.connect(.tls, to: address, serverName: "new.test")
        for flow in [before, after] {
            #expect(await clinic.layer.send(bytes(options("r")), over: flow) == .sent)
        }
        _ = try await carrier.arrival(1)
        certificates.empty()
        await #expect(throws: TransportError(.badCertificate, "")) { try await carrier.layer.reloadCertificates() }
        await clinic.layer.close(after)
        #expect(try await clinic.layer.connect(.tls, to: address, serverName: "new.test").connection != nil)
        await carrier.layer.close()
        await clinic.layer.close()
    }

    @Test("A TLS listener without a certificate, or with one that is not there, does not start")
    func noCertificate() async throws {
        let endpoint = SocketEndpoint(host: "127.0.0.1", port: 0)
        let missing = TLSServerSettings(certificateFile: "/nowhere.pem", keyFile: "/nowhere.key")
        for settings in [nil, missing] {
            await #expect(throws: TransportError(.badCertificate, "")) {
                _ = try await TransportHarness.start([TransportListener(.tls, endpoint, tls: settings)])
            }
        }
    }
}
