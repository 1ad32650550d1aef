/// A key that seals what is stored: 32 octets for AES-256, and the name that a sealed file knows it by.
///
/// It shows its name and nothing else.
package struct SealingKey: Sendable, CustomStringConvertible, CustomReflectable {
    /// Octets of a key.
    package static let octetCount = 32

    /// Letters, digits, dots, hyphens and underscores, at most 64.
    package let name: String
    let octets: [UInt8]

    /// A key of these octets; `nil` when they are not 32, or the name is none.
    package init?(name: String, octets: [UInt8]) {
        guard octets.count == Self.octetCount, Self.isName(name) else { return nil }
        self.name = name
        self.octets = octets
    }

    package var description: String { "key \(name)" }
    package var customMirror: Mirror { Mirror(self, children: ["name": name]) }

    private static func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || byte == 0x2D || byte == 0x2E
                    || byte == 0x5F
            }
    }
}

/// The keys of a server: the newest seals, all of them open.
///
/// As text it is a line for each key, oldest first: a name, spaces, and 64 hexadecimal digits. Empty lines and those that
/// begin with `#` are passed over.
///
///     # name   key
///     2025     8c0f…
///     2026     51aa…
package struct KeyRing: Sendable {
    /// More than a server ever has.
    static let bound = 256

    /// The keys, newest last.
    package let keys: [SealingKey]
    /// The one that seals.
    package let newest: SealingKey

    /// Reads the text of a key file.
    ///
    /// - Throws: ``SealingError`` with the line that is wrong, never with what stands in it.
    package init(text: String) throws(SealingError) {
        var keys: [SealingKey] = []
        for (index, line) in text.split(whereSeparator: \.isNewline).enumerated() {
            let words = line.split(whereSeparator: \.isWhitespace)
            guard let name = words.first, !name.hasPrefix("#") else { continue }
            guard words.count == 2, let octets = Hex.decode(String(words[1])),
                let key = SealingKey(name: String(name), octets: octets)
            else {
                throw SealingError(.badKeys, "line \(index + 1) is not a name and 64 hexadecimal digits")
            }
            guard !keys.contains(where: { $0.name == key.name }) else {
                throw SealingError(.badKeys, "line \(index + 1) has the name of an earlier key")
            }
            guard keys.count < Self.bound else {
                throw SealingError(.badKeys, "there are more than \(Self.bound) keys")
            }
            keys.append(key)
        }
        guard let newest = keys.last else { throw SealingError(.badKeys, "there is no key in it") }
        self.keys = keys
        self.newest = newest
    }

    /// The line of a new key, to be added at the end of a key file.
    package static func newLine(name: String) throws(SealingError) -> String {
        guard SealingKey(name: name, octets: SecureRandom.bytes(SealingKey.octetCount)) != nil else {
            throw SealingError(.badKeys, "'\(name)' is not a name: letters, digits, '.', '-' and '_', at most 64")
        }
        return "\(name) \(SecureRandom.hex(bytes: SealingKey.octetCount))"
    }

    /// The key with this name.
    package func key(_ name: String) -> SealingKey? { keys.first { $0.name == name } }
}
