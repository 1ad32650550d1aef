/// The shape of nearly every address and Via on the wire, read where it stands.
///
/// It takes only what leaves no room for two readings: no escapes, no white space but the one before `<`, no comma, no
/// capitals where case does not matter, at most a display name in quotes without a backslash. Of everything else it
/// says nothing, and osip reads it (docs/decisions/0019-plain-addresses-are-read-without-osip.md). So it leaves what may
/// have to be refused: a tag or branch that is a flag, a branch that is no token or nothing but the magic cookie.
struct PlainReader: ~Copyable {
    private let bytes: [UInt8]
    private(set) var index: Int
    private let end: Int

    /// A reader of these bytes; `nil` when they are too many for an ``Excerpt``.
    init?(_ bytes: [UInt8], _ range: Range<Int>) {
        guard range.upperBound <= min(bytes.count, Excerpt.limit) else { return nil }
        self.bytes = bytes
        index = range.lowerBound
        end = range.upperBound
    }

    var isAtEnd: Bool { index == end }

    // MARK: Values

    mutating func takeAddress() -> NameAddress? {
        var name: String?
        if take(0x22) {
            let start = index
            while let byte = peek, byte != 0x22 {
                guard byte >= 0x20, byte < 0x7F, byte != 0x5C else { return nil }
                index += 1
            }
            guard index > start else { return nil }
            name = bytes.asciiText(start..<index)
            guard take(0x22) else { return nil }
            _ = take(0x20)
        }
        guard take(UInt8(ascii: "<")), let uri = takeURI(), take(UInt8(ascii: ">")),
            let parameters = takeParameters(Self.parameterValue), isAtEnd
        else { return nil }
        return NameAddress(
            displayName: name, uri: SIPURI(uri), parameters: Parameters(Excerpt(bytes, parameters)))
    }

    mutating func takeVia() -> Via? {
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
        guard let host = take(Self.host), let port = takePort(), let parameters = takeParameters(Self.user), isAtEnd
        else { return nil }
        return Via(
            transport: transport, host: bytes.asciiText(host), port: port > 0 ? port : nil,
            parameters: Parameters(Excerpt(bytes, parameters)))
    }

    /// `sip:user@host:port;parameter=value`, up to `>` or the end.
    mutating func takeURI() -> PlainURI? {
        let start = index
        guard take("sip:") else { return nil }
        let user = index
        index = reach(Self.user)
        if take(UInt8(ascii: "@")) {
            guard index - 1 > user else { return nil }
        } else {
            index = user
        }
        guard let host = take(Self.host), let port = takePort(), let parameters = takeParameters(Self.user) else {
            return nil
        }
        return PlainURI(bytes, start: start, host: host, port: port, parameters: parameters)
    }

    /// `:5060`; 0 when there is none, `nil` when it is no port or begins with a zero.
    private mutating func takePort() -> UInt16? {
        guard take(UInt8(ascii: ":")) else { return 0 }
        guard peek != 0x30 else { return nil }
        var number = 0
        let start = index
        while let byte = peek, byte >= 0x30, byte <= 0x39, index - start < 5 {
            number = number * 10 + Int(byte - 0x30)
            index += 1
        }
        guard let port = UInt16(exactly: number), port > 0 else { return nil }
        return port
    }

    /// `;name=value;flag`, or nothing; `nil` when a name or a value is not plain.
    private mutating func takeParameters(_ value: ByteSet) -> Range<Int>? {
        let start = index
        while take(UInt8(ascii: ";")) {
            guard let name = take(Self.parameterName) else { return nil }
            if take(UInt8(ascii: "=")) {
                guard let value = take(value), !isWord(value, "z9hG4bK") else { return nil }
            } else if isWord(name, "tag") || isWord(name, "branch") {
                return nil
            }
        }
        return start..<index
    }

    // MARK: Bytes

    private var peek: UInt8? { index < end ? bytes[index] : nil }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard index < end, bytes[index] == byte else { return false }
        index += 1
        return true
    }

    private mutating func take(_ word: StaticString) -> Bool {
        let behind = index + word.utf8CodeUnitCount
        guard behind <= end, isWord(index..<behind, word) else { return false }
        index = behind
        return true
    }

    private func isWord(_ range: Range<Int>, _ word: StaticString) -> Bool {
        guard range.count == word.utf8CodeUnitCount else { return false }
        let span = bytes.span.extracting(range)
        for offset in span.indices where word.utf8Start[offset] != span[offset] { return false }
        return true
    }

    /// Where what follows of the set ends.
    private func reach(_ set: ByteSet) -> Int {
        let span = bytes.span.extracting(index..<end)
        var count = 0
        while count < span.count, set.contains(span[count]) { count += 1 }
        return index + count
    }

    /// What follows of the set; `nil` when there is none.
    private mutating func take(_ set: ByteSet) -> Range<Int>? {
        let start = index
        index = reach(set)
        return index > start ? start..<index : nil
    }

    private static let small = ByteSet("abcdefghijklmnopqrstuvwxyz0123456789")
    private static let letters = small.union(ByteSet("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    private static let host = small.union(ByteSet("-."))
    private static let user = letters.union(ByteSet("-_.!~*+"))
    /// What the name of a plain parameter is made of.
    static let parameterName = small.union(ByteSet("-_."))
    /// What the value of a plain parameter of a header field is made of.
    static let parameterValue = letters.union(ByteSet("-_.!~*+="))
}

extension SIPURI {
    /// The URI in this range if it is of the usual shape; `nil` when it is not, whatever else it may be.
    package init?(plain bytes: [UInt8], _ range: Range<Int>) {
        guard var reader = PlainReader(bytes, range), let uri = reader.takeURI(), reader.isAtEnd else { return nil }
        self.init(uri)
    }
}

extension NameAddress {
    /// From, To, or one Contact, Route or Record-Route in this range if it is of the usual shape; `nil` otherwise.
    package init?(plain bytes: [UInt8], _ range: Range<Int>) {
        guard var reader = PlainReader(bytes, range), let address = reader.takeAddress() else { return nil }
        self = address
    }
}

extension Via {
    /// One Via in this range if it is of the usual shape; `nil` otherwise.
    package init?(plain bytes: [UInt8], _ range: Range<Int>) {
        guard var reader = PlainReader(bytes, range), let via = reader.takeVia() else { return nil }
        self = via
    }
}
