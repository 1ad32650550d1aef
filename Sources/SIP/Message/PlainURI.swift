/// A `sip:` URI of the usual shape where it stands in the bytes of its message: ``PlainReader`` made it.
///
/// Two of them are the same URI exactly when their bytes are the same.
struct PlainURI: Sendable {
    let bytes: [UInt8]
    private let start: UInt16
    private let hostStart: UInt16
    private let hostEnd: UInt16
    private let parametersStart: UInt16
    private let end: UInt16
    /// 0 when none is written.
    private let portNumber: UInt16

    init(_ bytes: [UInt8], start: Int, host: Range<Int>, port: UInt16, parameters: Range<Int>) {
        self.bytes = bytes
        self.start = UInt16(truncatingIfNeeded: start)
        hostStart = UInt16(truncatingIfNeeded: host.lowerBound)
        hostEnd = UInt16(truncatingIfNeeded: host.upperBound)
        parametersStart = UInt16(truncatingIfNeeded: parameters.lowerBound)
        end = UInt16(truncatingIfNeeded: parameters.upperBound)
        portNumber = port
    }

    var range: Range<Int> { Int(start)..<Int(end) }

    var user: String? {
        let first = Int(start) + 4
        return first == Int(hostStart) ? nil : bytes.asciiText(first..<Int(hostStart) - 1)
    }

    var host: String { bytes.asciiText(Int(hostStart)..<Int(hostEnd)) }

    var port: UInt16? { portNumber == 0 ? nil : portNumber }

    var parameters: Parameters { Parameters(Excerpt(bytes, Int(parametersStart)..<Int(end))) }

    static func == (left: Self, right: Self) -> Bool { left.bytes.isSame(left.range, as: right.bytes, right.range) }
}
