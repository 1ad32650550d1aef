extension AudioFormat {
    /// The value of an a=rtpmap line: `0 PCMU/8000`.
    static func map(_ type: UInt8, _ encoding: String, _ clockRate: Int, _ channels: Int) -> String {
        var writer = MessageWriter(reserving: 32)
        writer.append(number: type)
        writer.append(byte: 0x20)
        writer.append(asIs: encoding)
        writer.append(byte: UInt8(ascii: "/"))
        writer.append(number: clockRate)
        if channels != 1 {
            writer.append(byte: UInt8(ascii: "/"))
            writer.append(number: channels)
        }
        return writer.text
    }

    /// A number in decimal. Payload types, packet times and versions are small, and every description has some.
    static func text(of number: UInt64) -> String {
        if number < 128 { return smallNumbers[Int(number)] }
        var writer = MessageWriter(reserving: 32)
        writer.append(number: number)
        return writer.text
    }

    private static let smallNumbers = (0..<128).map { String($0) }
}
