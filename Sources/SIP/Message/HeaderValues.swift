/// A URI with a display name and header parameters: From, To, Contact, Route, P-Asserted-Identity (RFC 3261 §20.10).
package struct NameAddress: Hashable, Sendable {
    /// The display name without quotes; `nil` when there is none.
    package var displayName: String?
    /// The address.
    package var uri: SIPURI
    /// The parameters of the header field, such as `tag` or `expires`.
    package var parameters: Parameters

    /// An address of these parts.
    package init(displayName: String? = nil, uri: SIPURI, parameters: Parameters = Parameters()) {
        self.displayName = displayName
        self.uri = uri
        self.parameters = parameters
    }

    /// The `tag` parameter of From and To (RFC 3261 §19.3).
    package var tag: String? {
        get { parameters.value("tag") }
        set { parameters["tag"] = newValue.map { .some($0) } }
    }
}

/// One Via header field value (RFC 3261 §20.42).
package struct Via: Hashable, Sendable {
    /// `UDP`, `TCP`, `TLS`, in upper case.
    package var transport: String
    /// The sent-by host, IPv6 without brackets.
    package var host: String
    /// The sent-by port, when one is written.
    package var port: UInt16?
    /// `branch`, `rport`, `received`, …
    package var parameters: Parameters

    /// A Via of these parts.
    package init(transport: String, host: String, port: UInt16? = nil, parameters: Parameters = Parameters()) {
        self.transport = transport
        self.host = host
        self.port = port
        self.parameters = parameters
    }

    /// The `branch` parameter.
    package var branch: String? { parameters.value("branch") }

    /// Notes where a request with `rport` came from (RFC 3581 §4): its port as the value of that, and `received`.
    package mutating func note(host: String, port: UInt16) {
        parameters.note(received: host, rport: port)
    }

    /// Whether there is no branch, or one that is a token and more than the magic cookie.
    package var hasSoundBranch: Bool {
        parameters.isAbsent("branch", orAllIn: .token) && !parameters.has("branch", Self.magicCookie)
    }

    /// What every branch of RFC 3261 begins with (§8.1.1.7).
    package static let magicCookie = "z9hG4bK"
}

/// A CSeq header field (RFC 3261 §20.16).
package struct CSeq: Hashable, Sendable {
    /// The sequence number, less than 2³¹.
    package var number: UInt32
    /// The method.
    package var method: Method

    /// A CSeq of these parts.
    package init(_ number: UInt32, _ method: Method) {
        self.number = number
        self.method = method
    }
}

/// A header field that is kept as text.
package struct HeaderField: Hashable, Sendable {
    /// The name in its long form as it is usually spelled: `Session-Expires`.
    package var name: String
    /// The value, unfolded, without leading and trailing space.
    package var value: String

    /// A field of these parts.
    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
