package import SIP

/// A phone that may register here.
package struct PhoneAccount: Hashable, Sendable, CustomStringConvertible {
    /// Its extension: the user part of its address of record, and its digest user name.
    package var phone: String
    /// The secret; never logged.
    package var password: String
    /// What it is challenged with, best first. MD5 alone is what every phone knows; some stop at a challenge with
    /// SHA-256 even where one with MD5 stands beside it.
    package var algorithms: [DigestAlgorithm]

    /// An account of these parts.
    package init(phone: String, password: String, algorithms: [DigestAlgorithm] = [.md5]) {
        self.phone = phone
        self.password = password
        self.algorithms = algorithms
    }

    package var description: String { "phone \(phone)" }
}

/// Where a phone can be rung.
package struct RegisteredContact: Hashable, Sendable {
    /// The extension: `201`.
    package var phone: String
    /// Its Contact: the Request-URI of an INVITE to it.
    package var uri: SIPURI
    /// The proxies in between (RFC 3327), as a Route.
    package var path: [NameAddress]
    /// Where it registered from, and over what.
    package var flow: Flow
    /// When the binding lapses: time since the Unix epoch.
    package var expires: Duration
}
