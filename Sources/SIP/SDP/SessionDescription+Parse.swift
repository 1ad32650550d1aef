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
        var reader = SDPReader(body)
        while let type = reader.nextLine() {
            lines += 1
            guard lines <= Limits.lines else {
                throw SDPError(code: .tooLarge, message: "The session description has over \(Limits.lines) lines.")
            }
            switch type {
            case UInt8(ascii: "v"):
                guard reader.rest == "0" else {
                    throw SDPError(code: .unsupportedVersion, message: "The session description is not version 0.")
                }
                sawVersion = true
            case UInt8(ascii: "m"):
                guard media.count < Limits.media else {
                    throw SDPError(code: .tooLarge, message: "More than \(Limits.media) streams are described.")
                }
                media.append(MediaDescription(&reader))
            default: take(type, &reader)
            }
        }
        guard sawVersion || !media.isEmpty else {
            throw SDPError(code: .notSDP, message: "The body has neither a v= nor an m= line.")
        }
    }

    private mutating func take(_ type: UInt8, _ reader: inout SDPReader) {
        let last = media.indices.last
        switch type {
        case UInt8(ascii: "o") where last == nil: origin = origin ?? SDPOrigin(&reader)
        case UInt8(ascii: "s") where last == nil:
            let value = reader.rest
            name = value.isEmpty ? "-" : value
        case UInt8(ascii: "c"):
            guard let connection = SDPConnection(&reader) else { return }
            if let last { media[last].connection = connection } else { self.connection = connection }
        case UInt8(ascii: "a"):
            let attribute = SDPAttribute(&reader)
            if let last { media[last].attributes.append(attribute) } else { attributes.append(attribute) }
        case UInt8(ascii: "i"), UInt8(ascii: "b"), UInt8(ascii: "k"):
            let line = SDPLine(Unicode.Scalar(type), reader.rest)
            if let last { media[last].otherLines.append(line) } else { otherLines.append(line) }
        case UInt8(ascii: "u"), UInt8(ascii: "e"), UInt8(ascii: "p"), UInt8(ascii: "t"), UInt8(ascii: "r"),
            UInt8(ascii: "z"):
            if last == nil { otherLines.append(SDPLine(Unicode.Scalar(type), reader.rest)) }
        default: break
        }
    }
}

extension MediaDescription {
    /// Reads what follows `m=`: `audio 49170/2 RTP/AVP 0 8 101`.
    fileprivate init(_ reader: inout SDPReader) {
        let kind = reader.word()?.asciiLowercased
        let port = reader.wordBeforeSlash().flatMap { UInt16($0) }
        let proto = reader.word()
        var formats: [String] = []
        formats.reserveCapacity(8)
        while formats.count < SessionDescription.Limits.formats, let format = reader.word() { formats.append(format) }
        self.init(
            // Without a format there is nothing to say yes to.
            kind: kind ?? "audio", port: formats.isEmpty ? 0 : port ?? 0, proto: proto ?? "RTP/AVP", formats: formats)
        attributes.reserveCapacity(8)
    }
}

extension SDPConnection {
    /// Reads what follows `c=`: `IN IP4 192.0.2.1/127`.
    fileprivate init?(_ reader: inout SDPReader) {
        guard let network = reader.word(), network.equalsIgnoringCase("IN"), let type = reader.word(),
            let host = reader.wordBeforeSlash()
        else { return nil }
        self.init(addressType: type.asciiUppercased, host: host)
    }
}

extension SDPOrigin {
    /// Reads what follows `o=`: `- 2890844526 2890844526 IN IP4 192.0.2.1`.
    fileprivate init?(_ reader: inout SDPReader) {
        guard let username = reader.word(), let sessionID = reader.word(), let version = reader.word(),
            let connection = SDPConnection(&reader)
        else { return nil }
        self.init(username: username, sessionID: sessionID, version: version, connection: connection)
    }
}

extension SDPAttribute {
    /// Reads what follows `a=`: `rtpmap:0 PCMU/8000`.
    fileprivate init(_ reader: inout SDPReader) {
        let name = reader.take(until: UInt8(ascii: ":"))
        self.init(name, reader.isAtEnd ? nil : reader.restBehindOne)
    }
}
