extension SessionDescription {
    /// How large a description may be.
    package enum Limits {
        package static let bytes = 16_384
        package static let lines = 512
        package static let media = 16
        package static let formats = 64
    }

    /// Reads a body.
    ///
    /// Takes what the field sends: LF or CR alone, no final newline, blank lines, missing o=, s= and t= lines, unknown
    /// lines (dropped), ports and lines that make no sense (the stream stays, with port 0, so that the answer has as
    /// many streams as the offer; RFC 3264 §6).
    ///
    /// - Throws: ``SDPError``.
    package init(_ body: [UInt8]) throws(SDPError) {
        guard body.count <= Limits.bytes else {
            throw SDPError(code: .tooLarge, message: "The session description has more than \(Limits.bytes) bytes.")
        }
        self.init(origin: nil)
        var sawVersion = false
        var lines = 0
        for line in body.split(whereSeparator: { $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: "\n") }) {
            lines += 1
            guard lines <= Limits.lines else {
                throw SDPError(code: .tooLarge, message: "The session description has over \(Limits.lines) lines.")
            }
            guard line.count >= 2, line[line.startIndex + 1] == UInt8(ascii: "=") else { continue }
            let value = Self.trimmed(line.dropFirst(2))
            switch line[line.startIndex] {
            case UInt8(ascii: "v"):
                guard value == "0" else {
                    throw SDPError(code: .unsupportedVersion, message: "The session description is not version 0.")
                }
                sawVersion = true
            case UInt8(ascii: "m"):
                guard media.count < Limits.media else {
                    throw SDPError(code: .tooLarge, message: "More than \(Limits.media) streams are described.")
                }
                media.append(MediaDescription(line: value))
            case let type:
                take(type, value)
            }
        }
        guard sawVersion || !media.isEmpty else {
            throw SDPError(code: .notSDP, message: "The body has neither a v= nor an m= line.")
        }
    }

    private mutating func take(_ type: UInt8, _ value: String) {
        let last = media.indices.last
        switch type {
        case UInt8(ascii: "o") where last == nil: origin = origin ?? SDPOrigin(line: value)
        case UInt8(ascii: "s") where last == nil: name = value.isEmpty ? "-" : value
        case UInt8(ascii: "c"):
            guard let connection = SDPConnection(line: value) else { return }
            if let last { media[last].connection = connection } else { self.connection = connection }
        case UInt8(ascii: "a"):
            let attribute = SDPAttribute(line: value)
            if let last { media[last].attributes.append(attribute) } else { attributes.append(attribute) }
        case UInt8(ascii: "i"), UInt8(ascii: "b"), UInt8(ascii: "k"):
            let line = SDPLine(Character(UnicodeScalar(type)), value)
            if let last { media[last].otherLines.append(line) } else { otherLines.append(line) }
        case UInt8(ascii: "u"), UInt8(ascii: "e"), UInt8(ascii: "p"), UInt8(ascii: "t"), UInt8(ascii: "r"),
            UInt8(ascii: "z"):
            if last == nil { otherLines.append(SDPLine(Character(UnicodeScalar(type)), value)) }
        default: break
        }
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> String {
        var bytes = bytes
        while let last = bytes.last, last == UInt8(ascii: " ") || last == UInt8(ascii: "\t") { bytes.removeLast() }
        while let first = bytes.first, first == UInt8(ascii: " ") { bytes.removeFirst() }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension MediaDescription {
    /// Reads what follows `m=`: `audio 49170/2 RTP/AVP 0 8 101`.
    init(line: String) {
        let words = line.split(separator: " ", maxSplits: 3)
        let port = words.count > 1 ? words[1].prefix { $0 != "/" } : ""
        self.init(
            kind: words.first.map { $0.lowercased() } ?? "audio",
            port: UInt16(port) ?? 0,
            proto: words.count > 2 ? String(words[2]) : "RTP/AVP",
            formats: words.count > 3
                ? words[3].split(separator: " ").prefix(SessionDescription.Limits.formats).map(String.init) : [])
        // Without a format there is nothing to say yes to.
        if formats.isEmpty { self.port = 0 }
    }
}

extension SDPConnection {
    /// Reads what follows `c=`: `IN IP4 192.0.2.1/127`.
    init?(line: String) {
        let words = line.split(separator: " ")
        guard words.count >= 3, words[0].lowercased() == "in" else { return nil }
        self.init(addressType: words[1].uppercased(), host: String(words[2].prefix { $0 != "/" }))
    }
}

extension SDPOrigin {
    /// Reads what follows `o=`: `- 2890844526 2890844526 IN IP4 192.0.2.1`.
    init?(line: String) {
        let words = line.split(separator: " ")
        guard words.count >= 6, let connection = SDPConnection(line: words[3...5].joined(separator: " ")) else {
            return nil
        }
        self.init(
            username: String(words[0]), sessionID: String(words[1]), version: String(words[2]), connection: connection)
    }
}

extension SDPAttribute {
    /// Reads what follows `a=`: `rtpmap:0 PCMU/8000`.
    init(line: String) {
        let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        self.init(String(parts[0]), parts.count > 1 ? String(parts[1]) : nil)
    }
}
