/// Bytes in the making: integers in network order, texts and lists behind their counts.
package struct WireWriter: Sendable {
    /// What was written.
    package private(set) var bytes: [UInt8] = []

    /// Nothing written.
    package init() {}

    package mutating func put(_ value: UInt8) { bytes.append(value) }

    package mutating func put(_ value: UInt16) { putInteger(value) }

    package mutating func put(_ value: UInt32) { putInteger(value) }

    package mutating func put(_ value: UInt64) { putInteger(value) }

    /// Writes a count that ``WireReader/count(upTo:)`` reads; what is above 65,535 cannot be read again.
    package mutating func put(count: Int) { put(UInt16(clamping: count)) }

    /// Writes octets behind their count.
    package mutating func put(_ octets: [UInt8]) {
        put(count: octets.count)
        bytes += octets
    }

    /// Writes UTF-8 behind its count.
    package mutating func put(_ text: String) {
        var text = text
        text.withUTF8 { octets in
            put(count: octets.count)
            bytes += octets
        }
    }

    /// Writes octets alone.
    package mutating func append(_ octets: some Sequence<UInt8>) { bytes += octets }

    /// Writes 1 and the value, or 0.
    package mutating func put<Value: WireValue>(optional value: Value?) {
        put(value == nil ? 0 : 1 as UInt8)
        value?.write(to: &self)
    }

    /// Writes each behind their count.
    package mutating func put<Value: WireValue>(list: [Value]) {
        put(count: list.count)
        for value in list { value.write(to: &self) }
    }

    private mutating func putInteger(_ value: some FixedWidthInteger) {
        for shift in stride(from: value.bitWidth - 8, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }
}
