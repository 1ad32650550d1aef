/// What tells transactions apart; the key of the driver's tables.
///
/// Client and server transactions have tables of their own, since both sides may pick the same branch. It is an object,
/// because a key goes through a dozen hands, and a table copies it whenever it looks at one.
///
/// - Source: RFC 3261 §17.1.3, §17.2.3.
package final class TransactionKey: Hashable, Sendable {
    private enum Identity: Hashable, Sendable {
        /// A request of ours (``OwnBranch``). The number is chance, and nobody else puts one into a table.
        case own(UInt64)
        case branch(String, host: String, port: UInt16?)
        /// A peer of RFC 2543, whose branch says nothing.
        indirect case fields(callID: String, sequence: UInt32, fromTag: String?, uri: SIPURI, via: Via?)

        /// What a peer can choose in great numbers; the rest is left to equality.
        func hash(into hasher: inout Hasher) {
            switch self {
            case .own(let number): hasher.combine(number)
            case .branch(let branch, let host, let port):
                hasher.combine(branch)
                hasher.combine(host)
                hasher.combine(port ?? 0)
            case .fields(let callID, let sequence, let fromTag, _, _):
                hasher.combine(callID)
                hasher.combine(sequence)
                hasher.combine(fromTag)
            }
        }
    }

    private let identity: Identity
    private let method: Method
    // A key is looked up half a dozen times.
    private let hashed: Int

    private init(_ identity: Identity, _ method: Method) {
        self.identity = identity
        self.method = method
        if case .own(let number) = identity {
            hashed = Int(truncatingIfNeeded: number)
        } else {
            var hasher = Hasher()
            identity.hash(into: &hasher)
            hashed = hasher.finalize()
        }
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(hashed) }

    package static func == (one: TransactionKey, other: TransactionKey) -> Bool {
        one === other
            || one.hashed == other.hashed && one.method == other.method && one.identity == other.identity
    }

    /// The key of the client transaction that sends `request`.
    ///
    /// - Returns: `nil` when the request has no Via with a branch.
    package static func client(_ request: SIPRequest) -> TransactionKey? {
        client(request.headers.via.first, request.method)
    }

    /// The key of the client transaction that `response` belongs to: top branch and CSeq method.
    ///
    /// - Returns: `nil` when the response has no Via with a branch, so that it can be nobody's.
    package static func client(_ response: SIPResponse) -> TransactionKey? {
        client(response.headers.via.first, response.headers.cseq.method)
    }

    private static func client(_ via: Via?, _ method: Method) -> TransactionKey? {
        guard let via else { return nil }
        if let number = OwnBranch.number(in: via) { return TransactionKey(.own(number), method) }
        guard let branch = via.branch else { return nil }
        return TransactionKey(.branch(branch, host: "", port: nil), method)
    }

    /// The key of the server transaction that `request` belongs to: top branch, sent-by and method; an ACK belongs to
    /// its INVITE, a CANCEL is a transaction of its own.
    package static func server(_ request: SIPRequest) -> TransactionKey {
        server(request, request.method == .ack ? .invite : request.method)
    }

    /// The key of the INVITE that `cancel` wants to cancel (RFC 3261 §9.2).
    package static func invite(cancelledBy cancel: SIPRequest) -> TransactionKey { server(cancel, .invite) }

    private static func server(_ request: SIPRequest, _ method: Method) -> TransactionKey {
        let headers = request.headers
        if let via = headers.via.first, let branch = via.branch, branch.hasPrefix(Via.magicCookie) {
            return TransactionKey(.branch(branch, host: via.host, port: via.port), method)
        }
        // The To tag stays out: the ACK of such a peer has one where its INVITE had none. `received` and `rport` are
        // ours, and may differ between the two when the peer's address changes.
        var via = headers.via.first
        via?.parameters["received"] = nil
        via?.parameters["rport"] = nil
        return TransactionKey(
            .fields(
                callID: headers.callID, sequence: headers.cseq.number, fromTag: headers.from.tag, uri: request.uri,
                via: via),
            method)
    }
}

/// What a request and its copies that came by another way have in common.
///
/// A request outside a dialog whose ``TransactionKey`` is new while another transaction with this key is under way has
/// been forked upstream and met us twice: it gets 482.
///
/// - Source: RFC 3261 §8.2.2.2.
package struct MergedRequestKey: Hashable, Sendable {
    private let callID: String
    private let fromTag: String
    private let cseq: CSeq

    /// What a peer can choose in great numbers; the rest is left to equality.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(callID)
        hasher.combine(fromTag)
        hasher.combine(cseq.number)
    }

    /// The key of `request`.
    ///
    /// - Returns: `nil` when the request cannot be a merged one: it has a To tag, lacks a From tag, or is ACK or CANCEL.
    package init?(_ request: SIPRequest) {
        let headers = request.headers
        guard !headers.to.parameters.contains("tag"), let fromTag = headers.from.tag, request.method != .ack,
            request.method != .cancel
        else { return nil }
        self.callID = headers.callID
        self.fromTag = fromTag
        self.cseq = headers.cseq
    }
}
