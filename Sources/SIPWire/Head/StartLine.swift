import SIP

/// The start line, checked byte for byte: osip allows white space, versions and codes that it should not.
enum StartLine {
    case request(method: Method, uri: Range<Int>)
    case response(status: Int, reason: String)

    /// Reads the start line of a scan.
    ///
    /// - Source: RFC 3261 §7.1, §7.2: exactly one space between the parts.
    init(_ scan: borrowing HeadScan) throws(Fault) {
        let line = scan.startLine
        if scan.bytes.span.extracting(line).begins("SIP/") {
            self = try Self.statusLine(scan, line)
        } else {
            self = try Self.requestLine(scan, line)
        }
    }

    /// The version at the end of a request line, `2.0`, white space behind it allowed; `nil` when there is none.
    static func version(at line: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard let last = line.lastIndex(where: { $0 != 0x20 && $0 != 0x09 }),
            let space = line[...last].lastIndex(of: 0x20)
        else { return nil }
        let word = line[(space + 1)...last]
        let scheme = word.prefix(4)
        guard word.count >= 7, scheme.span.isSame("sip/") else { return nil }
        return word.dropFirst(4)
    }

    private static func requestLine(_ scan: borrowing HeadScan, _ line: Range<Int>) throws(Fault) -> StartLine {
        let span = scan.bytes.span.extracting(line)
        let version: StaticString = " SIP/2.0"
        let end = span.count - version.utf8CodeUnitCount
        guard end > 0, span.extracting(end...).begins(version) else {
            guard let version = Self.version(at: scan.bytes[line]) else { throw Fault(.startLine) }
            throw Fault(version.elementsEqual("2.0".utf8) ? .startLine : .version)
        }
        // Exactly two spaces, and nothing behind the version.
        let token = ByteSet.token
        var space = 0
        while token.holds(span[space]) { space += 1 }
        guard space > 0, space + 1 < end, span[space] == 0x20 else { throw Fault(.startLine) }
        for index in space + 1..<end where span[index] == 0x20 || span[index] == 0x09 { throw Fault(.startLine) }
        return .request(
            method: Method(span.extracting(..<space)), uri: line.lowerBound + space + 1..<line.lowerBound + end)
    }

    private static func statusLine(_ scan: borrowing HeadScan, _ line: Range<Int>) throws(Fault) -> StartLine {
        let span = scan.bytes.span.extracting(line)
        guard span.begins("SIP/2.0 ") else { throw Fault(.version) }
        // Three digits, then a space; that space is mandatory, the phrase is not, and both are let go.
        guard span.count >= 11, span.count == 11 || span[11] == 0x20 else { throw Fault(.status) }
        var status = 0
        for index in 8..<11 {
            guard span[index] >= 0x30, span[index] <= 0x39 else { throw Fault(.status) }
            status = status * 10 + Int(span[index] - 0x30)
        }
        guard (100...699).contains(status) else { throw Fault(.status) }
        return .response(
            status: status, reason: scan.text(min(line.lowerBound + 12, line.upperBound)..<line.upperBound))
    }
}
