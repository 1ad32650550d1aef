import SIP

/// What a request must be beyond its grammar.
enum RequestRules {
    /// The schemes that can be called: `urn:service:sos` is how a phone asks for 911 (RFC 5031).
    private static let schemes: [StaticString] = ["sip", "sips", "tel", "urn"]

    /// Refuses a Request-URI of another scheme before its syntax matters (RFC 3261 §8.2.2.1).
    static func checkScheme(_ uri: Span<UInt8>) throws(Fault) {
        if uri.begins("sip:") { return }
        var colon = 0
        while colon < uri.count, ByteSet.scheme.holds(uri[colon]) { colon += 1 }
        guard colon < uri.count, uri[colon] == UInt8(ascii: ":") else { throw Fault(.requestURI) }
        for scheme in schemes where uri.extracting(..<colon).isSame(scheme) { return }
        throw Fault(.uriScheme)
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
    static func check(_ vias: [Via], _ value: ArraySlice<UInt8>) throws(Fault) {
        let name = value.prefix(3)
        guard let top = vias.first, name.span.isSame("sip"), top.hasSoundBranch else { throw Fault(.via, "Via") }
    }
}

/// What addresses must be beyond their grammar.
enum AddressRules {
    /// Refuses tags that are empty. Wider than `token`: tags with `=` or `/` exist.
    ///
    /// - Source: RFC 3261 §19.3.
    static func check(_ address: NameAddress, _ code: WireError.Code) throws(Fault) {
        guard address.parameters.isAbsent("tag", orAllIn: .bareValue) else { throw Fault(code) }
    }
}

extension Span<UInt8> {
    /// Whether the bytes begin with this word.
    func begins(_ word: StaticString) -> Bool {
        guard count >= word.utf8CodeUnitCount else { return false }
        for index in 0..<word.utf8CodeUnitCount where unsafe self[index] != word.utf8Start[index] { return false }
        return true
    }

    /// Whether the bytes are this word of small ASCII letters, in any case.
    func isSame(_ word: StaticString) -> Bool {
        guard count == word.utf8CodeUnitCount else { return false }
        for index in indices where unsafe self[index].asciiLowercased != word.utf8Start[index] { return false }
        return true
    }
}
