/// The parameters of an Authorization or WWW-Authenticate header field of the Digest scheme.
///
/// - Source: RFC 3261 §25.1, RFC 7616 §3.3, §3.4.
struct DigestParameters {
    /// The parameters that mean something to us. A recipient passes over all others (RFC 7616 §3.3).
    enum Name: String {
        case username, realm, nonce, uri, response, algorithm, opaque, qop, cnonce, nc, stale, userhash

        init?(_ name: ArraySlice<UInt8>) {
            guard !name.isEmpty, let known = Self.likely(name.span), known.rawValue.equalsIgnoringCase(name.span) else {
                return nil
            }
            self = known
        }

        /// The only one of this length and with these letters in its first and fifth places.
        private static func likely(_ name: Span<UInt8>) -> Name? {
            switch (name.count, name[0].asciiLowercased) {
            case (2, UInt8(ascii: "n")): .nc
            case (3, UInt8(ascii: "q")): .qop
            case (3, UInt8(ascii: "u")): .uri
            case (5, UInt8(ascii: "n")): .nonce
            case (5, UInt8(ascii: "r")): .realm
            case (5, UInt8(ascii: "s")): .stale
            case (6, UInt8(ascii: "c")): .cnonce
            case (6, UInt8(ascii: "o")): .opaque
            case (8, UInt8(ascii: "r")): .response
            case (8, UInt8(ascii: "u")): name[4].asciiLowercased == UInt8(ascii: "n") ? .username : .userhash
            case (9, UInt8(ascii: "a")): .algorithm
            default: nil
            }
        }
    }

    private var values: [(name: Name, value: String)] = []

    /// - Returns: `nil` for another scheme, a malformed field, a name of ours that comes twice, or more than 20
    ///   parameters.
    init?(_ text: String) {
        var scanner = ByteScanner(text)
        scanner.skipSpace()
        guard let scheme = scanner.take(.token), scheme.equalsIgnoringCase("Digest") else { return nil }
        scanner.skipSpace()
        values.reserveCapacity(12)
        var count = 0
        repeat {
            count += 1
            let name = scanner.takeRange(.token)
            guard count <= 20, !name.isEmpty, scanner.takeSeparator("="),
                let value = scanner.peek == UInt8(ascii: "\"") ? scanner.takeQuoted() : scanner.take(.bareValue)
            else { return nil }
            guard let name = Name(scanner.slice(name)) else { continue }
            guard self[name] == nil else { return nil }
            values.append((name, value))
        } while scanner.takeSeparator(",")
        scanner.skipSpace()
        guard scanner.isAtEnd else { return nil }
    }

    subscript(_ name: Name) -> String? {
        // By place: `first(where:)` copies the text of each that it looks at.
        for index in values.indices where values[index].name == name { return values[index].value }
        return nil
    }
}
