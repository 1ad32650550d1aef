import SIP

/// The start line, checked byte for byte: osip allows white space, versions and codes that it should not.
enum StartLine {
    case request(method: Method, uri: Range<Int>)
    case response(status: Int, reason: String)

    /// Reads the start line of a scan.
    ///
    /// - Source: RFC 3261 §7.1, §7.2: exactly one space between the parts.
    init(_ scan: HeadScan) throws(Fault) {
        let line = scan.bytes[scan.startLine]
        self =
            if line.starts(with: "SIP/".utf8) {
                try Self.statusLine(line)
            } else {
                try Self.requestLine(line)
            }
    }

    /// The version at the end of a request line, `2.0`, white space behind it allowed; `nil` when there is none.
    static func version(at line: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard let last = line.lastIndex(where: { $0 != 0x20 && $0 != 0x09 }),
            let space = line[...last].lastIndex(of: 0x20)
        else { return nil }
        let word = line[(space + 1)...last]
        guard word.count >= 7, word.prefix(4).isSame("sip/") else { return nil }
        return word.dropFirst(4)
    }

    private static func requestLine(_ line: ArraySlice<UInt8>) throws(Fault) -> StartLine {
        guard let version = version(at: line) else { throw Fault(.startLine) }
        guard version.elementsEqual("2.0".utf8) else { throw Fault(.version) }
        // Exactly two spaces, and nothing behind the version.
        let end = line.endIndex - " SIP/2.0".utf8.count
        guard version.endIndex == line.endIndex, let space = line.firstIndex(of: 0x20), space > line.startIndex,
            space + 1 < end, ByteSet.token.containsAll(line[..<space])
        else { throw Fault(.startLine) }
        let uri = (space + 1)..<end
        for byte in line[uri] where byte == 0x20 || byte == 0x09 { throw Fault(.startLine) }
        return .request(method: Method(String(decoding: line[..<space], as: UTF8.self)), uri: uri)
    }

    private static func statusLine(_ line: ArraySlice<UInt8>) throws(Fault) -> StartLine {
        guard line.starts(with: "SIP/2.0 ".utf8) else { throw Fault(.version) }
        let code = line.dropFirst(8).prefix { $0 != 0x20 }
        guard code.count == 3, code.allSatisfy(ByteSet.digits.holds),
            let status = Int(String(decoding: code, as: UTF8.self)), (100...699).contains(status)
        else { throw Fault(.status) }
        // The space behind the code is mandatory, the phrase is not; both are let go.
        let reason = line[code.endIndex...].dropFirst()
        return .response(status: status, reason: String(decoding: reason, as: UTF8.self))
    }
}
