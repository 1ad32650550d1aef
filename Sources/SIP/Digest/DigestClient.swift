/// Answers challenges with one user's password.
///
/// - Isolation: a value; whoever sends the requests has it.
/// - Source: RFC 7616 §3.4, RFC 8760 §2.5, RFC 3261 §22.2, §22.3.
package struct DigestClient: Sendable {
    private struct Known: Sendable {
        var asker: DigestAsker
        var challenge: DigestChallenge
        /// How often its nonce was used.
        var count: UInt32
    }

    private let username: String
    private let password: String
    private let realm: String?
    private let hash: DigestHash
    private var known: [Known] = []

    /// A client that knows this password.
    ///
    /// - Parameter realm: the only realm that gets an answer; `nil` answers any.
    package init(username: String, password: String, realm: String? = nil, hash: DigestHash) {
        self.username = username
        self.password = password
        self.realm = realm
        self.hash = hash
    }

    /// The Authorization and Proxy-Authorization fields with which `request` is sent anew after 401 or 407, in place of
    /// all such fields that it had.
    ///
    /// Of several challenges of a realm the strongest is answered.
    ///
    /// - Parameter cnonce: random text, new for each call.
    /// - Returns: `nil` when it must be given up: no challenge can be answered, or the server has just refused an answer
    ///   to a fresh nonce, so that another would be refused too.
    package mutating func answer(_ response: SIPResponse, to request: SIPRequest, cnonce: String) -> [HeaderField]? {
        let asker: DigestAsker
        switch response.status {
        case 401: asker = .server
        case 407: asker = .proxy
        default: return nil
        }
        let challenges = strongest(
            response.headers.all(asker.challengeField).compactMap(DigestChallenge.init(parsing:)))
        let tried = request.headers.all(asker.credentialsField).compactMap(DigestCredentials.init(parsing:))
        let open = challenges.filter { challenge in
            !tried.contains { $0.realm == challenge.realm && wasRefused($0, challenge) }
        }
        guard !open.isEmpty, open.count == challenges.count else { return nil }
        for challenge in open {
            known.removeAll { $0.asker == asker && $0.challenge.realm == challenge.realm }
            if known.count >= 8 { known.removeFirst() }
            known.append(Known(asker: asker, challenge: challenge, count: 0))
        }
        return credentials(for: request, cnonce: cnonce)
    }

    /// The fields that `request` may have before anybody asks, so that it is not asked: counts on the nonces that were
    /// taken before. Empty when there are none.
    package mutating func anticipate(_ request: SIPRequest, cnonce: String) -> [HeaderField] {
        credentials(for: request, cnonce: cnonce)
    }

    /// Forgets all nonces.
    package mutating func forget() { known = [] }

    private mutating func credentials(for request: SIPRequest, cnonce: String) -> [HeaderField] {
        let uri = request.uri.text
        var fields: [HeaderField] = []
        for index in known.indices {
            // Without a count, a nonce is good for one use (and our own server takes no other).
            if known[index].challenge.protection == .legacy, known[index].count > 0 { continue }
            known[index].count += 1
            let challenge = known[index].challenge
            var credentials = DigestCredentials(
                username: username, realm: challenge.realm, nonce: challenge.nonce, uri: uri, response: "",
                algorithm: challenge.algorithm, opaque: challenge.opaque)
            if challenge.protection == .auth {
                credentials.protection = .init(cnonce: cnonce, count: known[index].count)
            }
            let ha1 = hash.ha1(
                username: username, realm: challenge.realm, password: password, challenge.algorithm)
            credentials.response = hash.response(ha1: ha1, method: request.method, to: credentials)
            fields.append(HeaderField(known[index].asker.credentialsField, credentials.text))
        }
        return fields
    }

    /// Whether the server has refused the password and not the nonce's age.
    private func wasRefused(_ tried: DigestCredentials, _ challenge: DigestChallenge) -> Bool {
        // The same nonce again cannot be stale, whatever the server says.
        if tried.nonce == challenge.nonce { return true }
        // A nonce that had been good before may have expired without the server saying so.
        let anticipated = (tried.protection?.count ?? 1) > 1
        return challenge.staleness == .fresh && !anticipated
    }

    private func strongest(_ challenges: [DigestChallenge]) -> [DigestChallenge] {
        var best: [DigestChallenge] = []
        for challenge in challenges where realm == nil || challenge.realm == realm {
            guard let index = best.firstIndex(where: { $0.realm == challenge.realm }) else {
                if best.count < 4 { best.append(challenge) }
                continue
            }
            if best[index].algorithm == .md5, challenge.algorithm == .sha256 { best[index] = challenge }
        }
        return best
    }
}
