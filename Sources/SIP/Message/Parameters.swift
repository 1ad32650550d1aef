/// Parameters of a URI or a header field, in order: `;transport=tcp;lr`.
package struct Parameters: Sendable {
    /// One parameter.
    package struct Parameter: Hashable, Sendable {
        /// Its name, in lower case.
        package var name: String
        /// Its value without quotes; `nil` for a flag.
        package var value: String?
        /// Whether the value came in quotes, so that it goes out in quotes. No part of equality.
        package var isQuoted = false

        /// A parameter of these parts.
        package init(_ name: String, _ value: String?) {
            self.name = name
            self.value = value
        }

        package static func == (left: Parameter, right: Parameter) -> Bool {
            left.name == right.name && left.value == right.value
        }

        package func hash(into hasher: inout Hasher) {
            hasher.combine(name)
            hasher.combine(value)
        }
    }

    enum Form: Sendable {
        /// As they stand in a message, all of them plain: `;name=value;flag`, each byte of the sets of ``PlainReader``.
        case plain(Excerpt)
        case list([Parameter])
    }

    private(set) var form: Form

    /// These parameters.
    package init(_ all: [Parameter] = []) { form = .list(all) }

    /// Parameters where they stand.
    init(_ plain: Excerpt) { form = .plain(plain) }

    /// All of them, in order.
    package var all: [Parameter] {
        get {
            switch form {
            case .plain(let text): PlainParameters.list(text)
            case .list(let all): all
            }
        }
        set { form = .list(newValue) }
    }

    /// How many there are.
    var count: Int {
        switch form {
        case .plain(let text): PlainParameters.count(text)
        case .list(let all): all.count
        }
    }

    /// Whether there are none.
    package var isEmpty: Bool {
        switch form {
        case .plain(let text): text.isEmpty
        case .list(let all): all.isEmpty
        }
    }

    /// The value of the first parameter of this name: `.none` when absent, `.some(nil)` for a flag.
    package subscript(_ name: String) -> String?? {
        get {
            switch form {
            case .plain(let text):
                guard let found = PlainParameters.find(name, in: text) else { return .none }
                let value: String? = found.map { text.text($0) }
                return .some(value)
            case .list(let all): return Self.place(name, all).map { all[$0].value }
            }
        }
        set {
            guard newValue != nil || contains(name) else { return }
            if case .plain(let text) = form, let changed = PlainParameters.setting(name, newValue, in: text) {
                form = .plain(changed)
                return
            }
            var all = all
            all.removeAll { $0.name == name }
            if let newValue { all.append(Parameter(name, newValue)) }
            form = .list(all)
        }
    }

    /// Notes where a request came from.
    mutating func note(received host: String, rport port: UInt16) {
        if case .plain(let text) = form, let changed = PlainParameters.noting(received: host, rport: port, in: text) {
            form = .plain(changed)
            return
        }
        self["rport"] = .some(String(port))
        self["received"] = .some(host)
    }

    /// Whether a parameter of this name is there, with a value or without.
    package func contains(_ name: String) -> Bool {
        switch form {
        case .plain(let text): PlainParameters.find(name, in: text) != nil
        case .list(let all): Self.place(name, all) != nil
        }
    }

    /// The value of the first parameter of this name; `nil` when it is absent or a flag.
    package func value(_ name: String) -> String? { self[name] ?? nil }

    /// Whether the first parameter of this name has a value that is not empty and all in the set, or there is none.
    package func isAbsent(_ name: String, orAllIn set: ByteSet) -> Bool {
        if case .plain(let text) = form {
            guard let found = PlainParameters.find(name, in: text) else { return true }
            guard let value = found else { return false }
            return set.containsAll(text.bytes.span.extracting(value))
        }
        guard let value = self[name] else { return true }
        guard let value, !value.isEmpty else { return false }
        return set.containsAll(value)
    }

    /// Whether the first parameter of this name has this value.
    func has(_ name: String, _ value: String) -> Bool {
        if case .plain(let text) = form {
            guard let found = PlainParameters.find(name, in: text) ?? nil else { return false }
            return text.bytes.span.extracting(found).isSame(value.utf8.span)
        }
        return self.value(name) == value
    }

    // Not `first(where:)`, which copies the whole parameter, strings and all, for each one that it looks at.
    private static func place(_ name: String, _ all: [Parameter]) -> Int? {
        for index in all.indices where all[index].name == name { return index }
        return nil
    }
}

extension Parameters: Hashable {
    package static func == (left: Self, right: Self) -> Bool {
        if case .plain(let one) = left.form, case .plain(let other) = right.form { return one == other }
        return left.all == right.all
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(all) }
}

extension Parameters {
    /// The parameters of a header field: `;tag=1928;q="x"`. White space around `;` and `=` is allowed.
    ///
    /// - Returns: `nil` when the text is anything else or more than that.
    /// - Source: RFC 3261 §25.1, `*( SEMI generic-param )`.
    package init?(parsing text: String) {
        var scanner = ByteScanner(text)
        guard let parameters = scanner.takeParameters() else { return nil }
        scanner.skipSpace()
        guard scanner.isAtEnd else { return nil }
        self = parameters
    }

    /// The parameters as they go into a header field: `;tag=1928;lr`.
    package var text: String {
        var writer = MessageWriter()
        writer.append(headerParameters: self)
        return writer.text
    }

    /// The parameters of a URI, escapes and all, from behind the first `;` on.
    init?(uri text: ArraySlice<UInt8>) {
        var all: [Parameter] = []
        var rest = text
        while true {
            let end = rest.firstIndex(of: UInt8(ascii: ";"))
            let part = rest[..<(end ?? rest.endIndex)]
            let equals = part.firstIndex(of: UInt8(ascii: "="))
            let name = part[..<(equals ?? part.endIndex)]
            guard !name.isEmpty, let decoded = URIEscape.decode(name, allowed: .uriParameter), !decoded.isEmpty else {
                return nil
            }
            var parameter = Parameter(decoded.asciiLowercased, nil)
            if let equals {
                guard let value = URIEscape.decode(part[(equals + 1)...], allowed: .uriParameter) else { return nil }
                parameter.value = value
            }
            all.append(parameter)
            guard let end else { break }
            rest = rest[(end + 1)...]
        }
        self.init(all)
    }
}

extension ByteScanner {
    /// Moves over `*( SEMI generic-param )`; `nil` when one of them is malformed.
    mutating func takeParameters() -> Parameters? {
        var parameters: [Parameters.Parameter] = []
        while takeSeparator(";") {
            guard let name = take(.token) else { return nil }
            var parameter = Parameters.Parameter(name.asciiLowercased, nil)
            if takeSeparator("=") {
                if peek == UInt8(ascii: "\"") {
                    guard let value = takeQuoted() else { return nil }
                    parameter.value = value
                    parameter.isQuoted = true
                } else {
                    guard let value = take(.bareValue) else { return nil }
                    parameter.value = value
                }
            }
            parameters.append(parameter)
        }
        return Parameters(parameters)
    }
}
