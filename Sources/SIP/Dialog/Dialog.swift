/// What both sides of a dialog must remember to go on talking: who, where, by which way, and how far they counted.
///
/// - Source: RFC 3261 §12.
package struct Dialog: Hashable, Sendable {
    /// Its name.
    package let id: DialogID
    /// Our address with our tag, as it goes into From.
    package let local: NameAddress
    /// The peer's address with its tag, as it goes into To.
    package let remote: NameAddress
    /// Where the peer wants to be reached: the URI of its last Contact.
    package private(set) var remoteTarget: SIPURI
    /// The proxies that want to stay in the path, next hop first.
    package let routeSet: [NameAddress]
    /// Whether the dialog was made with a `sips:` URI, so that none of its requests may leave TLS.
    package let isSecure: Bool
    /// The number of our last request; `nil` before the first.
    package private(set) var localSequence: UInt32?
    /// The number of the peer's last request; `nil` before the first.
    package private(set) var remoteSequence: UInt32?

    /// The dialog that our response to `request` makes: we are the callee.
    ///
    /// - Returns: `nil` when the request has no Contact: no dialog can be made of it (400).
    /// - Source: RFC 3261 §12.1.1.
    package init?(answering request: SIPRequest, localTag: String) {
        guard let contact = request.headers.contacts.first else { return nil }
        let (local, remote) = (request.headers.to, request.headers.from)
        let (ownTag, remoteTag) = (local.tag ?? localTag, remote.tag)
        id = DialogID(callID: request.headers.callID, localTag: ownTag, remoteTag: remoteTag ?? "")
        self.local = local.with(onlyTag: ownTag)
        self.remote = remote.with(onlyTag: remoteTag)
        remoteTarget = contact.uri.asRequestURI
        routeSet = request.headers.recordRoute
        isSecure = request.uri.scheme == "sips"
        remoteSequence = request.headers.cseq.number
    }

    /// The dialog that `response` to our `request` makes: we are the caller.
    ///
    /// A response without Contact, which some gateways send, leaves the target where the request went.
    ///
    /// - Returns: `nil` when From has no tag.
    /// - Source: RFC 3261 §12.1.2.
    package init?(calling request: SIPRequest, response: SIPResponse) {
        guard let id = DialogID(received: response) else { return nil }
        self.init(calling: request, response: response, id)
    }

    /// The same where its name is known.
    init(calling request: SIPRequest, response: SIPResponse, _ id: DialogID) {
        self.id = id
        let (from, to) = (request.headers.from, response.headers.to)
        local = from.with(onlyTag: from.tag)
        remote = to.with(onlyTag: id.remoteTag.isEmpty ? to.tag : id.remoteTag)
        remoteTarget = (response.headers.contacts.first?.uri ?? request.uri).asRequestURI
        routeSet = response.headers.recordRoute.reversed()
        isSecure = request.uri.scheme == "sips"
        localSequence = request.headers.cseq.number
    }

    /// A dialog of these parts, as it was kept.
    package init(
        id: DialogID, local: NameAddress, remote: NameAddress, remoteTarget: SIPURI, routeSet: [NameAddress],
        isSecure: Bool, localSequence: UInt32?, remoteSequence: UInt32?
    ) {
        self.id = id
        self.local = local
        self.remote = remote
        self.remoteTarget = remoteTarget
        self.routeSet = routeSet
        self.isSecure = isSecure
        self.localSequence = localSequence
        self.remoteSequence = remoteSequence
    }

    /// Whether a request's number may follow the last one.
    package enum SequenceCheck: Hashable, Sendable {
        case inOrder
        /// Lower than one that came before: 500 (RFC 3261 §12.2.2).
        case outOfOrder
    }

    /// Takes the CSeq of a request from the peer, other than ACK and CANCEL, which repeat that of their INVITE.
    package mutating func check(_ cseq: CSeq) -> SequenceCheck {
        if let last = remoteSequence, cseq.number < last { return .outOfOrder }
        remoteSequence = cseq.number
        return .inOrder
    }

    /// Takes the Contact of a target refresh: an INVITE or UPDATE, or a 2xx to one. None changes nothing.
    ///
    /// - Source: RFC 3261 §12.2.1.2, §12.2.2, RFC 3311 §5.
    package mutating func refreshTarget(_ contacts: [NameAddress]) {
        if let contact = contacts.first { remoteTarget = contact.uri.asRequestURI }
    }

    /// This early dialog, which a 2xx confirms; `nil` where a way of its own is written in either response: of that the
    /// 2xx alone counts (RFC 3261 §13.2.2.4).
    func confirmed(by response: SIPResponse) -> Dialog? {
        guard routeSet.isEmpty, response.headers.recordRoute.isEmpty else { return nil }
        var dialog = self
        dialog.refreshTarget(response.headers.contacts)
        return dialog
    }

    /// Counts on from where `earlier`, an early dialog that this one continues, had got.
    package mutating func continueCounting(from earlier: Dialog) {
        localSequence = [localSequence, earlier.localSequence].compactMap(\.self).max()
        remoteSequence = [remoteSequence, earlier.remoteSequence].compactMap(\.self).max()
    }

    /// Notes that requests up to this number were sent: an INVITE that had to be repeated took one.
    package mutating func noteSent(_ number: UInt32) { localSequence = max(localSequence ?? 0, number) }

    /// The next request of ours in the dialog, without Via: whoever sends it puts one on top.
    ///
    /// - Source: RFC 3261 §12.2.1.1.
    package mutating func request(_ method: Method, contact: NameAddress? = nil) -> SIPRequest {
        let number = (localSequence ?? 0) &+ 1
        localSequence = number
        return request(method, number: number, contact: contact)
    }

    /// The ACK to a 2xx to `invite`, without Via. It has the number and the credentials of the INVITE and is no
    /// transaction.
    ///
    /// - Source: RFC 3261 §13.2.2.4.
    package func ack(_ invite: SIPRequest) -> SIPRequest {
        var ack = request(.ack, number: invite.headers.cseq.number, contact: nil)
        ack.headers.others = invite.headers.others.filter {
            $0.name.equalsIgnoringCase("Authorization") || $0.name.equalsIgnoringCase("Proxy-Authorization")
        }
        return ack
    }

    /// The ACK to a 2xx whose INVITE is not known any more.
    func ack(to response: SIPResponse) -> SIPRequest {
        request(.ack, number: response.headers.cseq.number, contact: nil)
    }

    private func request(_ method: Method, number: UInt32, contact: NameAddress?) -> SIPRequest {
        let uri: SIPURI
        let route: [NameAddress]
        if let first = routeSet.first, !first.uri.parameters.contains("lr") {
            // A strict router wants its own address as Request-URI and the target at the end of the Route.
            uri = first.uri.asRequestURI
            route = routeSet.dropFirst() + [NameAddress(uri: remoteTarget)]
        } else {
            uri = remoteTarget
            route = routeSet
        }
        return SIPRequest(
            method: method, uri: uri,
            headers: Headers(
                from: local, to: remote, callID: id.callID, cseq: CSeq(number, method),
                contacts: contact.map { [$0] } ?? [], route: route, maxForwards: 70))
    }
}

extension SIPRequest {
    /// Where the request is sent: its first Route if that is a loose router, otherwise the Request-URI.
    ///
    /// - Source: RFC 3261 §8.1.2.
    package var nextHop: SIPURI {
        guard let first = headers.route.first, first.uri.parameters.contains("lr") else { return uri }
        return first.uri
    }
}

extension NameAddress {
    /// The address as a dialog keeps it: of its parameters only the tag, which is this.
    fileprivate func with(onlyTag tag: String?) -> NameAddress {
        if let tag, parameters.count == 1, parameters.has("tag", tag) { return self }
        if tag == nil, parameters.isEmpty { return self }
        var address = self
        address.parameters = Parameters(tag.map { [.init("tag", $0)] } ?? [])
        return address
    }
}

extension SIPURI {
    /// The URI without what a Request-URI must not have (RFC 3261 §19.1.1).
    fileprivate var asRequestURI: SIPURI {
        var uri = self
        uri.headers = nil
        uri.parameters["method"] = nil
        return uri
    }
}
