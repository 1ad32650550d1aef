extension SessionDescription {
    /// Bytes that a description of one stream fits into.
    private static let usualSize = 384

    /// The description as a body: CRLF after every line, lines in the order of RFC 8866 §5.
    package var bytes: [UInt8] {
        var writer = MessageWriter(reserving: Self.usualSize)
        writer.append("v=0\r\n")
        if let origin {
            writer.append("o=")
            writer.append(asIs: origin.username)
            writer.append(byte: 0x20)
            writer.append(asIs: origin.sessionID)
            writer.append(byte: 0x20)
            writer.append(asIs: origin.version)
            writer.append(" IN ")
            writer.append(origin.connection)
        }
        writer.append("s=")
        writer.append(asIs: name)
        writer.append("\r\n")
        writer.append(otherLines, of: "i", "u", "e", "p")
        writer.append(line: connection)
        writer.append(otherLines, of: "b")
        if !otherLines.contains(where: { $0.type == "t" }) { writer.append("t=0 0\r\n") }
        // r= lines belong to the t= line before them, so lines of the listed types keep their order among themselves.
        writer.append(otherLines, of: "t", "r")
        writer.append(otherLines, of: "z", "k")
        writer.append(attributes)
        for stream in media { writer.append(stream) }
        return writer.bytes
    }

    /// ``bytes`` as text.
    package var text: String { String(decoding: bytes, as: UTF8.self) }
}

extension MessageWriter {
    fileprivate mutating func append(_ stream: MediaDescription) {
        append("m=")
        append(asIs: stream.kind)
        append(byte: 0x20)
        append(number: stream.port)
        append(byte: 0x20)
        append(asIs: stream.proto)
        for format in stream.formats {
            append(byte: 0x20)
            append(asIs: format)
        }
        append("\r\n")
        append(stream.otherLines, of: "i")
        append(line: stream.connection)
        append(stream.otherLines, of: "b", "k")
        append(stream.attributes)
    }

    fileprivate mutating func append(line connection: SDPConnection?) {
        guard let connection else { return }
        append("c=IN ")
        append(connection)
    }

    fileprivate mutating func append(_ connection: SDPConnection) {
        append(asIs: connection.addressType)
        append(byte: 0x20)
        append(asIs: connection.host)
        append("\r\n")
    }

    fileprivate mutating func append(_ attributes: [SDPAttribute]) {
        for attribute in attributes {
            append("a=")
            append(asIs: attribute.name)
            if let value = attribute.value {
                append(byte: UInt8(ascii: ":"))
                append(asIs: value)
            }
            append("\r\n")
        }
    }

    fileprivate mutating func append(_ lines: [SDPLine], of types: Unicode.Scalar...) {
        for line in lines where types.contains(line.type) {
            append(byte: UInt8(ascii: line.type))
            append(byte: UInt8(ascii: "="))
            append(asIs: line.value)
            append("\r\n")
        }
    }
}
