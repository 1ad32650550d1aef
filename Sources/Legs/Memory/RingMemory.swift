import Media
import SIP
import SIPStack

/// What is kept of an INVITE that rings: enough for its CANCEL (RFC 3261 §9.1), and for the ACK to its 487 (§17.1.1.3).
struct RingMemory: Hashable, Sendable {
    var flow: Flow
    var source: SourceClass
    /// The INVITE without what a CANCEL and an ACK do not repeat; with one Via.
    var invite: SIPRequest

    /// `nil` for an INVITE that was not sent.
    init?(flow: Flow, source: SourceClass, invite: SIPRequest) {
        guard let via = invite.headers.via.first else { return nil }
        self.flow = flow
        self.source = source
        self.invite = SIPRequest(
            method: .invite, uri: invite.uri,
            headers: Headers(
                via: [via], from: invite.headers.from, to: invite.headers.to, callID: invite.headers.callID,
                cseq: invite.headers.cseq, route: invite.headers.route))
    }
}

extension RingMemory {
    private static let layout: UInt8 = 1
    private static let mostRoutes = 16

    /// The bytes to keep.
    var bytes: [UInt8] {
        var writer = WireWriter()
        writer.put(Self.layout)
        flow.write(to: &writer)
        source.write(to: &writer)
        invite.uri.write(to: &writer)
        invite.headers.from.write(to: &writer)
        invite.headers.to.write(to: &writer)
        writer.put(invite.headers.callID)
        writer.put(invite.headers.cseq.number)
        let via = invite.headers.via[0]
        for text in [via.transport, via.host, via.parameters.value("branch") ?? ""] { writer.put(text) }
        writer.put(via.port ?? 0)
        writer.put(count: invite.headers.route.count)
        for route in invite.headers.route { route.write(to: &writer) }
        return writer.bytes
    }

    /// The memory of these bytes.
    ///
    /// - Throws: ``WireFault`` when they mean nothing here.
    init(_ bytes: [UInt8]) throws(WireFault) {
        var reader = WireReader(bytes)
        let layout = try reader.octet()
        guard layout == Self.layout else { throw WireFault("a ring in layout \(layout)") }
        let longest = LineMemory.longest
        flow = try Flow(from: &reader)
        source = try SourceClass(from: &reader)
        let uri = try SIPURI(from: &reader)
        let (from, to) = (try NameAddress(from: &reader), try NameAddress(from: &reader))
        let (callID, number) = (try reader.text(upTo: longest), try reader.word32())
        let (transport, host) = (try reader.text(upTo: 8), try reader.text(upTo: longest))
        let (branch, port) = (try reader.text(upTo: longest), try reader.word16())
        var routes: [NameAddress] = []
        for _ in 0..<(try reader.count(upTo: Self.mostRoutes)) { routes.append(try NameAddress(from: &reader)) }
        try reader.finish()
        let via = Via(
            transport: transport, host: host, port: port == 0 ? nil : port,
            parameters: Parameters([.init("branch", branch), .init("rport", nil)]))
        invite = SIPRequest(
            method: .invite, uri: uri,
            headers: Headers(
                via: [via], from: from, to: to, callID: callID, cseq: CSeq(number, .invite), route: routes))
    }
}
