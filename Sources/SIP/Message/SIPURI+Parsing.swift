extension SIPURI {
    /// The URI of this text, without angle brackets, white space or anything behind it.
    ///
    /// - Returns: `nil` when the text is no URI, its port is not 1…65535, or an escape is malformed or not UTF-8.
    /// - Source: RFC 3261 §25.1, `SIP-URI`, `SIPS-URI`, `absoluteURI`.
    package init?(parsing text: String) { self.init(parsing: Array(text.utf8)[...]) }

    /// The URI of these bytes, which are UTF-8: ``init(parsing:)-(String)``.
    init?(parsing bytes: ArraySlice<UInt8>) {
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), let first = bytes.first?.asciiLowercased,
            first >= 0x61, first <= 0x7A, ByteSet.scheme.containsAll(bytes[..<colon])
        else { return nil }
        self.init(scheme: String(decoding: bytes[..<colon], as: UTF8.self).asciiLowercased, host: "")
        var address = bytes[(colon + 1)...]
        guard isSIP else {
            guard !address.isEmpty, ByteSet.opaque.containsAll(address) else { return nil }
            opaque = String(decoding: address, as: UTF8.self)
            return
        }
        // `@` stands unescaped nowhere but behind the user part.
        if let at = address.firstIndex(of: UInt8(ascii: "@")) {
            guard takeUserInfo(address[..<at]) else { return nil }
            address = address[(at + 1)...]
        }
        if let question = address.firstIndex(of: UInt8(ascii: "?")) {
            let tail = address[(question + 1)...]
            guard ByteSet.uriHeaders.containsAll(tail) else { return nil }
            headers = String(decoding: tail, as: UTF8.self)
            address = address[..<question]
        }
        if let semicolon = address.firstIndex(of: UInt8(ascii: ";")) {
            guard let parsed = Parameters(uri: address[(semicolon + 1)...]) else { return nil }
            parameters = parsed
            address = address[..<semicolon]
        }
        var scanner = ByteScanner(Array(address))
        guard let parsed = scanner.takeHostPort(), scanner.isAtEnd else { return nil }
        host = parsed.host.asciiLowercased
        port = parsed.port
    }

    private mutating func takeUserInfo(_ info: ArraySlice<UInt8>) -> Bool {
        let colon = info.firstIndex(of: UInt8(ascii: ":"))
        let name = info[..<(colon ?? info.endIndex)]
        guard !name.isEmpty, let decoded = URIEscape.decode(name, allowed: .user) else { return false }
        user = decoded
        guard let colon else { return true }
        guard let decoded = URIEscape.decode(info[(colon + 1)...], allowed: .password) else { return false }
        password = decoded
        return true
    }
}

extension ByteScanner {
    /// Moves over `host [ COLON port ]`; the host without brackets, in the case it was written in.
    mutating func takeHostPort() -> (host: String, port: UInt16?)? {
        let host: String
        if take("[") {
            guard let address = take(.ipv6), take("]") else { return nil }
            host = address
        } else {
            guard let name = take(.hostName) else { return nil }
            host = name
        }
        let behindHost = index
        skipSpace()
        guard take(":") else {
            rewind(to: behindHost)
            return (host, nil)
        }
        skipSpace()
        guard let digits = take(.digits), let port = UInt16(digits), port > 0 else { return nil }
        return (host, port)
    }
}
