/// The parameters of an Authorization or WWW-Authenticate header field of the Digest scheme.
///
/// - Source: RFC 3261 §25.1, RFC 7616 §3.3, §3.4.
struct DigestParameters {
    private var values: [(name: String, value: String)] = []

    /// - Returns: `nil` for another scheme, a malformed field, a name that comes twice, or more than 20 parameters.
    init?(_ text: String) {
        var scanner = ByteScanner(text)
        scanner.skipSpace()
        guard let scheme = scanner.take(.token), scheme.equalsIgnoringCase("Digest") else { return nil }
        scanner.skipSpace()
        values.reserveCapacity(12)
        repeat {
            guard let name = scanner.take(.token)?.asciiLowercased, scanner.takeSeparator("="),
                let value = scanner.peek == UInt8(ascii: "\"") ? scanner.takeQuoted() : scanner.take(.bareValue),
                self[name] == nil, values.count < 20
            else { return nil }
            values.append((name, value))
        } while scanner.takeSeparator(",")
        scanner.skipSpace()
        guard scanner.isAtEnd else { return nil }
    }

    subscript(_ name: String) -> String? {
        // By place: `first(where:)` copies both texts of each that it looks at.
        for index in values.indices where values[index].name == name { return values[index].value }
        return nil
    }
}
