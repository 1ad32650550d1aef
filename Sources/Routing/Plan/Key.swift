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

    package var description: String { String(UnicodeScalar(ascii)) }
}
