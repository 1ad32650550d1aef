/// Base64 with the standard alphabet and padding (RFC 4648 §4).
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The text of bytes.
    static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let part = bytes[start..<min(start + 3, bytes.count)]
            let word = part.enumerated().reduce(UInt32(0)) { $0 | UInt32($1.element) << (16 - 8 * $1.offset) }
            for index in 0..<4 {
                text.append(index <= part.count ? alphabet[Int(word >> (18 - 6 * index) & 63)] : UInt8(ascii: "="))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes of a text, with or without its padding; `nil` for anything that is no Base64.
    static func decode(_ text: Substring) -> [UInt8]? {
        var bytes: [UInt8] = []
        var (word, bits): (UInt32, Int) = (0, 0)
        let unpadded = text.utf8.prefix { $0 != UInt8(ascii: "=") }
        guard text.utf8.count - unpadded.count <= 2, text.utf8.dropFirst(unpadded.count).allSatisfy({ $0 == 0x3D })
        else { return nil }
        for character in unpadded {
            guard let value = alphabet.firstIndex(of: character) else { return nil }
            word = word << 6 | UInt32(value)
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: word >> bits))
            }
        }
        return bits < 6 ? bytes : nil
    }
}
