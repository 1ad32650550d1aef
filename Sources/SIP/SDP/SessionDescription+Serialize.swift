extension SessionDescription {
    /// The description as a body: CRLF after every line, lines in the order of RFC 8866 §5.
    package var bytes: [UInt8] { Array(text.utf8) }

    /// ``bytes`` as text.
    package var text: String {
        var text = "v=0\r\n"
        if let origin {
            text += "o=\(origin.username) \(origin.sessionID) \(origin.version) IN "
            text += "\(origin.connection.addressType) \(origin.connection.host)\r\n"
        }
        text += "s=\(name)\r\n"
        write(otherLines, of: "iuep", to: &text)
        write(connection, to: &text)
        write(otherLines, of: "b", to: &text)
        if !otherLines.contains(where: { $0.type == "t" }) { text += "t=0 0\r\n" }
        write(otherLines, of: "tr", to: &text)
        write(otherLines, of: "zk", to: &text)
        write(attributes, to: &text)
        for stream in media {
            text += "m=\(stream.kind) \(stream.port) \(stream.proto)"
            for format in stream.formats { text += " \(format)" }
            text += "\r\n"
            write(stream.otherLines, of: "i", to: &text)
            write(stream.connection, to: &text)
            write(stream.otherLines, of: "bk", to: &text)
            write(stream.attributes, to: &text)
        }
        return text
    }

    private func write(_ connection: SDPConnection?, to text: inout String) {
        if let connection { text += "c=IN \(connection.addressType) \(connection.host)\r\n" }
    }

    private func write(_ attributes: [SDPAttribute], to text: inout String) {
        for attribute in attributes {
            text += "a=\(attribute.name)"
            if let value = attribute.value { text += ":\(value)" }
            text += "\r\n"
        }
    }

    // r= lines belong to the t= line before them, so lines of the listed types keep their order among themselves.
    private func write(_ lines: [SDPLine], of types: String, to text: inout String) {
        for line in lines where types.contains(line.type) { text += "\(line.type)=\(line.value)\r\n" }
    }
}
