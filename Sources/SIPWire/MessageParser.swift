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
        var scan = HeadScan(bytes)
        do {
            try scan.findLines()
            return try message(scan)
        } catch {
            throw WireError(code: error.code, header: error.header, refusal: Refusal(error.code, to: scan))
        }
    }

    private static func message(_ scan: HeadScan) throws(Fault) -> SIPMessage {
        let start = try StartLine(scan)
        let others = scan.otherFields()
        let counts = try scan.checkCounts(others: others)
        let body = try scan.body()
        if case .request(_, let uri) = start { try RequestRules.checkScheme(scan.bytes[uri]) }
        for kind in [HeaderKind.via, .from, .to, .callID, .cseq] where scan.only(kind) == nil {
            throw Fault(.missing, kind.name)
        }
        let osip = try parsed(scan)
        var headers = try headers(osip, scan, counts)
        headers.others = others
        switch start {
        case .request(let method, _):
            let request = SIPRequest(method: method, uri: try osip.requestURI(), headers: headers, body: body)
            try RequestRules.check(request)
            return .request(request)
        case .response(let status, let reason):
            return .response(SIPResponse(status: status, reason: reason, headers: headers, body: body))
        }
    }

    /// osip's view of the head; a refusal names the field if our own parsers find it.
    private static func parsed(_ scan: HeadScan) throws(Fault) -> OsipMessage {
        do {
            return try OsipMessage.parse(scan)
        } catch {
            throw scan.blame(error)
        }
    }

    private static func headers(
        _ osip: borrowing OsipMessage, _ scan: HeadScan, _ counts: ValueCounts
    ) throws(Fault) -> Headers {
        let contacts = try osip.contacts()
        var headers = Headers(
            via: try osip.vias(), from: try osip.from(), to: try osip.to(), callID: try osip.callID(),
            cseq: try osip.cseq(), contacts: contacts ?? [], contactIsWildcard: contacts == nil,
            route: try osip.routes(recorded: .route), recordRoute: try osip.routes(recorded: .recordRoute))
        try ViaRules.check(headers.via, scan)
        try AddressRules.check(headers, scan)
        try checkNothingLost(headers, counts)
        headers.maxForwards = try scan.maxForwards()
        headers.contentTypeText = scan.only(.contentType).map(scan.text)
        return headers
    }

    /// Refuses lists of which osip kept fewer values than there are commas: an empty value is none.
    private static func checkNothingLost(_ headers: Headers, _ counts: ValueCounts) throws(Fault) {
        guard headers.via.count == counts[.via] else { throw Fault(.via, "Via") }
        guard headers.contactIsWildcard || headers.contacts.count == counts[.contact] else {
            throw Fault(.contact, "Contact")
        }
        guard headers.route.count == counts[.route] else { throw Fault(.route, "Route") }
        guard headers.recordRoute.count == counts[.recordRoute] else { throw Fault(.route, "Record-Route") }
    }
}
