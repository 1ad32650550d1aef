/// Asks for credentials and judges them.
///
/// A nonce is its time of issue and a serial number, enciphered as one block, so that none has to be remembered before it
/// is used; the counts of used ones are kept in a bounded table.
///
///     nonce = cipher(48 bits milliseconds, 32 bits serial, 48 bits zero), in hexadecimal
///
/// Nobody can make one without the key: what was not sealed here opens to a block that cannot be foreseen, and its 48
/// zeros and a time within the last 300 s come about once in 2^77 tries.
///
/// - Isolation: a value; the signalling loop has it.
/// - Source: RFC 7616, RFC 8760, RFC 3261 §22.
package struct DigestServer: Sendable {
    /// What became of a request's credentials.
    package enum Verdict: Hashable, Sendable {
        /// The request is this user's.
        case accepted(username: String)
        /// There are none for our realm: challenge.
        case missing
        /// They were right for a nonce that is too old, not ours, or used so often already: challenge with `stale`.
        case stale
        /// Unknown user, wrong password, or an algorithm that we did not offer: challenge anew, or 403.
        case wrong(username: String)
        /// The digest-uri is another one than the request's: 400 (RFC 7616 §3.4.6).
        case wrongURI(username: String)
    }

    /// Our realm.
    package let realm: String
    private let hash: DigestHash
    private let algorithms: [DigestAlgorithm]
    private var nonces: NonceTable
    /// H(A2) of the last credentials: all phones of a clinic ask for the same.
    private var lastAsked: (method: Method, uri: String, algorithm: DigestAlgorithm, ha2: String)?

    /// A server of `realm`.
    ///
    /// - Parameters:
    ///   - cipher: of this server alone.
    ///   - algorithms: what is offered, best first (RFC 8760 §2.4).
    ///   - nonceLifetime: how long a nonce may be used.
    ///   - capacity: how many used nonces are remembered; the oldest ones become stale beyond that.
    package init(
        realm: String, hash: DigestHash, cipher: NonceCipher, algorithms: [DigestAlgorithm] = [.sha256, .md5],
        nonceLifetime: Duration = .seconds(300), capacity: Int = 4096
    ) {
        self.realm = realm
        self.hash = hash
        self.algorithms = algorithms
        nonces = NonceTable(cipher: cipher, lifetime: nonceLifetime, capacity: capacity)
    }

    /// The response that asks for credentials: one challenge for each algorithm, with one nonce.
    ///
    /// - Parameters:
    ///   - offered: the algorithms for this client, best first; all of the server's when left out. Old phones stop at
    ///     the first challenge whose algorithm they do not know, and never see the one that they do.
    ///   - verdict: why; after ``Verdict/stale`` the client may answer without asking its user.
    ///   - now: a time on a monotonic clock.
    package mutating func challenge(
        _ request: SIPRequest, as asker: DigestAsker = .server, offering offered: [DigestAlgorithm]? = nil,
        after verdict: Verdict = .missing, toTag: String?, now: Duration
    ) -> SIPResponse {
        let nonce = nonces.issue(now: now)
        var response = request.response(asker.status, toTag: toTag)
        for algorithm in offered ?? algorithms {
            let challenge = DigestChallenge(
                realm: realm, nonce: nonce, staleness: verdict == .stale ? .stale : .fresh, algorithm: algorithm)
            response.headers.others.append(HeaderField(asker.challengeField, challenge.text))
        }
        return response
    }

    /// Judges the credentials of a request.
    ///
    /// Those that are right are used up: the same nonce and count are stale from then on. Retransmissions therefore must
    /// be absorbed by the transaction before.
    ///
    /// - Parameters:
    ///   - now: a time on the same clock as that of ``challenge(_:as:after:toTag:now:)``.
    ///   - ha1: H(A1) of a user in hexadecimal; `nil` for one that does not exist.
    package mutating func check(
        _ request: SIPRequest, as asker: DigestAsker = .server, now: Duration,
        ha1: (_ username: String, _ algorithm: DigestAlgorithm) -> String?
    ) -> Verdict {
        guard let credentials = credentials(request, asker.credentialsField) else { return .missing }
        let username = credentials.username
        guard algorithms.contains(credentials.algorithm) else { return .wrong(username: username) }
        guard Self.names(credentials.uri, request.uri) else { return .wrongURI(username: username) }
        // Unknown users cost the same time as known ones.
        let known = ha1(username, credentials.algorithm)
        let ha2 = ha2(request.method, credentials)
        let expected = hash.response(ha1: (known ?? "").asciiLowercased, ha2: ha2, to: credentials)
        let nonce = nonces.look(credentials.nonce, now: now)
        guard DigestHash.equal(credentials.response, hex: expected), known != nil else {
            return .wrong(username: username)
        }
        guard case .good(let serial) = nonce, nonces.use(serial, count: credentials.protection?.count, now: now) else {
            return .stale
        }
        return .accepted(username: username)
    }

    /// The first credentials for our realm; those that cannot be read are none.
    private func credentials(_ request: SIPRequest, _ field: String) -> DigestCredentials? {
        let others = request.headers.others
        for index in others.indices where others[index].name.equalsIgnoringCase(field) {
            if let shown = DigestCredentials(parsing: others[index].value), shown.realm == realm { return shown }
        }
        return nil
    }

    private mutating func ha2(_ method: Method, _ credentials: DigestCredentials) -> String {
        let (uri, algorithm) = (credentials.uri, credentials.algorithm)
        if let last = lastAsked, last.uri == uri, last.method == method, last.algorithm == algorithm { return last.ha2 }
        let ha2 = hash.ha2(method: method, uri: uri, algorithm)
        lastAsked = (method, uri, algorithm, ha2)
        return ha2
    }

    /// Whether the digest-uri means the Request-URI. Parameters may differ: clients write the URI before their stack
    /// has completed it.
    private static func names(_ text: String, _ uri: SIPURI) -> Bool {
        if uri.isWritten(text) { return true }
        guard let named = SIPURI(parsing: text) else { return false }
        return named.scheme == uri.scheme && named.user == uri.user && named.host.equalsIgnoringCase(uri.host)
            && named.port == uri.port && named.opaque == uri.opaque
    }
}
