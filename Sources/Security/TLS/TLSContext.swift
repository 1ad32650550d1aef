import COpenSSL

/// Certificates, key and rules that TLS sessions are made from.
///
/// To put a new certificate into use, make a new context: sessions keep the one that they began with.
/// TLS 1.2 is the oldest version spoken; there is no renegotiation, compression or resumption.
///
/// - Isolation: any thread.
@safe
package final class TLSContext: Sendable {
    /// Which end of a connection it serves.
    package enum Role: Hashable, Sendable { case server, client }

    /// Which end of a connection it serves.
    package let role: Role
    // SAFETY: an SSL_CTX counts its references atomically and is not changed after init; making sessions from it is
    // thread-safe.
    nonisolated(unsafe) let pointer: OpaquePointer

    /// Reads the files of a server.
    ///
    /// - Throws: ``SecurityError`` that names the file.
    package convenience init(server settings: TLSServerSettings) throws(SecurityError) {
        try self.init(role: .server)
        try show(certificate: settings.certificateFile, key: settings.keyFile)
        guard let authority = settings.clientAuthorityFile else { return }
        try believe(authority)
        unsafe SSL_CTX_set_client_CA_list(pointer, SSL_load_client_CA_file(authority))
        unsafe SSL_CTX_set_verify(pointer, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nil)
    }

    /// Reads the files of a client, which always verifies the server.
    ///
    /// - Throws: ``SecurityError`` that names the file.
    package convenience init(client settings: TLSClientSettings) throws(SecurityError) {
        try self.init(role: .client)
        if let authority = settings.authorityFile {
            try believe(authority)
        } else if unsafe SSL_CTX_set_default_verify_paths(pointer) != 1 {
            throw SecurityError(
                .badCertificate, "The operating system's certificate authorities cannot be read.",
                cause: takeOpenSSLErrors())
        }
        if let certificate = settings.certificateFile {
            try show(certificate: certificate, key: settings.keyFile ?? certificate)
        }
        unsafe SSL_CTX_set_verify(pointer, SSL_VERIFY_PEER, nil)
    }

    private init(role: Role) throws(SecurityError) {
        ERR_clear_error()
        let method = unsafe role == .server ? TLS_server_method() : TLS_client_method()
        guard let pointer = unsafe SSL_CTX_new(method) else {
            throw SecurityError(.unavailable, "TLS is not available.", cause: takeOpenSSLErrors())
        }
        self.role = role
        unsafe self.pointer = pointer
        _ = unsafe nightbell_SSL_CTX_set_min_proto_version(pointer, TLS1_2_VERSION)
        // An idle phone's connection lasts for hours: its two 16 KiB buffers must not.
        _ = unsafe nightbell_SSL_CTX_set_mode(pointer, Int(SSL_MODE_RELEASE_BUFFERS))
        _ = unsafe nightbell_SSL_CTX_set_session_cache_mode(pointer, Int(SSL_SESS_CACHE_OFF))
        _ = unsafe SSL_CTX_set_num_tickets(pointer, 0)
        _ = unsafe SSL_CTX_set_options(pointer, nightbell_tls_options())
        // Without this, a key with a pass phrase would wait for somebody at the terminal.
        unsafe SSL_CTX_set_default_passwd_cb(pointer) { _, _, _, _ in 0 }
    }

    deinit { unsafe SSL_CTX_free(pointer) }

    private func show(certificate: String, key: String) throws(SecurityError) {
        guard unsafe SSL_CTX_use_certificate_chain_file(pointer, certificate) == 1 else {
            throw SecurityError(
                .badCertificate, "The certificate \(certificate) cannot be read as PEM.", cause: takeOpenSSLErrors())
        }
        guard unsafe SSL_CTX_use_PrivateKey_file(pointer, key, SSL_FILETYPE_PEM) == 1 else {
            throw SecurityError(
                .badCertificate,
                "The key \(key) cannot be read as PEM without a pass phrase, or is not that of \(certificate).",
                cause: takeOpenSSLErrors())
        }
        guard unsafe SSL_CTX_check_private_key(pointer) == 1 else {
            throw SecurityError(
                .badCertificate, "The key \(key) is not that of \(certificate).", cause: takeOpenSSLErrors())
        }
    }

    private func believe(_ file: String) throws(SecurityError) {
        guard unsafe SSL_CTX_load_verify_locations(pointer, file, nil) == 1 else {
            throw SecurityError(
                .badCertificate, "The authorities in \(file) cannot be read as PEM.", cause: takeOpenSSLErrors())
        }
    }
}
