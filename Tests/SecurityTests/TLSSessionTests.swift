import NightbellTesting
import Security
import Testing

extension TestCertificates {
    /// What the server shows.
    var server: TLSServerSettings {
        TLSServerSettings(certificateFile: file("server.pem"), keyFile: file("server.key"))
    }

    /// A client that believes the authority.
    var client: TLSClientSettings { TLSClientSettings(authorityFile: file("ca.pem")) }
}

@Suite("TLS over memory")
struct TLSSessionTests {
    /// Two ends, and what was said through them.
    struct Pair {
        let client: TLSSession
        let server: TLSSession

        init(
            _ certificates: TestCertificates, name: String = "nightbell.test", authority: TLSClientSettings? = nil,
            server settings: TLSServerSettings? = nil
        ) throws {
            client = try TLSSession(
                client: TLSContext(client: authority ?? certificates.client), serverName: name)
            server = try TLSSession(server: TLSContext(server: settings ?? certificates.server))
        }

        /// Carries ciphertext both ways, starting with what the client has to say, until nobody has any left.
        ///
        /// - Returns: the plaintext that reached the server and the client.
        @discardableResult
        func carry(_ first: TLSSession.Step, piece: Int = .max) -> (atServer: [UInt8], atClient: [UInt8]) {
            var (toServer, toClient) = (first.ciphertext, [UInt8]())
            var heard = (atServer: [UInt8](), atClient: [UInt8]())
            while !toServer.isEmpty || !toClient.isEmpty {
                let step = take(&toServer, piece, server)
                heard.atServer += step.plaintext
                toClient += step.ciphertext
                let back = take(&toClient, piece, client)
                heard.atClient += back.plaintext
                toServer += back.ciphertext
            }
            return heard
        }

        private func take(_ bytes: inout [UInt8], _ piece: Int, _ session: TLSSession) -> TLSSession.Step {
            let part = Array(bytes.prefix(piece))
            bytes.removeFirst(part.count)
            return session.receive(part)
        }
    }

    @Test("A handshake opens both ends with TLS 1.3, and 64 KiB go each way whole")
    func handshake() async throws {
        let pair = try await Pair(TestCertificates())
        #expect(pair.client.state == .handshaking)
        #expect(pair.client.send([1, 2, 3]).ciphertext.isEmpty)
        pair.carry(pair.client.start())
        #expect(pair.client.state == .open)
        #expect(pair.server.state == .open)
        #expect(pair.server.version == "TLSv1.3")
        let message = (0..<65_536).map { UInt8(truncatingIfNeeded: $0 * 31) }
        #expect(pair.carry(pair.client.send(message)).atServer == message)
        let answer = pair.server.send(message)
        #expect(pair.client.receive(answer.ciphertext).plaintext == message)
    }

    @Test("A handshake and a message cut into single bytes arrive all the same")
    func singleBytes() async throws {
        let pair = try await Pair(TestCertificates())
        pair.carry(pair.client.start(), piece: 1)
        #expect(pair.client.state == .open)
        #expect(pair.carry(pair.client.send(Array("OPTIONS".utf8)), piece: 1).atServer == Array("OPTIONS".utf8))
    }

    @Test(
        "The certificate's names and address are accepted, any other is refused in words, and the server hears of it",
        arguments: [
            ("nightbell.test", nil), ("NightBell.Test", nil), ("localhost", nil), ("127.0.0.1", nil),
            ("clinic.example", "hostname mismatch"), ("a.nightbell.test", "hostname mismatch"),
            ("127.0.0.2", "IP address mismatch"), ("nightbell development server", "hostname mismatch"),
        ] as [(String, String?)])
    func names(name: String, refusal: String?) async throws {
        let pair = try await Pair(TestCertificates(), name: name)
        pair.carry(pair.client.start())
        if let refusal {
            #expect(pair.client.state == .failed("certificate verify failed: \(refusal)"))
            guard case .failed(let words) = pair.server.state else {
                Issue.record("the server is \(pair.server.state)")
                return
            }
            #expect(words.contains("alert"))
        } else {
            #expect(pair.client.state == .open)
            #expect(pair.server.state == .open)
        }
    }

    @Test("A wildcard certificate stands for one label")
    func wildcard() async throws {
        let certificates = try await TestCertificates(names: "DNS:*.trunk.example")
        for (name, opens) in [("a.trunk.example", true), ("trunk.example", false), ("a.b.trunk.example", false)] {
            let pair = try Pair(certificates, name: name)
            pair.carry(pair.client.start())
            #expect((pair.client.state == .open) == opens, "\(name)")
        }
    }

    @Test("A server that another authority signed is refused in words")
    func otherAuthority() async throws {
        let (known, other) = (try await TestCertificates(), try await TestCertificates())
        let pair = try Pair(other, authority: known.client)
        pair.carry(pair.client.start())
        guard case .failed(let words) = pair.client.state else {
            Issue.record("the client is \(pair.client.state)")
            return
        }
        #expect(words.hasPrefix("certificate verify failed: "))
        #expect(pair.client.send([1]).ciphertext.isEmpty)
        #expect(pair.client.receive([1, 2, 3]) == TLSSession.Step())
    }

    @Test("Without an authority file, the system's authorities do not know ours")
    func systemAuthorities() async throws {
        let pair = try await Pair(TestCertificates(), authority: TLSClientSettings())
        pair.carry(pair.client.start())
        #expect(pair.client.state != .open)
    }

    @Test("A server that demands a certificate opens for a client with one, and for no other")
    func mutual() async throws {
        let certificates = try await TestCertificates()
        var server = certificates.server
        server.clientAuthorityFile = certificates.file("ca.pem")
        var known = certificates.client
        known.certificateFile = certificates.file("server.pem")
        known.keyFile = certificates.file("server.key")
        let good = try Pair(certificates, authority: known, server: server)
        good.carry(good.client.start())
        #expect(good.server.state == .open)
        let bad = try Pair(certificates, server: server)
        bad.carry(bad.client.start())
        #expect(bad.server.state == .failed("peer did not return a certificate"))
    }

    @Test("close_notify closes both ends, and nothing is said afterwards")
    func close() async throws {
        let pair = try await Pair(TestCertificates())
        pair.carry(pair.client.start())
        let last = pair.client.send(Array("BYE".utf8)).ciphertext + pair.client.close().ciphertext
        #expect(pair.client.state == .closed)
        let heard = pair.server.receive(last)
        #expect(heard.plaintext == Array("BYE".utf8))
        #expect(!heard.ciphertext.isEmpty)
        #expect(pair.server.state == .closed)
        pair.server.socketEnded()
        #expect(pair.server.state == .closed)
        #expect(pair.server.send([1]) == TLSSession.Step())
        #expect(pair.server.close() == TLSSession.Step())
    }

    @Test("A socket that ends without close_notify is a truncated session")
    func truncated() async throws {
        let pair = try await Pair(TestCertificates())
        pair.carry(pair.client.start())
        pair.server.socketEnded()
        #expect(pair.server.state == .failed("The peer closed the connection without saying so."))
        let early = try await Pair(TestCertificates())
        _ = early.server.receive(Array(early.client.start().ciphertext.prefix(40)))
        #expect(early.server.state == .handshaking)
        early.server.socketEnded()
        #expect(early.server.state == .failed("The peer closed the connection during the handshake."))
    }

    @Test(
        "What is no TLS fails in words at once",
        arguments: [
            "OPTIONS sip:clinic@nightbell.test SIP/2.0\r\n\r\n", "GET / HTTP/1.1\r\n\r\n",
            String(repeating: "\u{7f}", count: 64),
        ])
    func garbage(text: String) async throws {
        let pair = try await Pair(TestCertificates())
        _ = pair.server.receive(Array(text.utf8))
        guard case .failed(let words) = pair.server.state else {
            Issue.record("the server is \(pair.server.state)")
            return
        }
        #expect(!words.isEmpty)
    }

    @Test("A client that speaks TLS 1.1 at most gets alert 70, protocol_version (RFC 8446 §6.2)")
    func oldVersion() async throws {
        let pair = try await Pair(TestCertificates())
        let body: [UInt8] = [3, 2] + [UInt8](repeating: 9, count: 32) + [0, 0, 2, 0, 0x2f, 1, 0]
        let hello: [UInt8] = [1, 0, 0, UInt8(body.count)] + body
        let step = pair.server.receive([22, 3, 1, 0, UInt8(hello.count)] + hello)
        #expect(pair.server.state == .failed("unsupported protocol"))
        #expect(step.ciphertext.first == 21)
        #expect(step.ciphertext.suffix(2) == [2, 70])
    }

    @Test("A record changed on its way fails the session, and its text does not come out")
    func tampered() async throws {
        let pair = try await Pair(TestCertificates())
        pair.carry(pair.client.start())
        var record = pair.client.send(Array("INVITE".utf8)).ciphertext
        record[record.count - 1] ^= 1
        #expect(pair.server.receive(record).plaintext.isEmpty)
        #expect(pair.server.state == .failed("decryption failed or bad record mac"))
    }

    @Test("Every byte of the client's first flight changed leaves the server handshaking or failed")
    func mangledHello() async throws {
        let certificates = try await TestCertificates()
        let server = try TLSContext(server: certificates.server)
        let client = try TLSContext(client: certificates.client)
        let hello = try TLSSession(client: client, serverName: "nightbell.test").start().ciphertext
        for index in hello.indices {
            var changed = hello
            changed[index] ^= 0xff
            let session = try TLSSession(server: server)
            _ = session.receive(changed)
            #expect(session.state != .open && session.state != .closed)
        }
    }

    @Test("A new context shows the new certificate while the old session goes on")
    func reload() async throws {
        let (old, new) = (try await TestCertificates(), try await TestCertificates(names: "DNS:new.test"))
        let before = try Pair(old)
        before.carry(before.client.start())
        let after = try Pair(new, name: "new.test")
        after.carry(after.client.start())
        #expect(after.client.state == .open)
        #expect(before.carry(before.client.send([7])).atServer == [7])
    }

    @Test("Files that are missing, no PEM, or of another key are errors that name the file")
    func badFiles() async throws {
        let (one, other) = (try await TestCertificates(), try await TestCertificates())
        let wrong: [(TLSServerSettings, String)] = [
            (
                TLSServerSettings(certificateFile: "/nowhere.pem", keyFile: one.file("server.key")),
                "The certificate /nowhere.pem cannot be read as PEM. (No such file or directory)"
            ),
            (TLSServerSettings(certificateFile: one.file("server.key"), keyFile: one.file("server.key")), "server.key"),
            (TLSServerSettings(certificateFile: one.file("server.pem"), keyFile: "/nowhere.key"), "/nowhere.key"),
            (
                TLSServerSettings(certificateFile: one.file("server.pem"), keyFile: other.file("server.key")),
                other.file("server.key")
            ),
            (
                TLSServerSettings(
                    certificateFile: one.file("server.pem"), keyFile: one.file("server.key"),
                    clientAuthorityFile: "/nowhere.ca"), "/nowhere.ca"
            ),
        ]
        for (settings, name) in wrong {
            let error = #expect(throws: SecurityError.self) { try TLSContext(server: settings) }
            #expect(error?.code == .badCertificate)
            #expect(error?.description.contains(name) == true)
        }
        let error = #expect(throws: SecurityError.self) {
            try TLSContext(client: TLSClientSettings(authorityFile: "/nowhere.pem"))
        }
        #expect(error?.description.contains("/nowhere.pem") == true)
    }

    @Test("An empty server name is refused, not left unchecked")
    func emptyName() async throws {
        let certificates = try await TestCertificates()
        let context = try TLSContext(client: certificates.client)
        #expect(throws: SecurityError.self) { try TLSSession(client: context, serverName: "") }
    }
}
