/// Why bytes of the other process could not be read, in words that follow who sent them: `the media process sent …`.
package struct WireFault: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String

    /// A fault in these words.
    package init(_ description: String) { self.description = description }
}
