/// What a server asks for in WWW-Authenticate or Proxy-Authenticate.
///
/// - Source: RFC 7616 §3.3, RFC 3261 §22.
package struct DigestChallenge: Hashable, Sendable {
    /// Which protection the server takes.
    package enum Protection: Hashable, Sendable {
        /// `qop` with `auth` among its values.
        case auth
        /// No qop at all: a server of RFC 2069.
        case legacy
    }

    /// Whether the server only found the nonce too old.
    package enum Staleness: Hashable, Sendable {
        case fresh
        case stale
    }

    /// Which password is asked for.
    package var realm: String
    /// What the answer is mixed with.
    package var nonce: String
    /// What the answer returns as it is.
    package var opaque: String?
    /// Whether only the nonce was at fault.
    package var staleness: Staleness
    /// The digest to answer with.
    package var algorithm: DigestAlgorithm
    /// Whether the answer has a count and a client nonce.
    package var protection: Protection

    /// A challenge of these parts.
    package init(
        realm: String, nonce: String, opaque: String? = nil, staleness: Staleness = .fresh,
        algorithm: DigestAlgorithm, protection: Protection = .auth
    ) {
        self.realm = realm
        self.nonce = nonce
        self.opaque = opaque
        self.staleness = staleness
        self.algorithm = algorithm
        self.protection = protection
    }

    /// The challenge in a header field.
    ///
    /// - Returns: `nil` when it is malformed, or asks for what we do not do: another scheme, an unknown algorithm or a
    ///   `-sess` one, qop without `auth`. Such a challenge is passed over (RFC 7616 §3.3).
    package init?(parsing text: String) {
        guard let parameters = DigestParameters(text), let realm = parameters[.realm],
            let nonce = parameters[.nonce], let algorithm = DigestAlgorithm(named: parameters[.algorithm])
        else { return nil }
        var protection = Protection.legacy
        if let qop = parameters[.qop] {
            let offers = qop.utf8.split(separator: UInt8(ascii: ",")).compactMap { String($0)?.trimmingSpace }
            guard offers.contains(where: { $0.equalsIgnoringCase("auth") }) else { return nil }
            protection = .auth
        }
        let stale = parameters[.stale]?.equalsIgnoringCase("true") ?? false
        self.init(
            realm: realm, nonce: nonce, opaque: parameters[.opaque], staleness: stale ? .stale : .fresh,
            algorithm: algorithm, protection: protection)
    }

    /// The value of the header field.
    package var text: String {
        var writer = MessageWriter(reserving: 192)
        writer.append("Digest realm=")
        writer.append(digestQuoted: realm)
        writer.append(", nonce=")
        writer.append(digestQuoted: nonce)
        if let opaque {
            writer.append(", opaque=")
            writer.append(digestQuoted: opaque)
        }
        if staleness == .stale { writer.append(", stale=true") }
        writer.append(", algorithm=")
        writer.append(asIs: algorithm.rawValue)
        if protection == .auth { writer.append(", qop=\"auth\"") }
        return writer.text
    }
}
