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
    /// The value of Content-Type as it was written, parameters included.
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
        self.contentTypeText = contentType
        self.others = others
    }

    /// Content-Type without parameters and in lower case: `application/sdp`; setting it sets ``contentTypeText``.
    package var contentType: String? {
        get {
            guard let text = contentTypeText else { return nil }
            let end = text.utf8.firstIndex(of: UInt8(ascii: ";")) ?? text.endIndex
            return String(text[..<end]).trimmingSpace.asciiLowercased
        }
        set { contentTypeText = newValue }
    }

    /// The value of the first other field of this name, compared without case.
    package func first(_ name: String) -> String? {
        others.first { $0.name.equalsIgnoringCase(name) }?.value
    }

    /// The values of all other fields of this name, compared without case.
    package func all(_ name: String) -> [String] {
        others.filter { $0.name.equalsIgnoringCase(name) }.map(\.value)
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

extension SIPMessage {
    /// The header fields of either kind.
    package var headers: Headers {
        get {
            switch self {
            case .request(let request): request.headers
            case .response(let response): response.headers
            }
        }
        set {
            switch self {
            case .request(var request):
                request.headers = newValue
                self = .request(request)
            case .response(var response):
                response.headers = newValue
                self = .response(response)
            }
        }
    }

    /// The body of either kind; empty when there is none.
    package var body: [UInt8] {
        switch self {
        case .request(let request): request.body
        case .response(let response): response.body
        }
    }
}
