/// A `sip:` or `sips:` URI, or another scheme kept whole (RFC 3261 §19.1, RFC 3966).
///
/// One that came in a message and is of the usual shape stays where it stands there, until a part of it is changed.
package struct SIPURI: Sendable {
    enum Form: Sendable {
        case plain(PlainURI)
        /// Apart from the value that has it, which so stays small.
        indirect case parts(Parts)
    }

    struct Parts: Hashable, Sendable {
        var scheme: String
        var user: String?
        var password: String?
        var host: String
        var port: UInt16?
        var parameters: Parameters
        var headers: String?
        var opaque: String?
    }

    private(set) var form: Form

    /// A `sip:` URI of these parts.
    package init(
        scheme: String = "sip", user: String? = nil, password: String? = nil, host: String, port: UInt16? = nil,
        parameters: Parameters = Parameters(), headers: String? = nil, opaque: String? = nil
    ) {
        form = .parts(
            Parts(
                scheme: scheme, user: user, password: password, host: host, port: port, parameters: parameters,
                headers: headers, opaque: opaque))
    }

    /// A URI where it stands.
    init(_ plain: PlainURI) { form = .plain(plain) }

    private var isPlain: Bool { if case .plain = form { true } else { false } }

    private var parts: Parts {
        get {
            switch form {
            case .plain(let plain):
                Parts(
                    scheme: "sip", user: plain.user, host: plain.host, port: plain.port, parameters: plain.parameters)
            case .parts(let parts): parts
            }
        }
        set { form = .parts(newValue) }
    }
}

extension SIPURI: Hashable {
    package static func == (left: Self, right: Self) -> Bool {
        if case .plain(let one) = left.form, case .plain(let other) = right.form { return one == other }
        return left.parts == right.parts
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(parts) }
}

extension SIPURI {
    /// `sip`, `sips`, `tel`, … in lower case.
    package var scheme: String {
        get {
            switch form {
            case .plain: "sip"
            case .parts(let parts): parts.scheme
            }
        }
        set { parts.scheme = newValue }
    }

    /// The user part with escapes removed; `nil` when there is none. Anything may be in it, line ends included.
    package var user: String? {
        get {
            switch form {
            case .plain(let plain): plain.user
            case .parts(let parts): parts.user
            }
        }
        set { parts.user = newValue }
    }

    /// Host name, IPv4 address, or IPv6 address without brackets; in lower case. Empty for schemes other than sip(s).
    package var host: String {
        get {
            switch form {
            case .plain(let plain): plain.host
            case .parts(let parts): parts.host
            }
        }
        set { parts.host = newValue }
    }

    /// The port, when one is written.
    package var port: UInt16? {
        get {
            switch form {
            case .plain(let plain): plain.port
            case .parts(let parts): parts.port
            }
        }
        set { parts.port = newValue }
    }

    /// URI parameters in order, names in lower case; a value of `nil` for a flag such as `lr`.
    package var parameters: Parameters {
        get {
            switch form {
            case .plain(let plain): plain.parameters
            case .parts(let parts): parts.parameters
            }
        }
        set { if newValue != parameters { parts.parameters = newValue } }
    }

    /// The password with escapes removed; `nil` when there is none. Deprecated by the RFC, kept only to echo it.
    package var password: String? {
        get { if case .parts(let parts) = form { parts.password } else { nil } }
        set { if newValue != nil || !isPlain { parts.password = newValue } }
    }

    /// The part after `?`, unparsed; used only to refuse or drop it.
    package var headers: String? {
        get { if case .parts(let parts) = form { parts.headers } else { nil } }
        set { if newValue != nil || !isPlain { parts.headers = newValue } }
    }

    /// For schemes other than sip(s): everything after the colon.
    package var opaque: String? {
        get { if case .parts(let parts) = form { parts.opaque } else { nil } }
        set { if newValue != nil || !isPlain { parts.opaque = newValue } }
    }

    /// The same URI in bytes of its own: whoever keeps it for long does not keep the message that it came in.
    package var standingAlone: SIPURI {
        guard case .plain(let plain) = form, plain.range.count < plain.bytes.count else { return self }
        return SIPURI(plain: Array(plain.bytes[plain.range]), 0..<plain.range.count) ?? self
    }

    /// Whether it stands in its message as this text, byte for byte; that it does not says nothing.
    func isWritten(_ text: String) -> Bool {
        guard case .plain(let plain) = form, plain.range.count == text.utf8.count else { return false }
        let (ours, theirs) = (plain.bytes.span.extracting(plain.range), text.utf8.span)
        for index in ours.indices where ours[index] != theirs[index] { return false }
        return true
    }

    /// The same URI as it stands in a message, if it is of the usual shape: whoever writes it often has it at hand then.
    package var asPlain: SIPURI {
        if case .plain = form { return self }
        let bytes = Array(text.utf8)
        return SIPURI(plain: bytes, bytes.indices) ?? self
    }

    /// Whether this is a `sip:` or `sips:` URI, of which the parts are known.
    package var isSIP: Bool {
        switch form {
        case .plain: true
        case .parts(let parts): parts.scheme == "sip" || parts.scheme == "sips"
        }
    }

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
        let address = host.hasColon ? "[\(host)]" : host
        return "\(scheme):\(user == nil ? "" : "***@")\(address)\(port.map { ":\($0)" } ?? "")"
    }
}
