import SIP
import Testing

@testable import SIPStack

@Suite("Addresses on the way")
struct FlowTextTests {
    @Test(
        "a flow's text is read back to its transport and far end",
        arguments: [
            ("udp 192.0.2.7:5060", TransportKind.udp, "192.0.2.7", UInt16(5060)),
            ("tls 192.0.2.7:40122 #17", .tls, "192.0.2.7", 40122),
            ("tcp [2001:db8::7]:5060 #3", .tcp, "2001:db8::7", 5060),
        ])
    func reads(text: String, kind: TransportKind, host: String, port: UInt16) throws {
        let read = try #require(FlowText.read(text))
        #expect(read.kind == kind)
        #expect(read.remote == SocketEndpoint(host: host, port: port))
        let flow = Flow(
            kind: kind, local: SocketEndpoint(host: "192.0.2.1", port: 5060), remote: read.remote,
            connection: text.contains("#17") ? 17 : text.contains("#3") ? 3 : nil)
        #expect(FlowText.text(flow) == text)
    }

    @Test(
        "text of another making is refused", arguments: ["", "udp", "sctp 192.0.2.7:5060", "udp 192.0.2.7", "udp :1"])
    func refuses(text: String) { #expect(FlowText.read(text) == nil) }

    @Test("RFC 3581 §4: with rport a response goes back to the port it came from, noted in the Via")
    func rport() throws {
        let (noted, flow) = try arrived("SIP/2.0/UDP 10.0.0.5:5070;branch=z9hG4bK1;rport")
        #expect(noted.headers.via[0].parameters.value("rport") == "40000")
        #expect(noted.headers.via[0].parameters.value("received") == "192.0.2.7")
        #expect(flow.remote == SocketEndpoint(host: "192.0.2.7", port: 40_000))
    }

    @Test("RFC 3261 §18.2.2: without rport a response goes to the sent-by port at the source's address")
    func sentBy() throws {
        let (noted, flow) = try arrived("SIP/2.0/UDP 192.0.2.7:5070;branch=z9hG4bK1")
        #expect(noted.headers.via[0].parameters.contains("received") == false)
        #expect(flow.remote == SocketEndpoint(host: "192.0.2.7", port: 5070))
        let (_, standard) = try arrived("SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK1")
        #expect(standard.remote.port == 5060)
    }

    @Test("a Via with an address behind a NAT is answered where the request came from")
    func nat() throws {
        let (noted, flow) = try arrived("SIP/2.0/UDP 10.0.0.5:5070;branch=z9hG4bK1")
        #expect(noted.headers.via[0].parameters.value("received") == "192.0.2.7")
        #expect(flow.remote.port == 40_000)
    }

    @Test("the external address is shown outside and never inside")
    func external() {
        let settings = StackSettings(externalAddress: "203.0.113.9")
        let inside = ["127.0.0.1", "10.1.2.3", "172.16.0.1", "172.31.255.1", "192.168.1.20", "169.254.1.1"]
        #expect(inside.allSatisfy { settings.isInside($0) })
        #expect(["172.32.0.1", "203.0.113.9", "192.0.2.1", "not an address"].allSatisfy { !settings.isInside($0) })
    }

    private static let flow = Flow(
        kind: .udp, local: SocketEndpoint(host: "192.0.2.1", port: 5060),
        remote: SocketEndpoint(host: "192.0.2.7", port: 40_000))

    private func arrived(_ via: String) throws -> (SIPRequest, Flow) {
        let address = NameAddress(uri: SIPURI(user: "201", host: "clinic.example"))
        var flow = Self.flow
        var request = SIPRequest(
            method: .options, uri: SIPURI(host: "clinic.example"),
            headers: Headers(
                via: [try #require(Via(parsing: via))], from: address, to: address, callID: "c", cseq: CSeq(1, .options)
            ))
        ReturnPath.note(&flow, in: &request)
        return (request, flow)
    }
}
