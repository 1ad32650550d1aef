/// A `sip:` or `sips:` URI, or another scheme kept whole (RFC 3261 §19.1, RFC 3966).
package struct SIPURI: Hashable, Sendable {
    /// `sip`, `sips`, `tel`, … in lower case.
    package var scheme: String
    /// The user part with escapes removed; `nil` when there is none. Anything may be in it, line ends included.
    package var user: String?
    /// Host name, IPv4 address, or IPv6 address without brackets; in lower case. Empty for schemes other than sip(s).
    package var host: String
    /// The port, when one is written.
    package var port: UInt16?
    /// URI parameters in order, names in lower case; a value of `nil` for a flag such as `lr`.
    package var parameters: Parameters
    /// What hardly any URI has: a message holds half a dozen of them, each copied several times.
    @Apart private var rare: Rare?

    private struct Rare: Hashable, Sendable {
        var password: String?
        var headers: String?
        var opaque: String?

        var isEmpty: Bool { password == nil && headers == nil && opaque == nil }
    }

    /// A `sip:` URI of these parts.
    package init(
        scheme: String = "sip", user: String? = nil, password: String? = nil, host: String, port: UInt16? = nil,
        parameters: Parameters = Parameters(), headers: String? = nil, opaque: String? = nil
    ) {
        self.scheme = scheme
        self.user = user
        self.host = host
        self.port = port
        self.parameters = parameters
        let rare = Rare(password: password, headers: headers, opaque: opaque)
        if !rare.isEmpty { self.rare = rare }
    }
}

extension SIPURI {
    /// The password with escapes removed; `nil` when there is none. Deprecated by the RFC, kept only to echo it.
    package var password: String? {
        get { rare?.password }
        set { change { $0.password = newValue } }
    }

    /// The part after `?`, unparsed; used only to refuse or drop it.
    package var headers: String? {
        get { rare?.headers }
        set { change { $0.headers = newValue } }
    }

    /// For schemes other than sip(s): everything after the colon.
    package var opaque: String? {
        get { rare?.opaque }
        set { change { $0.opaque = newValue } }
    }

    private mutating func change(_ step: (inout Rare) -> Void) {
        var parts = rare ?? Rare()
        step(&parts)
        rare = parts.isEmpty ? nil : parts
    }

    /// Whether this is a `sip:` or `sips:` URI, of which the parts are known.
    package var isSIP: Bool { scheme == "sip" || scheme == "sips" }

    /// The URI as it goes on the wire, escapes included.
    package var text: String {
        var writer = MessageWriter()
        writer.append(self)
        return writer.text
    }
}

extension SIPURI: CustomStringConvertible {
    /// The URI with user and password hidden, fit for a log: `sip:***@192.0.2.4:5060`.
    package var description: String {
        guard isSIP else { return "\(scheme):***" }
        let address = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
        return "\(scheme):\(user == nil ? "" : "***@")\(address)\(port.map { ":\($0)" } ?? "")"
    }
}
