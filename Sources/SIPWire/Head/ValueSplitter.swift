/// Tells the commas between the values of a field from those within quotes or angle brackets.
struct ValueSplitter {
    private var isQuoted = false
    private var isBracketed = false
    private var isEscaped = false

    /// Takes the next byte; whether it is a comma between two values.
    mutating func isSeparator(_ byte: UInt8) -> Bool {
        if isEscaped {
            isEscaped = false
            return false
        }
        switch byte {
        case 0x22 where !isBracketed: isQuoted.toggle()
        case 0x5C where isQuoted: isEscaped = true
        case UInt8(ascii: "<") where !isQuoted: isBracketed = true
        case UInt8(ascii: ">") where !isQuoted: isBracketed = false
        case UInt8(ascii: ",") where !isQuoted && !isBracketed: return true
        default: break
        }
        return false
    }
}
