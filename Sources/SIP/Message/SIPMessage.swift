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
