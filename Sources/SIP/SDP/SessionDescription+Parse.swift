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
        // Whole from the start, because what an initialiser hands to another one is copied at its end.
        (origin, name, connection) = (nil, "-", nil)
        (attributes, otherLines, media) = ([], [], [])
        media.reserveCapacity(1)
        var sawVersion = false
        var lines = 0
        var reader = SDPReader(body)
        var level = Level()
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
                close(level)
                level = Level()
                level.attributes.reserveCapacity(8)
                media.append(reader.media())
            case UInt8(ascii: "o"): if media.isEmpty, origin == nil { origin = reader.origin() }
            case UInt8(ascii: "s"):
                guard media.isEmpty else { continue }
                let value = reader.rest
                name = value.isEmpty ? "-" : value
            default: level.take(type, &reader, isSession: media.isEmpty)
            }
        }
        guard sawVersion || !media.isEmpty else {
            throw SDPError(code: .notSDP, message: "The body has neither a v= nor an m= line.")
        }
        close(level)
    }

    /// Puts what was read since the last m= line, or the start, where it belongs.
    private mutating func close(_ level: Level) {
        if let last = media.indices.last {
            media[last].connection = level.connection
            media[last].attributes = level.attributes
            media[last].otherLines = level.otherLines
        } else {
            connection = level.connection
            attributes = level.attributes
            otherLines = level.otherLines
        }
    }

    /// The lines of the session or of one stream.
    private struct Level {
        var connection: SDPConnection?
        var attributes: [SDPAttribute] = []
        var otherLines: [SDPLine] = []

        mutating func take(_ type: UInt8, _ reader: inout SDPReader, isSession: Bool) {
            switch type {
            case UInt8(ascii: "c"): connection = reader.connection() ?? connection
            case UInt8(ascii: "a"): attributes.append(reader.attribute())
            case UInt8(ascii: "i"), UInt8(ascii: "b"), UInt8(ascii: "k"):
                otherLines.append(SDPLine(Unicode.Scalar(type), reader.rest))
            case UInt8(ascii: "u"), UInt8(ascii: "e"), UInt8(ascii: "p"), UInt8(ascii: "t"), UInt8(ascii: "r"),
                UInt8(ascii: "z"):
                if isSession { otherLines.append(SDPLine(Unicode.Scalar(type), reader.rest)) }
            default: break
            }
        }
    }
}

extension SDPReader {
    /// Reads what follows `m=`: `audio 49170/2 RTP/AVP 0 8 101`.
    fileprivate mutating func media() -> MediaDescription {
        let kind = word()?.asciiLowercased
        let port = portBeforeSlash()
        let proto = word()
        var formats: [String] = []
        formats.reserveCapacity(8)
        while formats.count < SessionDescription.Limits.formats, let format = word() { formats.append(format) }
        return MediaDescription(
            // Without a format there is nothing to say yes to.
            kind: kind ?? "audio", port: formats.isEmpty ? 0 : port ?? 0, proto: proto ?? "RTP/AVP", formats: formats)
    }

    /// Reads what follows `c=`: `IN IP4 192.0.2.1/127`.
    fileprivate mutating func connection() -> SDPConnection? {
        guard let network = word(), network.equalsIgnoringCase("IN"), let type = word(), let host = wordBeforeSlash()
        else { return nil }
        return SDPConnection(addressType: type.asciiUppercased, host: host)
    }

    /// Reads what follows `o=`: `- 2890844526 2890844526 IN IP4 192.0.2.1`.
    fileprivate mutating func origin() -> SDPOrigin? {
        guard let username = word(), let sessionID = word(), let version = word(), let connection = connection() else {
            return nil
        }
        return SDPOrigin(username: username, sessionID: sessionID, version: version, connection: connection)
    }

    /// Reads what follows `a=`: `rtpmap:0 PCMU/8000`.
    fileprivate mutating func attribute() -> SDPAttribute {
        let name = take(until: UInt8(ascii: ":"))
        return SDPAttribute(name, isAtEnd ? nil : restBehindOne)
    }
}
