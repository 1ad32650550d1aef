extension SIPMessage {
    /// The message as it goes on the wire, with long header names and a Content-Length that is right.
    ///
    /// No value can end its line or begin another header field: what its place cannot hold is escaped, made a space or
    /// left out. Fields in `others` that the typed parts already write, and Content-Length, are left out.
    ///
    /// - Source: RFC 3261 §7.
    package func serialized() -> [UInt8] {
        switch self {
        case .request(let request): request.serialized()
        case .response(let response): response.serialized()
        }
    }
}

extension SIPRequest {
    /// Bytes that the head of most requests fits into. With a small body the buffer stays below the size (1,032 bytes)
    /// up to which the C library keeps freed blocks at hand for the next one.
    private static let usualHead = 704

    /// The request as it goes on the wire: ``SIPMessage/serialized()``.
    package func serialized() -> [UInt8] {
        var writer = MessageWriter(reserving: Self.usualHead + body.count)
        writer.append(method.token, only: .token)
        writer.append(byte: UInt8(ascii: " "))
        writer.append(uri)
        writer.append(" SIP/2.0\r\n")
        writer.append(headers, bodyLength: body.count)
        writer.append(raw: body)
        return writer.bytes
    }
}

extension SIPResponse {
    private static let usualHead = 640

    /// The response as it goes on the wire: ``SIPMessage/serialized()``.
    package func serialized() -> [UInt8] {
        var writer = MessageWriter(reserving: Self.usualHead + body.count)
        writer.append("SIP/2.0 ")
        writer.append(number: min(max(status, 100), 699))
        writer.append(byte: UInt8(ascii: " "))
        writer.append(text: reason)
        writer.append("\r\n")
        writer.append(headers, bodyLength: body.count)
        writer.append(raw: body)
        return writer.bytes
    }
}

extension MessageWriter {
    mutating func append(_ headers: Headers, bodyLength: Int) {
        for via in headers.via {
            append("Via: ")
            append(via)
            append("\r\n")
        }
        append(headers.route, each: "Route: ")
        append(headers.recordRoute, each: "Record-Route: ")
        if let maxForwards = headers.maxForwards {
            append("Max-Forwards: ")
            append(number: maxForwards)
            append("\r\n")
        }
        append("From: ")
        append(headers.from)
        append("\r\nTo: ")
        append(headers.to)
        append("\r\nCall-ID: ")
        append(headers.callID, only: .callID)
        append("\r\nCSeq: ")
        append(headers.cseq)
        append("\r\n")
        if headers.contactIsWildcard {
            append("Contact: *\r\n")
        } else {
            append(headers.contacts, each: "Contact: ")
        }
        for field in headers.others where HeaderName.isWrittenAsText(field.name) {
            append(asIs: field.name)
            append(": ")
            append(text: field.value)
            append("\r\n")
        }
        if let contentType = headers.contentTypeText {
            append("Content-Type: ")
            append(text: contentType)
            append("\r\n")
        }
        append("Content-Length: ")
        append(number: bodyLength)
        append("\r\n\r\n")
    }

    private mutating func append(_ addresses: [NameAddress], each name: StaticString) {
        for address in addresses {
            append(name)
            append(address)
            append("\r\n")
        }
    }
}

extension ByteSet {
    /// `word [ "@" word ]`.
    package static let callID = word.union(ByteSet("@"))
}
