/// The header fields of a message: those that signalling itself needs as typed values, all others as text, in order.
package struct Headers: Hashable, Sendable {
    /// Topmost first.
    package var via: [Via]
    package var from: NameAddress
    package var to: NameAddress
    package var callID: String
    package var cseq: CSeq
    package var contacts: [NameAddress]
    /// `Contact: *` was written (RFC 3261 §10.2.2); ``contacts`` is empty then.
    package var contactIsWildcard: Bool
    package var route: [NameAddress]
    package var recordRoute: [NameAddress]
    package var maxForwards: Int?
    /// Without parameters and in lower case: `application/sdp`; the full text is in ``contentTypeText``.
    package var contentType: String?
    /// The value as it was written.
    package var contentTypeText: String?
    /// Everything else, in order: Authorization, Session-Expires, Diversion, …
    package var others: [HeaderField]

    /// Header fields of these parts.
    package init(
        via: [Via] = [], from: NameAddress, to: NameAddress, callID: String, cseq: CSeq, contacts: [NameAddress] = [],
        contactIsWildcard: Bool = false, route: [NameAddress] = [], recordRoute: [NameAddress] = [],
        maxForwards: Int? = nil, contentType: String? = nil, others: [HeaderField] = []
    ) {
        self.via = via
        self.from = from
        self.to = to
        self.callID = callID
        self.cseq = cseq
        self.contacts = contacts
        self.contactIsWildcard = contactIsWildcard
        self.route = route
        self.recordRoute = recordRoute
        self.maxForwards = maxForwards
        self.contentType = contentType
        self.contentTypeText = contentType
        self.others = others
    }

    /// The value of the first other field of this name, compared without case.
    package func first(_ name: String) -> String? {
        others.first { $0.name.utf8.count == name.utf8.count && $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The values of all other fields of this name, compared without case.
    package func all(_ name: String) -> [String] {
        let wanted = name.lowercased()
        return others.filter { $0.name.lowercased() == wanted }.map(\.value)
    }
}

/// A SIP request (RFC 3261 §7.1).
package struct SIPRequest: Hashable, Sendable {
    package var method: Method
    package var uri: SIPURI
    package var headers: Headers
    /// The body; empty when there is none. Content-Length is computed when the message is written.
    package var body: [UInt8]

    /// A request of these parts.
    package init(method: Method, uri: SIPURI, headers: Headers, body: [UInt8] = []) {
        self.method = method
        self.uri = uri
        self.headers = headers
        self.body = body
    }
}

/// A SIP response (RFC 3261 §7.2).
package struct SIPResponse: Hashable, Sendable {
    /// 100…699.
    package var status: Int
    package var reason: String
    package var headers: Headers
    /// The body; empty when there is none.
    package var body: [UInt8]

    /// A response of these parts.
    package init(status: Int, reason: String, headers: Headers, body: [UInt8] = []) {
        self.status = status
        self.reason = reason
        self.headers = headers
        self.body = body
    }
}

/// A SIP message.
package enum SIPMessage: Hashable, Sendable {
    case request(SIPRequest)
    case response(SIPResponse)
}
