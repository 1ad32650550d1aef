extension SIPURI {
    /// Whether both URIs mean the same resource by the rules for comparing, which `==` does not apply.
    ///
    /// A port that is written never matches one that is not: `sip:a@x` and `sip:a@x:5060` differ. `tel:` numbers are
    /// compared without their visual separators (RFC 3966 §4).
    ///
    /// - Source: RFC 3261 §19.1.4. `transport` in only one of them makes them differ, as its examples have it.
    ///   Deviation: an escaped reserved character in the user part equals the unescaped one.
    package func matches(_ other: SIPURI) -> Bool {
        if case .plain(let one) = form, case .plain(let two) = other.form, one == two { return true }
        guard scheme == other.scheme else { return false }
        guard isSIP else {
            return comparableOpaque == other.comparableOpaque
        }
        return user == other.user && password == other.password && host.equalsIgnoringCase(other.host)
            && port == other.port && parametersMatch(other)
            && (headers == other.headers || comparableHeaders == other.comparableHeaders)
    }

    private static let neverIgnored = ["user", "ttl", "method", "maddr", "transport"]

    private func parametersMatch(_ other: SIPURI) -> Bool {
        if parameters.isEmpty, other.parameters.isEmpty { return true }
        for name in Self.neverIgnored where parameters.contains(name) != other.parameters.contains(name) {
            return false
        }
        for parameter in parameters.all {
            guard let theirs = other.parameters[parameter.name] else { continue }
            guard (theirs ?? "").equalsIgnoringCase(parameter.value ?? "") else { return false }
        }
        return true
    }

    private var comparableHeaders: [String] {
        (headers ?? "").utf8.split(separator: UInt8(ascii: "&")).map { String($0)?.asciiLowercased ?? "" }.sorted()
    }

    private var comparableOpaque: String {
        guard scheme == "tel" else { return opaque ?? "" }
        return String(decoding: (opaque ?? "").asciiLowercased.utf8.filter { !"-.()".utf8.contains($0) }, as: UTF8.self)
    }
}
