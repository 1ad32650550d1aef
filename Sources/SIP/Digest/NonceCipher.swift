/// A block cipher under a secret that only this process knows: what makes our nonces ours.
package struct NonceCipher: Sendable {
    /// The cipher text of a block.
    package var seal: @Sendable (UInt128) -> UInt128
    /// The block that ``seal`` made a cipher text of; of any other text, a block that nobody can choose.
    package var open: @Sendable (UInt128) -> UInt128

    /// A cipher of these parts.
    package init(seal: @escaping @Sendable (UInt128) -> UInt128, open: @escaping @Sendable (UInt128) -> UInt128) {
        self.seal = seal
        self.open = open
    }
}
