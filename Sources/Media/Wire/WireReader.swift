/// Reads what a ``WireWriter`` wrote, from bytes that may be anything: no count is believed before it is compared with
/// a bound and with the bytes that are there.
package struct WireReader: Sendable {
    private let bytes: [UInt8]
    private var next = 0

    /// A reader at the first of `bytes`.
    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Octets that are left.
    package var left: Int { bytes.count - next }

    package mutating func octet() throws(WireFault) -> UInt8 { try integer() }

    package mutating func word16() throws(WireFault) -> UInt16 { try integer() }

    package mutating func word32() throws(WireFault) -> UInt32 { try integer() }

    package mutating func word64() throws(WireFault) -> UInt64 { try integer() }

    /// A count of what follows.
    ///
    /// - Throws: ``WireFault`` when it is above `bound`.
    package mutating func count(upTo bound: Int) throws(WireFault) -> Int {
        let count = Int(try word16())
        guard count <= bound else { throw WireFault("a list of \(count) where \(bound) are the most") }
        return count
    }

    /// So many octets.
    package mutating func octets(_ count: Int) throws(WireFault) -> [UInt8] {
        guard count >= 0, count <= left else { throw Self.short }
        defer { next += count }
        return Array(bytes[next..<(next + count)])
    }

    /// Octets behind their count.
    package mutating func octets(upTo bound: Int) throws(WireFault) -> [UInt8] { try octets(count(upTo: bound)) }

    /// UTF-8 behind its count.
    ///
    /// - Throws: ``WireFault`` when it is longer than `bound` octets, or is no UTF-8.
    package mutating func text(upTo bound: Int) throws(WireFault) -> String {
        guard let text = String(validating: try octets(upTo: bound), as: UTF8.self) else {
            throw WireFault("a text that is no UTF-8")
        }
        return text
    }

    /// Yes or no.
    package mutating func isSet() throws(WireFault) -> Bool {
        switch try octet() {
        case 0: return false
        case 1: return true
        case let other: throw WireFault("\(other) where only 0 or 1 may be")
        }
    }

    /// A value, or none.
    package mutating func optional<Value: WireValue>() throws(WireFault) -> Value? {
        try isSet() ? try Value(from: &self) : nil
    }

    /// Values behind their count.
    package mutating func list<Value: WireValue>(upTo bound: Int) throws(WireFault) -> [Value] {
        let count = try count(upTo: bound)
        var list: [Value] = []
        // Each value has an octet at least.
        list.reserveCapacity(min(count, left))
        for _ in 0..<count { list.append(try Value(from: &self)) }
        return list
    }

    /// Makes sure that nothing is left.
    package func finish() throws(WireFault) {
        guard left == 0 else { throw WireFault("\(left) octets more than the message has") }
    }

    private static let short = WireFault("a message that ends too early")

    private mutating func integer<Value: FixedWidthInteger>() throws(WireFault) -> Value {
        let count = Value.bitWidth / 8
        guard count <= left else { throw Self.short }
        var value: Value = 0
        for offset in 0..<count { value = value &<< 8 | Value(truncatingIfNeeded: bytes[next + offset]) }
        next += count
        return value
    }
}

/// A value that crosses between the processes.
package protocol WireValue {
    /// Writes it.
    func write(to writer: inout WireWriter)
    /// Reads one.
    init(from reader: inout WireReader) throws(WireFault)
}

/// A value of a few cases, each known by a number of its own that is never given to another.
protocol WireNumbered: WireValue, CaseIterable {
    /// The number of the case.
    var wireNumber: UInt8 { get }
}

extension WireNumbered {
    package func write(to writer: inout WireWriter) { writer.put(wireNumber) }

    package init(from reader: inout WireReader) throws(WireFault) {
        let number = try reader.octet()
        guard let value = Self.allCases.first(where: { $0.wireNumber == number }) else {
            throw WireFault("no \(Self.self) has the number \(number)")
        }
        self = value
    }
}
