/// The parameters of an Authorization or WWW-Authenticate header field of the Digest scheme.
///
/// - Source: RFC 3261 §25.1, RFC 7616 §3.3, §3.4.
struct DigestParameters {
    /// The parameters that mean something to us. A recipient passes over all others (RFC 7616 §3.3).
    enum Name: Int {
        case username, realm, nonce, uri, response, algorithm, opaque, qop, cnonce, nc, stale, userhash

        init?(_ name: ArraySlice<UInt8>) {
            guard !name.isEmpty, let known = Self.likely(name.span), known.text.equalsIgnoringCase(name.span) else {
                return nil
            }
            self = known
        }

        private var text: String {
            switch self {
            case .username: "username"
            case .realm: "realm"
            case .nonce: "nonce"
            case .uri: "uri"
            case .response: "response"
            case .algorithm: "algorithm"
            case .opaque: "opaque"
            case .qop: "qop"
            case .cnonce: "cnonce"
            case .nc: "nc"
            case .stale: "stale"
            case .userhash: "userhash"
            }
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

    /// Where a value stands, so that only those that are asked for become texts.
    private enum Place {
        case absent
        case bare(Range<Int>)
        case quoted(Range<Int>)
    }

    private var scanner: ByteScanner
    private var places = InlineArray<12, Place>(repeating: .absent)

    /// - Returns: `nil` for another scheme, a malformed field, a name of ours that comes twice, or more than 20
    ///   parameters.
    init?(_ text: String) {
        scanner = ByteScanner(text)
        scanner.skipSpace()
        guard let scheme = scanner.take(.token), scheme.equalsIgnoringCase("Digest") else { return nil }
        scanner.skipSpace()
        var count = 0
        repeat {
            count += 1
            let name = scanner.takeRange(.token)
            guard count <= 20, !name.isEmpty, scanner.takeSeparator("=") else { return nil }
            let place: Place
            if scanner.peek == UInt8(ascii: "\"") {
                guard let quoted = scanner.takeQuotedRange() else { return nil }
                place = .quoted(quoted)
            } else {
                let bare = scanner.takeRange(.bareValue)
                guard !bare.isEmpty else { return nil }
                place = .bare(bare)
            }
            guard let name = Name(scanner.slice(name)) else { continue }
            guard case .absent = places[name.rawValue] else { return nil }
            places[name.rawValue] = place
        } while scanner.takeSeparator(",")
        scanner.skipSpace()
        guard scanner.isAtEnd else { return nil }
    }

    subscript(_ name: Name) -> String? {
        switch places[name.rawValue] {
        case .absent: nil
        case .bare(let range): scanner.text(range)
        case .quoted(let range): scanner.unquoted(range)
        }
    }
}
