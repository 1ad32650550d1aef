/// The files that a TLS server shows itself with.
package struct TLSServerSettings: Hashable, Sendable {
    /// The certificate and its chain, PEM, own certificate first.
    package var certificateFile: String
    /// The private key, PEM without a pass phrase.
    package var keyFile: String
    /// Authorities whose client certificates are demanded (mutual TLS), PEM; `nil` asks for none.
    package var clientAuthorityFile: String?

    /// Settings of these parts.
    package init(certificateFile: String, keyFile: String, clientAuthorityFile: String? = nil) {
        self.certificateFile = certificateFile
        self.keyFile = keyFile
        self.clientAuthorityFile = clientAuthorityFile
    }
}

/// Whom a TLS client believes, and what it shows.
package struct TLSClientSettings: Hashable, Sendable {
    /// Authorities to believe, PEM; `nil` believes those of the operating system.
    package var authorityFile: String?
    /// A certificate to show a server that asks (mutual TLS), PEM; with ``keyFile``.
    package var certificateFile: String?
    /// The key of ``certificateFile``, PEM without a pass phrase.
    package var keyFile: String?

    /// Settings of these parts.
    package init(authorityFile: String? = nil, certificateFile: String? = nil, keyFile: String? = nil) {
        self.authorityFile = authorityFile
        self.certificateFile = certificateFile
        self.keyFile = keyFile
    }
}
