import SIP

/// Display names that should have been quoted: `O'Neil & Sons <sip:a@example.com>`, `Müller <sip:…>`.
///
/// osip refuses them, and with them the call. RFC 4475 §3.1.2.15 lets a receiver be lenient where no doubt is left.
enum LooseName {
    /// The value of From or To with its display name in quotes; `nil` when it needs none, or none would help.
    ///
    /// A comma before the URI stays refused: it may be two values.
    static func quoted(_ value: ArraySlice<UInt8>) -> [UInt8]? {
        guard value.first != 0x22, let bracket = value.firstIndex(of: UInt8(ascii: "<")) else { return nil }
        var name = value[..<bracket]
        while let last = name.last, last == 0x20 || last == 0x09 { name.removeLast() }
        var isLoose = false
        for byte in name {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ">"): return nil
            case 0x20, 0x09: continue
            default: if !ByteSet.token.holds(byte) { isLoose = true }
            }
        }
        guard isLoose else { return nil }
        var repaired: [UInt8] = [0x22]
        for byte in name {
            if byte == 0x5C { repaired.append(0x5C) }
            repaired.append(byte)
        }
        repaired.append(contentsOf: [0x22, 0x20])
        repaired.append(contentsOf: value[bracket...])
        return repaired
    }
}
