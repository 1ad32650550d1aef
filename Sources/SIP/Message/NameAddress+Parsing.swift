extension NameAddress {
    /// The address of this text: `"Dr. Bell" <sip:bell@example.com>;tag=9`, `sip:bell@example.com;tag=9`.
    ///
    /// Without angle brackets everything from the first `;` on belongs to the header field, not to the URI
    /// (RFC 3261 §20.10).
    ///
    /// - Returns: `nil` when the text is no address or more than one.
    package init?(parsing text: String) {
        guard let list = NameAddress.list(parsing: text), list.count == 1, let only = list.first else { return nil }
        self = only
    }

    /// The addresses of a comma-separated field: Contact, Route, P-Asserted-Identity, Diversion.
    ///
    /// - Returns: at least one; `nil` when any of them is malformed.
    package static func list(parsing text: String) -> [NameAddress]? {
        var scanner = ByteScanner(text)
        var list: [NameAddress] = []
        repeat {
            guard let address = scanner.takeNameAddress() else { return nil }
            list.append(address)
        } while scanner.takeSeparator(",")
        scanner.skipSpace()
        return scanner.isAtEnd ? list : nil
    }

    /// The address as it goes on the wire, always with angle brackets.
    package var text: String {
        var writer = MessageWriter()
        writer.append(self)
        return writer.text
    }
}

extension NameAddress: CustomStringConvertible {
    /// The URI without its user, no name and no parameters: fit for a log.
    package var description: String { "<\(uri)>" }
}

extension ByteScanner {
    /// What ends an unquoted display name or makes it none.
    private static let nameEnd = ByteSet("<>\",;")
    /// What ends a URI that is not in angle brackets.
    private static let bareURIEnd = ByteSet(" \t;,?<>\"")
    private static let bracketEnd = ByteSet(">< \t\"")

    /// Moves over `( name-addr / addr-spec ) *( SEMI generic-param )`.
    mutating func takeNameAddress() -> NameAddress? {
        skipSpace()
        var name: String?
        if peek == UInt8(ascii: "\"") {
            guard let quoted = takeQuoted() else { return nil }
            skipSpace()
            guard peek == UInt8(ascii: "<") else { return nil }
            name = quoted
        } else if finds("<", before: Self.nameEnd) {
            // Wider than `*(token LWS)`: names with `(`, `@` or unencoded UTF-8 are common and do no harm.
            let words = take(until: Self.nameEnd).trimmingSpace
            name = words.isEmpty ? nil : words
        }
        let place: Range<Int>
        if take("<") {
            place = takeRange(until: Self.bracketEnd)
            guard take(">") else { return nil }
        } else {
            place = takeRange(until: Self.bareURIEnd)
        }
        guard let uri = SIPURI(parsing: slice(place)), let parameters = takeParameters() else { return nil }
        return NameAddress(displayName: name, uri: uri, parameters: parameters)
    }
}

extension String {
    /// What a quoted string stands for, without quotes and backslashes (RFC 3261 §25.1).
    ///
    /// - Returns: `nil` when the text is not one quoted string from its first to its last character.
    package var unquoted: String? {
        var scanner = ByteScanner(self)
        guard let text = scanner.takeQuoted(), scanner.isAtEnd else { return nil }
        return text
    }

    /// The text without spaces and tabs at both ends.
    package var trimmingSpace: String {
        let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        guard let first = utf8.firstIndex(where: { !isSpace($0) }), let last = utf8.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return String(self[first...last])
    }
}
