import SIP

/// What a request must be beyond its grammar.
enum RequestRules {
    /// The schemes that can be called: `urn:service:sos` is how a phone asks for 911 (RFC 5031).
    private static let schemes: [StaticString] = ["sip", "sips", "tel", "urn"]

    /// Refuses a Request-URI of another scheme before its syntax matters (RFC 3261 §8.2.2.1).
    static func checkScheme(_ uri: ArraySlice<UInt8>) throws(Fault) {
        guard let colon = uri.firstIndex(of: 0x3A), ByteSet.scheme.containsAll(uri[..<colon]) else {
            throw Fault(.requestURI)
        }
        guard schemes.contains(where: uri[..<colon].isSame) else { throw Fault(.uriScheme) }
    }

    /// Refuses a CSeq of another method (RFC 3261 §8.1.1.5) and a Request-URI with header fields (§19.1.1).
    static func check(_ request: SIPRequest) throws(Fault) {
        guard request.headers.cseq.method == request.method else { throw Fault(.cseqMethod, "CSeq") }
        guard request.uri.headers == nil else { throw Fault(.requestURI) }
    }
}

/// What the Via values must be beyond their grammar.
enum ViaRules {
    /// Refuses a protocol other than SIP in the topmost value, which osip does not keep, and a branch that is no token
    /// or nothing but the magic cookie (RFC 3261 §8.1.1.7, RFC 4475 §3.1.3).
    static func check(_ vias: [Via], _ scan: HeadScan) throws(Fault) {
        guard let top = vias.first, let field = scan.only(.via) else { throw Fault(.missing, "Via") }
        guard scan.bytes[field.value].prefix(3).isSame("sip") else {
            throw Fault(.via, "Via")
        }
        if let branch = top.parameters["branch"] {
            guard let branch, !branch.isEmpty, ByteSet.token.containsAll(branch),
                branch != Via.magicCookie
            else { throw Fault(.via, "Via") }
        }
    }
}

/// What addresses must be beyond their grammar.
enum AddressRules {
    /// Refuses tags that are empty.
    ///
    /// - Source: RFC 3261 §19.3.
    static func check(_ headers: Headers) throws(Fault) {
        try checkTag(headers.from, .from)
        try checkTag(headers.to, .to)
    }

    private static func checkTag(_ address: NameAddress, _ code: WireError.Code) throws(Fault) {
        guard let tag = address.parameters["tag"] else { return }
        // Wider than `token`: tags with `=` or `/` exist. Quotes and nothing do not.
        guard let tag, !tag.isEmpty, ByteSet.bareValue.containsAll(tag) else { throw Fault(code) }
    }
}

extension ArraySlice<UInt8> {
    /// Whether the bytes are this word of small ASCII letters, in any case.
    func isSame(_ word: StaticString) -> Bool {
        guard count == word.utf8CodeUnitCount else { return false }
        let written = span
        return word.withUTF8Buffer { word in
            for index in written.indices where unsafe written[index].asciiLowercased != word[index] { return false }
            return true
        }
    }
}
