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

    /// ``parse(_:)``, without ``PlainAddress`` if `hasShortcut` is not set: for the tests that hold both against each other.
    static func parse(_ bytes: [UInt8], hasShortcut: Bool) throws(WireError) -> SIPMessage {
        var scan = HeadScan(bytes)
        do {
            try scan.findLines()
            return try message(scan, hasShortcut)
        } catch {
            throw WireError(code: error.code, header: error.header, refusal: Refusal(error.code, to: scan))
        }
    }

    private static func message(_ scan: HeadScan, _ hasShortcut: Bool) throws(Fault) -> SIPMessage {
        let start = try StartLine(scan)
        let others = scan.otherFields()
        let counts = try scan.checkCounts(others: others)
        let body = try scan.body()
        if case .request(_, let uri) = start { try RequestRules.checkScheme(scan.bytes[uri]) }
        for kind in [HeaderKind.via, .from, .to, .callID, .cseq] where scan.only(kind) == nil {
            throw Fault(.missing, kind.name)
        }
        switch start {
        case .request(let method, let range):
            let (headers, uri) = try headers(
                try OsipHead(scan, hasShortcut: hasShortcut), scan, counts, others, requestURI: range)
            guard let uri else { throw Fault(.requestURI) }
            let request = SIPRequest(method: method, uri: uri, headers: headers, body: body)
            try RequestRules.check(request)
            return .request(request)
        case .response(let status, let reason):
            let (headers, _) = try headers(
                try OsipHead(scan, hasShortcut: hasShortcut), scan, counts, others, requestURI: nil)
            return .response(SIPResponse(status: status, reason: reason, headers: headers, body: body))
        }
    }

    /// What needs osip. A refusal of osip's names the field if our own parsers find it.
    private static func headers(
        _ osip: borrowing OsipHead, _ scan: HeadScan, _ counts: ValueCounts, _ others: [HeaderField],
        requestURI: Range<Int>?
    ) throws(Fault) -> (Headers, SIPURI?) {
        do {
            let uri = try requestURI.map { range throws(Fault) in try osip.requestURI(range) }
            return (try headers(osip, scan, counts, others), uri)
        } catch {
            throw error.code == .syntax ? scan.blame(error) : error
        }
    }

    private static func headers(
        _ osip: borrowing OsipHead, _ scan: HeadScan, _ counts: ValueCounts, _ others: [HeaderField]
    ) throws(Fault) -> Headers {
        let contacts = try osip.contacts()
        let headers = Headers(
            via: try osip.vias(), from: try osip.address(.from, .from), to: try osip.address(.to, .to),
            callID: try scan.callID(), cseq: try scan.cseq(), contacts: contacts ?? [],
            contactIsWildcard: contacts == nil, route: try osip.routes(.route),
            recordRoute: try osip.routes(.recordRoute), maxForwards: try scan.maxForwards(),
            contentType: scan.only(.contentType).map(scan.text), others: others)
        try ViaRules.check(headers.via, scan)
        try AddressRules.check(headers)
        try checkNothingLost(headers, counts)
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
