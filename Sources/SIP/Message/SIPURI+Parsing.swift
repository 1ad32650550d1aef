extension SIPURI {
    /// The URI of this text, without angle brackets, white space or anything behind it.
    ///
    /// - Returns: `nil` when the text is no URI, its port is not 1…65535, or an escape is malformed or not UTF-8.
    /// - Source: RFC 3261 §25.1, `SIP-URI`, `SIPS-URI`, `absoluteURI`.
    package init?(parsing text: String) {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")), let scheme = String(text.utf8[..<colon]),
            let first = scheme.utf8.first, first.asciiLowercased >= 0x61, first.asciiLowercased <= 0x7A,
            ByteSet.scheme.containsAll(scheme), let rest = String(text.utf8[text.utf8.index(after: colon)...])
        else { return nil }
        self.init(scheme: scheme.asciiLowercased, host: "")
        guard isSIP else {
            guard !rest.isEmpty, ByteSet.opaque.containsAll(rest) else { return nil }
            opaque = rest
            return
        }
        var address = rest.utf8[...]
        // `@` stands unescaped nowhere but behind the user part.
        if let at = address.firstIndex(of: UInt8(ascii: "@")) {
            guard takeUserInfo(address[..<at]) else { return nil }
            address = address[address.index(after: at)...]
        }
        if let question = address.firstIndex(of: UInt8(ascii: "?")) {
            guard let tail = String(address[address.index(after: question)...]), ByteSet.uriHeaders.containsAll(tail)
            else { return nil }
            headers = tail
            address = address[..<question]
        }
        if let semicolon = address.firstIndex(of: UInt8(ascii: ";")) {
            guard let tail = String(address[address.index(after: semicolon)...]), let parsed = Parameters(uri: tail)
            else { return nil }
            parameters = parsed
            address = address[..<semicolon]
        }
        guard let hostPort = String(address) else { return nil }
        var scanner = ByteScanner(hostPort)
        guard let parsed = scanner.takeHostPort(), scanner.isAtEnd else { return nil }
        host = parsed.host.asciiLowercased
        port = parsed.port
    }

    private mutating func takeUserInfo(_ info: Substring.UTF8View) -> Bool {
        let colon = info.firstIndex(of: UInt8(ascii: ":"))
        guard let name = String(info[..<(colon ?? info.endIndex)]), !name.isEmpty,
            let decoded = URIEscape.decode(name, allowed: .user)
        else { return false }
        user = decoded
        guard let colon else { return true }
        guard let secret = String(info[info.index(after: colon)...]),
            let decoded = URIEscape.decode(secret, allowed: .password)
        else { return false }
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
