/// A key of a telephone: one of `0`…`9`, `*`, `#`.
package struct Key: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The ASCII code of the key.
    package let ascii: UInt8

    /// The key that `character` names; `nil` when there is none.
    package init?(_ character: Character) {
        guard let ascii = character.asciiValue, character.isNumber || character == "*" || character == "#" else {
            return nil
        }
        self.ascii = ascii
    }

    private init(ascii: UInt8) { self.ascii = ascii }

    /// What accepts where nothing else is said, and what leads to a person.
    static var one: Key { Key(ascii: 0x31) }
    static var zero: Key { Key(ascii: 0x30) }

    package var description: String { String(UnicodeScalar(ascii)) }
}
