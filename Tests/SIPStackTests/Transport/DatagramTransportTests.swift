import CallModel
import Glibc
import SIPStack
import Testing

/// Whether this machine has the IPv6 loopback address; containers often do not.
private let hasIPv6 = {
    let descriptor = socket(AF_INET6, CInt(SOCK_DGRAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in6()
    address.sin6_family = sa_family_t(AF_INET6)
    inet_pton(AF_INET6, "::1", &address.sin6_addr)
    return withUnsafePointer(to: address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in6>.size)) == 0
        }
    }
}()

@Suite("UDP transport (RFC 3261 §18)", .timeLimit(.minutes(5)))
struct DatagramTransportTests {
    @Test("A datagram of 65,507 bytes arrives whole, and the answer leaves from the port that it came to")
    func bothWays() async throws {
        let clinic = try await TransportHarness.start()
        let phone = try await TransportHarness.start()
        let request = "MESSAGE " + String(repeating: "x", count: 65_499)
        let there = try await phone.layer.connect(.udp, to: clinic.address)
        #expect(await phone.layer.send(bytes(request), over: there) == .sent)
        let arrived = try await clinic.arrival(0)
        #expect(arrived.text == request)
        #expect(arrived.flow.kind == .udp)
        #expect(arrived.flow.connection == nil)
        #expect(await arrived.flow.local == clinic.address)
        #expect(await arrived.flow.remote == phone.address)
        #expect(await clinic.layer.send(bytes("SIP/2.0 200 OK\r\n\r\n"), over: arrived.flow) == .sent)
        let answer = try await phone.arrival(0)
        #expect(answer.text == "SIP/2.0 200 OK\r\n\r\n")
        #expect(await answer.flow.remote == clinic.address)
        await clinic.layer.close()
        await phone.layer.close()
    }

    @Test("200 datagrams sent at once arrive in order")
    func burst() async throws {
        let clinic = try await TransportHarness.start()
        let phone = try await TransportHarness.start()
        let there = try await phone.layer.connect(.udp, to: clinic.address)
        for number in 0..<200 {
            #expect(await phone.layer.send(bytes("OPTIONS \(number)"), over: there) == .sent)
        }
        _ = try await clinic.arrival(199)
        #expect(await clinic.arrivals.map(\.text) == (0..<200).map { "OPTIONS \($0)" })
        #expect(await clinic.layer.counters.datagramsReceived == 200)
        await clinic.layer.close()
        await phone.layer.close()
    }

    @Test("A taken port is an error that names udp and the address, and nothing stays open")
    func portTaken() async throws {
        // An address of its own: no other test takes the port in between.
        let first = try await TransportHarness.start([
            TransportListener(.udp, SocketEndpoint(host: "127.0.0.98", port: 0))
        ])
        let taken = await first.address
        await #expect {
            _ = try await TransportHarness.start([.udp, TransportListener(.udp, taken)])
        } throws: { error in
            (error as? TransportError)?.code == .addressInUse
                && "\(error)" == "udp \(taken) is in use by another program."
        }
        await first.layer.close()
        let again = try await TransportHarness.start([TransportListener(.udp, taken)])
        #expect(await again.address == taken)
        await again.layer.close()
    }

    @Test(
        "An address that is none, or not of this machine, is refused in words",
        arguments: ["localhost", "192.0.2.1", "1.2.3", "1.2.3.256", "01.2.3.4", ""])
    func unusable(host: String) async throws {
        await #expect(throws: TransportError(.addressUnusable, "")) {
            _ = try await TransportHarness.start([TransportListener(.udp, SocketEndpoint(host: host, port: 0))])
        }
    }

    @Test(
        "Sending to what is not one peer fails at once and the socket lives on",
        arguments: [
            SocketEndpoint(host: "127.0.0.1", port: 0), SocketEndpoint(host: "0.0.0.0", port: 5060),
            SocketEndpoint(host: "224.0.1.75", port: 5060), SocketEndpoint(host: "255.255.255.255", port: 5060),
            SocketEndpoint(host: "clinic.example", port: 5060), SocketEndpoint(host: "::1", port: 5060),
        ])
    func notOnePeer(remote: SocketEndpoint) async throws {
        let clinic = try await TransportHarness.start()
        let flow = Flow(kind: .udp, local: await clinic.address, remote: remote)
        guard case .failed = await clinic.layer.send(bytes("BYE"), over: flow) else {
            Issue.record("was sent")
            return
        }
        #expect(await clinic.layer.counters.datagramsUnsent == 1)
        let itself = Flow(kind: .udp, local: await clinic.address, remote: await clinic.address)
        #expect(await clinic.layer.send(bytes("BYE"), over: itself) == .sent)
        #expect(try await clinic.arrival(0).text == "BYE")
        await clinic.layer.close()
    }

    @Test("A datagram too large to send fails, a closed port swallows 10, and the 12th arrives all the same")
    func errorsDoNotKill() async throws {
        let clinic = try await TransportHarness.start()
        let dead = SocketEndpoint(host: "127.0.0.99", port: 9)
        let here = await clinic.address
        let tooLarge = [UInt8](repeating: 65, count: 70_000)
        let itself = Flow(kind: .udp, local: here, remote: here)
        #expect(await clinic.layer.send(tooLarge, over: itself) == .failed("Message too long"))
        for _ in 0..<10 {
            #expect(await clinic.layer.send(bytes("BYE"), over: Flow(kind: .udp, local: here, remote: dead)) == .sent)
        }
        #expect(await clinic.layer.send(bytes("ACK"), over: itself) == .sent)
        #expect(try await clinic.arrival(0).text == "ACK")
        await clinic.layer.close()
    }

    @Test("A refused source is not heard, and the next one is")
    func admission() async throws {
        let clinic = try await TransportHarness.start()
        let scanner = try await TransportHarness.start()
        let phone = try await TransportHarness.start()
        await clinic.refuse(await scanner.address)
        let here = await clinic.address
        _ = await scanner.layer.send(bytes("REGISTER"), over: try await scanner.layer.connect(.udp, to: here))
        _ = await phone.layer.send(bytes("INVITE"), over: try await phone.layer.connect(.udp, to: here))
        #expect(try await clinic.arrival(0).text == "INVITE")
        #expect(await clinic.layer.counters.refused == 1)
        for harness in [clinic, scanner, phone] { await harness.layer.close() }
    }

    @Test("4 keep-alives and 3 datagrams that are no SIP go no further")
    func notMessages() async throws {
        let clinic = try await TransportHarness.start()
        let phone = try await TransportHarness.start()
        let there = try await phone.layer.connect(.udp, to: await clinic.address)
        let keepAlives: [[UInt8]] = [[], [13, 10], [13, 10, 13, 10], [0, 0, 0, 0]]
        let others: [[UInt8]] = [[0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42], [0x80, 0, 0, 1], [0x16, 0xfe, 0xfd]]
        for datagram in keepAlives + others {
            #expect(await phone.layer.send(datagram, over: there) == .sent)
        }
        #expect(await phone.layer.send(bytes("\r\nINVITE"), over: there) == .sent)
        #expect(try await clinic.arrival(0).text == "\r\nINVITE")
        #expect(await clinic.layer.counters.keepAlives == 4)
        #expect(await clinic.layer.counters.notSIP == 3)
        await clinic.layer.close()
        await phone.layer.close()
    }

    @Test("After close, sending is gone and connecting is an error")
    func closed() async throws {
        let clinic = try await TransportHarness.start()
        let here = await clinic.address
        await clinic.layer.close()
        await clinic.layer.close()
        #expect(await clinic.layer.send(bytes("BYE"), over: Flow(kind: .udp, local: here, remote: here)) == .gone)
        await #expect(throws: TransportError(.closed, "")) { try await clinic.layer.connect(.udp, to: here) }
        await #expect(throws: TransportError(.closed, "")) { try await clinic.layer.start() }
    }

    @Test("IPv6: a datagram and a connection to ::1 arrive, written without brackets", .enabled(if: hasIPv6))
    func ipv6() async throws {
        let loopback = SocketEndpoint(host: "::1", port: 0)
        let clinic = try await TransportHarness.start([
            TransportListener(.udp, loopback), TransportListener(.tcp, loopback),
        ])
        for (index, kind) in [TransportKind.udp, .tcp].enumerated() {
            let remote = await clinic.bound[index].endpoint
            let flow = try await clinic.layer.connect(kind, to: remote)
            #expect(await clinic.layer.send(bytes(options("v6")), over: flow) == .sent)
            let arrived = try await clinic.arrival(index)
            #expect(arrived.flow.kind == kind)
            #expect(arrived.flow.remote.host == "::1")
            #expect(arrived.flow.local == remote)
            #expect(remote.description == "[::1]:\(remote.port)")
        }
        await clinic.layer.close()
    }

    @Test("A layer without a UDP listener of the address family has no flow to offer")
    func noListener() async throws {
        let clinic = try await TransportHarness.start()
        let remote = SocketEndpoint(host: "2001:db8::1", port: 5060)
        #expect(await clinic.layer.datagramFlow(to: remote) == nil)
        await #expect(throws: TransportError(.noListener, "")) { try await clinic.layer.connect(.udp, to: remote) }
        await clinic.layer.close()
    }
}
