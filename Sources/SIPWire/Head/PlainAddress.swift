import SIP

/// The shape of nearly every address and Via on the wire, read without osip.
///
/// It takes only what leaves no room for two readings: no escapes, no white space but the one before `<`, no comma, no
/// capitals where case does not matter, at most a display name in quotes without a backslash. Of everything else it
/// says nothing, and osip reads it (docs/decisions/0019-plain-addresses-are-read-without-osip.md).
struct PlainAddress {
    private let bytes: [UInt8]
    private var index: Int
    private let end: Int

    private init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        index = range.lowerBound
        end = range.upperBound
    }

    /// The Request-URI in this range; `nil` when osip has to look.
    static func uri(_ bytes: [UInt8], _ range: Range<Int>) -> SIPURI? {
        var reader = PlainAddress(bytes, range)
        guard let uri = reader.takeURI(), reader.isAtEnd else { return nil }
        return uri
    }

    /// From, To, or one Contact, Route or Record-Route; `nil` when osip has to look.
    static func address(_ bytes: [UInt8], _ range: Range<Int>) -> NameAddress? {
        var reader = PlainAddress(bytes, range)
        return reader.takeAddress()
    }

    /// One Via; `nil` when osip has to look.
    static func via(_ bytes: [UInt8], _ range: Range<Int>) -> Via? {
        var reader = PlainAddress(bytes, range)
        return reader.takeVia()
    }

    // MARK: Values

    private mutating func takeAddress() -> NameAddress? {
        var name: String?
        if take(0x22) {
            let start = index
            while let byte = peek, byte != 0x22 {
                guard byte >= 0x20, byte < 0x7F, byte != 0x5C else { return nil }
                index += 1
            }
            guard index > start else { return nil }
            name = text(start)
            guard take(0x22) else { return nil }
            _ = take(0x20)
        }
        guard take(UInt8(ascii: "<")), let uri = takeURI(), take(UInt8(ascii: ">")),
            let parameters = takeParameters(Self.parameterValue), isAtEnd
        else { return nil }
        return NameAddress(displayName: name, uri: uri, parameters: parameters)
    }

    private mutating func takeVia() -> Via? {
        guard take("SIP/2.0/") else { return nil }
        let transport: String
        if take("UDP ") {
            transport = "UDP"
        } else if take("TCP ") {
            transport = "TCP"
        } else if take("TLS ") {
            transport = "TLS"
        } else {
            return nil
        }
        guard let host = take(Self.host), let port = takePort(), let parameters = takeParameters(Self.parameterValue),
            isAtEnd
        else { return nil }
        return Via(transport: transport, host: host, port: port.number, parameters: parameters)
    }

    /// `sip:user@host:port;parameter=value`, up to `>` or the end.
    private mutating func takeURI() -> SIPURI? {
        guard take("sip:") else { return nil }
        let start = index
        skip(Self.user)
        var user: String?
        if peek == UInt8(ascii: "@") {
            guard index > start else { return nil }
            user = text(start)
            index += 1
        } else {
            index = start
        }
        guard let host = take(Self.host), let port = takePort(), let parameters = takeParameters(Self.user) else {
            return nil
        }
        return SIPURI(user: user, host: host, port: port.number, parameters: parameters)
    }

    /// `:5060`, or nothing; `nil` when it is no port.
    private mutating func takePort() -> (number: UInt16?, Void)? {
        guard take(UInt8(ascii: ":")) else { return (nil, ()) }
        var number = 0
        let start = index
        while let byte = peek, byte >= 0x30, byte <= 0x39, index - start < 5 {
            number = number * 10 + Int(byte - 0x30)
            index += 1
        }
        guard let port = UInt16(exactly: number), port > 0 else { return nil }
        return (port, ())
    }

    /// `;name=value;flag`, or nothing; `nil` when a name or a value is not plain.
    private mutating func takeParameters(_ value: ByteSet) -> Parameters? {
        var parameters: [Parameters.Parameter] = []
        while take(UInt8(ascii: ";")) {
            if parameters.isEmpty { parameters.reserveCapacity(4) }
            guard let name = take(Self.parameterName) else { return nil }
            var parameter = Parameters.Parameter(name, nil)
            if take(UInt8(ascii: "=")) {
                guard let text = take(value) else { return nil }
                parameter.value = text
            }
            parameters.append(parameter)
        }
        return Parameters(parameters)
    }

    // MARK: Bytes

    private var isAtEnd: Bool { index == end }

    private var peek: UInt8? { index < end ? bytes[index] : nil }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard index < end, bytes[index] == byte else { return false }
        index += 1
        return true
    }

    private mutating func take(_ word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard end - index >= count else { return false }
        let start = index
        let isThere = word.withUTF8Buffer { word in
            for offset in 0..<count where unsafe word[offset] != bytes[start + offset] { return false }
            return true
        }
        if isThere { index += count }
        return isThere
    }

    private mutating func skip(_ set: ByteSet) {
        while index < end, set.holds(bytes[index]) { index += 1 }
    }

    /// What follows of the set; `nil` when there is none.
    private mutating func take(_ set: ByteSet) -> String? {
        let start = index
        skip(set)
        return index > start ? text(start) : nil
    }

    /// What was passed since `start`. All that is passed is ASCII, so that nothing has to be validated.
    private func text(_ start: Int) -> String {
        unsafe String(copying: UTF8Span(unchecked: bytes.span.extracting(start..<index), isKnownASCII: true))
    }

    private static let small = ByteSet("abcdefghijklmnopqrstuvwxyz0123456789")
    private static let letters = small.union(ByteSet("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    private static let host = small.union(ByteSet("-."))
    private static let user = letters.union(ByteSet("-_.!~*+"))
    private static let parameterName = small.union(ByteSet("-_."))
    private static let parameterValue = letters.union(ByteSet("-_.!~*+="))
}
