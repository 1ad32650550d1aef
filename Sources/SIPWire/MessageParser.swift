package import SIP

/// Bytes to messages: our own limits and framing checks, osip for the grammar of addresses, our own validation.
package enum MessageParser {
    /// The message that these bytes are, whole: a datagram, or what ``StreamFramer`` cut from a stream.
    ///
    /// Bytes behind the Content-Length are ignored, as a datagram may have them (RFC 3261 §18.3); without
    /// Content-Length the body reaches to the end. Bodies are kept as bytes. A message is accepted without
    /// Max-Forwards, a branch or tags, as from RFC 2543; what needs them must look for them.
    ///
    /// - Throws: what was wrong, and the answer to send if one may be sent.
    /// - Isolation: any thread.
    /// - Source: RFC 3261 §7, §8.1.1, §8.2; limits of ``WireLimits``.
    package static func parse(_ bytes: [UInt8]) throws(WireError) -> SIPMessage {
        try parse(bytes, hasShortcut: true)
    }

    /// ``parse(_:)``, with osip alone if `hasShortcut` is not set: for the tests that hold both against each other.
    static func parse(_ bytes: [UInt8], hasShortcut: Bool) throws(WireError) -> SIPMessage {
        var scan = HeadScan(bytes, hasShortcut: hasShortcut)
        do {
            try scan.findLines()
            return try message(scan)
        } catch {
            throw WireError(code: error.code, header: error.header, refusal: Refusal(error.code, to: scan))
        }
    }

    private static func message(_ scan: borrowing HeadScan) throws(Fault) -> SIPMessage {
        let start = try StartLine(scan)
        try scan.checkFields()
        let others = try scan.otherFields()
        let body = try scan.body()
        if case .request(_, let uri) = start { try RequestRules.checkScheme(scan.bytes.span.extracting(uri)) }
        for kind in [HeaderKind.via, .from, .to, .callID, .cseq] where scan.count(kind) == 0 {
            throw Fault(.missing, kind.name)
        }
        do {
            switch start {
            case .request(let method, let range):
                let uri = try scan.requestURI(range)
                let request = SIPRequest(method: method, uri: uri, headers: try headers(scan, others), body: body)
                try RequestRules.check(request)
                return .request(request)
            case .response(let status, let reason):
                return .response(
                    SIPResponse(status: status, reason: reason, headers: try headers(scan, others), body: body))
            }
        } catch {
            // A refusal of osip's names the field if our own parsers find it.
            throw error.code == .syntax ? scan.blame(error) : error
        }
    }

    private static func headers(_ scan: borrowing HeadScan, _ others: [HeaderField]) throws(Fault) -> Headers {
        let contacts = try scan.contacts()
        let vias = try scan.vias()
        let from = try scan.address(.from, .from)
        let to = try scan.address(.to, .to)
        let callID = try scan.callID()
        let cseq = try scan.cseq()
        let route = try scan.routes(.route)
        let recordRoute = try scan.routes(.recordRoute)
        let maxForwards = try scan.maxForwards()
        return Headers(
            via: vias, from: from, to: to, callID: callID, cseq: cseq, contacts: contacts ?? [],
            contactIsWildcard: contacts == nil, route: route, recordRoute: recordRoute, maxForwards: maxForwards,
            contentType: scan.only(.contentType).map { scan.text($0) }, others: others)
    }
}
