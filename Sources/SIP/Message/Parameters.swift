/// Parameters of a URI or a header field, in order: `;transport=tcp;lr`.
package struct Parameters: Hashable, Sendable {
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

    /// All of them, in order.
    package var all: [Parameter]

    /// These parameters.
    package init(_ all: [Parameter] = []) { self.all = all }

    /// The value of the first parameter of this name: `.none` when absent, `.some(nil)` for a flag.
    package subscript(_ name: String) -> String?? {
        get { place(name).map { all[$0].value } }
        set {
            all.removeAll { $0.name == name }
            if let value = newValue { all.append(Parameter(name, value)) }
        }
    }

    /// Whether a parameter of this name is there, with a value or without.
    package func contains(_ name: String) -> Bool { place(name) != nil }

    /// The value of the first parameter of this name; `nil` when it is absent or a flag.
    package func value(_ name: String) -> String? { place(name).flatMap { all[$0].value } }

    // Not `first(where:)`, which copies the whole parameter, strings and all, for each one that it looks at.
    private func place(_ name: String) -> Int? {
        for index in all.indices where all[index].name == name { return index }
        return nil
    }
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
        all = []
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
            guard let end else { return }
            rest = rest[(end + 1)...]
        }
    }
}

extension ByteScanner {
    /// Moves over `*( SEMI generic-param )`; `nil` when one of them is malformed.
    mutating func takeParameters() -> Parameters? {
        var parameters = Parameters()
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
            parameters.all.append(parameter)
        }
        return parameters
    }
}
