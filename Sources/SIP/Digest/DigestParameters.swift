/// The parameters of an Authorization or WWW-Authenticate header field of the Digest scheme.
///
/// - Source: RFC 3261 §25.1, RFC 7616 §3.3, §3.4.
struct DigestParameters {
    /// The parameters that mean something to us. A recipient passes over all others (RFC 7616 §3.3).
    enum Name: String, CaseIterable {
        case username, realm, nonce, uri, response, algorithm, opaque, qop, cnonce, nc, stale, userhash

        init?(_ name: ArraySlice<UInt8>) {
            for known in Self.allCases where known.rawValue.equalsIgnoringCase(name.span) {
                self = known
                return
            }
            return nil
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
