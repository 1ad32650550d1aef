/// Cuts a stream of bytes into lines that end with LF, of at most so many bytes.
///
/// A CR before the LF is kept: JSON takes it for white space. Empty lines are passed over.
package struct LineFramer: Sendable {
    /// What a stretch of bytes came to.
    package enum Item: Hashable, Sendable {
        /// A whole line, without its LF.
        case line([UInt8])
        /// A line grew beyond the bound. Nothing more comes from this framer.
        case tooLong
    }

    private let bound: Int
    private var pending: [UInt8] = []
    private var failed = false

    /// A framer for lines of at most `bound` bytes.
    package init(bound: Int) { self.bound = bound }

    /// Takes `bytes` in and returns what is whole now.
    package mutating func add(_ bytes: some Collection<UInt8>) -> [Item] {
        guard !failed else { return [] }
        var items: [Item] = []
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                if !pending.isEmpty { items.append(.line(pending)) }
                pending.removeAll(keepingCapacity: true)
            } else if pending.count < bound {
                pending.append(byte)
            } else {
                failed = true
                pending = []
                return items + [.tooLong]
            }
        }
        return items
    }
}
