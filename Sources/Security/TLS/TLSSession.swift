import COpenSSL

/// One end of a TLS connection, without a socket: ciphertext in, plaintext and ciphertext out.
///
///     socket ──ciphertext──► receive ──► plaintext
///     socket ◄─ciphertext─── send    ◄── plaintext
///
/// Holds no more than OpenSSL needs for one unfinished record: every call takes out all that is ready.
///
/// - Isolation: one thread at a time; it is not `Sendable`.
@safe
package final class TLSSession {
    /// How far the session is.
    package enum State: Hashable, Sendable {
        /// Plaintext cannot be sent yet.
        case handshaking
        /// Both ways are open, and the peer is who it should be.
        case open
        /// The peer said that it sends no more, or we closed.
        case closed
        /// Nothing more can be done; why, in words. Send what is left, an alert, and close the socket.
        case failed(String)
    }

    /// What one call gave.
    package struct Step: Hashable, Sendable {
        /// What the peer said, in order.
        package var plaintext: [UInt8] = []
        /// What must go to the socket, before anything else.
        package var ciphertext: [UInt8] = []

        /// Nothing either way.
        package init() {}
    }

    /// How far the session is.
    package private(set) var state = State.handshaking

    private let ssl: OpaquePointer
    private let incoming: OpaquePointer
    private let outgoing: OpaquePointer

    /// The server's end.
    ///
    /// - Throws: ``SecurityError`` when memory is out.
    package convenience init(server context: TLSContext) throws(SecurityError) {
        try self.init(context)
        unsafe SSL_set_accept_state(ssl)
    }

    /// The client's end; ``start()`` begins.
    ///
    /// Deviation from RFC 5922 §7.2: a wildcard stands for one whole label, because carriers use such certificates.
    ///
    /// - Parameter serverName: the name, or the IP address, that the server's certificate must show.
    /// - Throws: ``SecurityError`` when memory is out or the name is empty.
    package convenience init(client context: TLSContext, serverName: String) throws(SecurityError) {
        try self.init(context)
        unsafe SSL_set_connect_state(ssl)
        unsafe SSL_set_hostflags(ssl, UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS))
        let isAddress = unsafe X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), serverName) == 1
        if isAddress { return }
        ERR_clear_error()
        // An empty name would switch the check off.
        guard !serverName.isEmpty, unsafe SSL_set1_host(ssl, serverName) == 1,
            unsafe nightbell_SSL_set_tlsext_host_name(ssl, serverName) == 1
        else {
            throw SecurityError(
                .unavailable, "\(serverName) cannot be the name of a TLS server.", cause: takeOpenSSLErrors())
        }
    }

    private init(_ context: TLSContext) throws(SecurityError) {
        ERR_clear_error()
        guard let ssl = unsafe SSL_new(context.pointer) else {
            throw SecurityError(.unavailable, "No memory for a TLS session.", cause: takeOpenSSLErrors())
        }
        guard let incoming = unsafe BIO_new(BIO_s_mem()) else {
            unsafe SSL_free(ssl)
            throw SecurityError(.unavailable, "No memory for a TLS session.", cause: takeOpenSSLErrors())
        }
        guard let outgoing = unsafe BIO_new(BIO_s_mem()) else {
            unsafe BIO_free(incoming)
            unsafe SSL_free(ssl)
            throw SecurityError(.unavailable, "No memory for a TLS session.", cause: takeOpenSSLErrors())
        }
        unsafe self.ssl = ssl
        unsafe self.incoming = incoming
        unsafe self.outgoing = outgoing
        // From here on the session owns both.
        unsafe SSL_set_bio(ssl, incoming, outgoing)
    }

    deinit { unsafe SSL_free(ssl) }

    /// The version spoken, such as `TLSv1.3`.
    package var version: String { unsafe String(cString: SSL_get_version(ssl)) }

    /// Begins the handshake of a client.
    package func start() -> Step {
        var step = Step()
        ERR_clear_error()
        if state == .handshaking { advanceHandshake() }
        drain(into: &step)
        return step
    }

    /// Takes what came from the socket.
    package func receive(_ ciphertext: [UInt8]) -> Step {
        var step = Step()
        guard state == .handshaking || state == .open, !ciphertext.isEmpty else { return step }
        ERR_clear_error()
        var written = 0
        guard unsafe BIO_write_ex(incoming, ciphertext, ciphertext.count, &written) == 1, written == ciphertext.count
        else {
            fail()
            return step
        }
        if state == .handshaking { advanceHandshake() }
        if state == .open { read(into: &step) }
        drain(into: &step)
        return step
    }

    /// Encrypts what is to be sent; nothing happens unless the session is open.
    package func send(_ plaintext: [UInt8]) -> Step {
        var step = Step()
        guard state == .open, !plaintext.isEmpty else { return step }
        ERR_clear_error()
        var written = 0
        if unsafe SSL_write_ex(ssl, plaintext, plaintext.count, &written) != 1 { fail() }
        drain(into: &step)
        return step
    }

    /// Says that we send no more.
    package func close() -> Step {
        var step = Step()
        ERR_clear_error()
        switch state {
        case .open:
            _ = unsafe SSL_shutdown(ssl)
            state = .closed
        case .handshaking: state = .closed
        case .closed, .failed: break
        }
        drain(into: &step)
        takeOpenSSLErrors()
        return step
    }

    /// The socket ended. Without a close_notify before, what came may be cut short (RFC 8446 §6.1).
    package func socketEnded() {
        switch state {
        case .handshaking: state = .failed("The peer closed the connection during the handshake.")
        case .open: state = .failed("The peer closed the connection without saying so.")
        case .closed, .failed: break
        }
    }

    private func advanceHandshake() {
        let result = unsafe SSL_do_handshake(ssl)
        if result == 1 {
            state = .open
        } else if unsafe SSL_get_error(ssl, result) != SSL_ERROR_WANT_READ {
            fail()
        }
    }

    private func read(into step: inout Step) {
        var record = [UInt8](repeating: 0, count: 16_384)
        while state == .open {
            var count = 0
            if unsafe SSL_read_ex(ssl, &record, record.count, &count) == 1 {
                step.plaintext.append(contentsOf: record[..<count])
                continue
            }
            switch unsafe SSL_get_error(ssl, 0) {
            case SSL_ERROR_WANT_READ: return
            case SSL_ERROR_ZERO_RETURN:
                // Answered at once, so that the peer need not wait for it.
                _ = unsafe SSL_shutdown(ssl)
                state = .closed
            default: fail()
            }
        }
    }

    private func drain(into step: inout Step) {
        let pending = unsafe nightbell_BIO_ctrl_pending(outgoing)
        guard pending > 0 else { return }
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: pending) { buffer, count in
            var read = 0
            _ = unsafe BIO_read_ex(outgoing, buffer.baseAddress, pending, &read)
            count = read
        }
        step.ciphertext.append(contentsOf: bytes)
    }

    private func fail() {
        let verdict = unsafe SSL_get_verify_result(ssl)
        let reason = takeOpenSSLErrors() ?? "unknown TLS error"
        guard verdict != Int(X509_V_OK), let words = unsafe X509_verify_cert_error_string(verdict) else {
            state = .failed(reason)
            return
        }
        state = .failed("\(reason): \(unsafe String(cString: words))")
    }
}
