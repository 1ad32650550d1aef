/// The session description in the body of a message, wherever it stands.
package enum SessionBody: Hashable, Sendable {
    /// The message has no body, or one whose parts hold no description.
    case none
    /// These bytes are a description.
    case description([UInt8])
    /// The body is something else; a request with it is answered 415 (RFC 3261 §8.2.3).
    case unsupported

    /// Looks for the description.
    ///
    /// Reads `multipart/mixed`, `alternative` and `related` (RFC 5621) some levels deep, and takes a body without a
    /// Content-Type for what it looks like.
    ///
    /// - Parameters:
    ///   - contentType: the value of Content-Type as it was written, with its parameters.
    ///   - body: the body.
    package static func find(contentType: String?, body: [UInt8]) -> SessionBody {
        // As nearly everybody writes it; the body is not even copied then.
        if contentType == "application/sdp", !body.isEmpty { return .description(body) }
        return find(contentType: contentType, body: body[...], depth: 0)
    }

    private static func find(contentType: String?, body: ArraySlice<UInt8>, depth: Int) -> SessionBody {
        guard !body.isEmpty else { return .none }
        guard let contentType, !contentType.isEmpty else {
            return body.starts(with: Array("v=0".utf8)) ? .description(Array(body)) : .unsupported
        }
        let mediaType = contentType.prefix { $0 != ";" }.lowercased().filter { $0 != " " }
        if mediaType == "application/sdp" { return .description(Array(body)) }
        guard mediaType.hasPrefix("multipart/"), depth < 3 else { return .unsupported }
        guard let boundary = boundary(in: contentType) else { return .unsupported }
        let found = MultipartBody.parts(of: body, boundary: boundary).map { part in
            find(contentType: part.contentType ?? "text/plain", body: part.body, depth: depth + 1)
        }
        let descriptions = found.filter { if case .description = $0 { true } else { false } }
        // Alternatives stand in the order of rising preference (RFC 2046 §5.1.4).
        let chosen = mediaType == "multipart/alternative" ? descriptions.last : descriptions.first
        return chosen ?? .none
    }

    private static func boundary(in contentType: String) -> String? {
        for parameter in contentType.split(separator: ";").dropFirst() {
            let parts = parameter.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, parts[0].filter({ $0 != " " }).lowercased() == "boundary" else { continue }
            var value = parts[1].drop { $0 == " " }
            if value.first == "\"" {
                value = value.dropFirst().prefix { $0 != "\"" }
            } else {
                value = value.prefix { $0 != " " }
            }
            // RFC 2046 §5.1.1.
            return value.isEmpty || value.utf8.count > 70 ? nil : String(value)
        }
        return nil
    }
}

/// A multipart body taken apart (RFC 2046 §5.1).
enum MultipartBody {
    struct Part {
        let contentType: String?
        let body: ArraySlice<UInt8>
    }

    private static let limit = 16

    /// The parts in order; what stands before the first and after the last is dropped. LF alone ends lines too, and the
    /// closing delimiter may be missing.
    static func parts(of body: ArraySlice<UInt8>, boundary: String) -> [Part] {
        let delimiter = Array("--\(boundary)".utf8)
        var parts: [Part] = []
        var start: Int?
        var lineStart = body.startIndex
        while lineStart <= body.endIndex, parts.count < limit {
            let lineEnd = body[lineStart...].firstIndex(of: UInt8(ascii: "\n")) ?? body.endIndex
            let line = body[lineStart..<lineEnd]
            if line.starts(with: delimiter) {
                if let start { parts.append(part(body[start..<beforeLineBreak(body, lineStart, from: start)])) }
                let rest = line.dropFirst(delimiter.count)
                if rest.starts(with: [UInt8(ascii: "-"), UInt8(ascii: "-")]) { return parts }
                start = min(lineEnd + 1, body.endIndex)
            }
            lineStart = lineEnd + 1
        }
        if let start, parts.count < limit { parts.append(part(body[start...])) }
        return parts
    }

    /// The line break before a delimiter belongs to the delimiter.
    private static func beforeLineBreak(_ body: ArraySlice<UInt8>, _ index: Int, from start: Int) -> Int {
        var end = index
        if end > start, body[end - 1] == UInt8(ascii: "\n") { end -= 1 }
        if end > start, body[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return end
    }

    private static func part(_ bytes: ArraySlice<UInt8>) -> Part {
        var contentType: String?
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let lineEnd = bytes[index...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
            var line = bytes[index..<lineEnd]
            if line.last == UInt8(ascii: "\r") { line.removeLast() }
            index = min(lineEnd + 1, bytes.endIndex)
            if line.isEmpty { return Part(contentType: contentType, body: bytes[index...]) }
            let text = String(decoding: line, as: UTF8.self)
            let field = text.split(separator: ":", maxSplits: 1)
            let name = field.first?.filter { $0 != " " }.lowercased()
            if field.count == 2, name == "content-type" || name == "c" {
                contentType = String(field[1].drop { $0 == " " })
            }
        }
        // No blank line: header fields alone.
        return Part(contentType: contentType, body: bytes[bytes.endIndex...])
    }
}
