/// A `sip:` or `sips:` URI, or another scheme kept whole (RFC 3261 §19.1, RFC 3966).
package struct SIPURI: Hashable, Sendable {
    /// `sip`, `sips`, `tel`, … in lower case.
    package var scheme: String
    /// The user part with escapes removed; `nil` when there is none.
    package var user: String?
    /// Host name, IPv4 address, or IPv6 address without brackets; in lower case. Empty for schemes other than sip(s).
    package var host: String
    /// The port, when one is written.
    package var port: UInt16?
    /// URI parameters in order, names in lower case; a value of `nil` for a flag such as `lr`.
    package var parameters: Parameters
    /// The part after `?`, unparsed; used only to refuse or drop it.
    package var headers: String?
    /// For schemes other than sip(s): everything after the colon.
    package var opaque: String?

    /// A `sip:` URI of these parts.
    package init(
        scheme: String = "sip", user: String? = nil, host: String, port: UInt16? = nil,
        parameters: Parameters = Parameters(), headers: String? = nil, opaque: String? = nil
    ) {
        self.scheme = scheme
        self.user = user
        self.host = host
        self.port = port
        self.parameters = parameters
        self.headers = headers
        self.opaque = opaque
    }
}

/// Parameters of a URI or a header field, in order: `;transport=tcp;lr`.
package struct Parameters: Hashable, Sendable {
    /// One parameter.
    package struct Parameter: Hashable, Sendable {
        /// Its name, in lower case.
        package var name: String
        /// Its value without quotes; `nil` for a flag.
        package var value: String?

        /// A parameter of these parts.
        package init(_ name: String, _ value: String?) {
            self.name = name
            self.value = value
        }
    }

    /// All of them, in order.
    package var all: [Parameter]

    /// These parameters.
    package init(_ all: [Parameter] = []) { self.all = all }

    /// The value of the first parameter of this name: `.none` when absent, `.some(nil)` for a flag.
    package subscript(_ name: String) -> String?? {
        get { all.first { $0.name == name }?.value }
        set {
            all.removeAll { $0.name == name }
            if let value = newValue { all.append(Parameter(name, value)) }
        }
    }

    /// Whether a parameter of this name is there, with a value or without.
    package func contains(_ name: String) -> Bool { all.contains { $0.name == name } }

    /// The value of the first parameter of this name; `nil` when it is absent or a flag.
    package func value(_ name: String) -> String? { all.first { $0.name == name }?.value }
}
