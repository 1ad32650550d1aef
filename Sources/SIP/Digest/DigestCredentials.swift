/// What a client shows in Authorization or Proxy-Authorization.
///
/// - Source: RFC 7616 §3.4, RFC 3261 §22.
package struct DigestCredentials: Hashable, Sendable {
    /// What `qop=auth` adds.
    package struct Protection: Hashable, Sendable {
        /// The client's nonce.
        package var cnonce: String
        /// How often the nonce was used, this time included; from 1.
        package var count: UInt32

        /// A protection of these parts.
        package init(cnonce: String, count: UInt32) {
            self.cnonce = cnonce
            self.count = count
        }
    }

    /// Who asks for service.
    package var username: String
    /// For which realm.
    package var realm: String
    /// The nonce of the challenge.
    package var nonce: String
    /// The digest-uri as it was written.
    package var uri: String
    /// Lower-case hexadecimal.
    package var response: String
    /// The digest of the response.
    package var algorithm: DigestAlgorithm
    /// What the challenge had.
    package var opaque: String?
    /// `nil` for a client of RFC 2069.
    package var protection: Protection?

    /// Credentials of these parts.
    package init(
        username: String, realm: String, nonce: String, uri: String, response: String, algorithm: DigestAlgorithm,
        opaque: String? = nil, protection: Protection? = nil
    ) {
        self.username = username
        self.realm = realm
        self.nonce = nonce
        self.uri = uri
        self.response = response
        self.algorithm = algorithm
        self.opaque = opaque
        self.protection = protection
    }

    /// The credentials in a header field.
    ///
    /// - Returns: `nil` when it is malformed, of another scheme or an algorithm that we do not do, has a qop other than
    ///   `auth`, or a hashed user name.
    package init?(parsing text: String) {
        guard let parameters = DigestParameters(text), let username = parameters[.username],
            let realm = parameters[.realm], let nonce = parameters[.nonce], let uri = parameters[.uri],
            let response = parameters[.response], let algorithm = DigestAlgorithm(named: parameters[.algorithm]),
            parameters[.userhash]?.equalsIgnoringCase("true") != true
        else { return nil }
        if let qop = parameters[.qop] {
            guard qop.equalsIgnoringCase("auth"), let cnonce = parameters[.cnonce],
                let digits = parameters[.nc], digits.utf8.count == 8, let count = UInt32(digits, radix: 16)
            else { return nil }
            protection = Protection(cnonce: cnonce, count: count)
        }
        self.username = username
        self.realm = realm
        self.nonce = nonce
        self.uri = uri
        self.response = response.asciiLowercased
        self.algorithm = algorithm
        opaque = parameters[.opaque]
    }

    /// The value of the header field.
    package var text: String {
        var writer = MessageWriter(reserving: 320)
        writer.append("Digest username=")
        writer.append(digestQuoted: username)
        writer.append(", realm=")
        writer.append(digestQuoted: realm)
        writer.append(", nonce=")
        writer.append(digestQuoted: nonce)
        writer.append(", uri=")
        writer.append(digestQuoted: uri)
        writer.append(", response=\"")
        writer.append(asIs: response)
        writer.append("\", algorithm=")
        writer.append(asIs: algorithm.rawValue)
        if let opaque {
            writer.append(", opaque=")
            writer.append(digestQuoted: opaque)
        }
        if let protection {
            writer.append(", qop=auth, nc=")
            writer.append(count: protection.count)
            writer.append(", cnonce=")
            writer.append(digestQuoted: protection.cnonce)
        }
        return writer.text
    }
}

/// Who asks for the credentials, which decides the header fields.
package enum DigestAsker: Hashable, Sendable {
    /// A registrar or user agent: 401, WWW-Authenticate, Authorization.
    case server
    /// A proxy: 407, Proxy-Authenticate, Proxy-Authorization.
    case proxy

    /// The status of the response that asks.
    package var status: Int {
        switch self {
        case .server: 401
        case .proxy: 407
        }
    }

    /// The header field that asks.
    package var challengeField: String {
        switch self {
        case .server: "WWW-Authenticate"
        case .proxy: "Proxy-Authenticate"
        }
    }

    /// The header field that answers.
    package var credentialsField: String {
        switch self {
        case .server: "Authorization"
        case .proxy: "Proxy-Authorization"
        }
    }
}
