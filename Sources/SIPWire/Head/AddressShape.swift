import SIP

/// What osip lets go by in From, To, Contact, Route and Record-Route without telling: found in the bytes themselves.
struct AddressShape {
    private enum Place {
        /// Before the URI, or in one without brackets.
        case open
        case bracketed
        /// Behind `>`, where only white space may stand until `;` or `,`.
        case closed
        case parameters
    }

    private var place = Place.open
    private var isQuoted = false
    private var isEscaped = false
    /// A `?` outside brackets; fine in a display name, forbidden in a URI (RFC 3261 §20).
    private var hasQuestion = false
    /// Colons of the URI so far, and whether the last byte was one: `sip:@host` has no user, but says so.
    private var colons = 0
    private var isBehindColon = false

    /// Whether the values in these bytes have nothing between `>` and the next separator, no empty user part, and no
    /// header fields in a URI without brackets.
    static func isSound(_ value: Span<UInt8>) -> Bool {
        if isPlain(value) { return true }
        var shape = AddressShape()
        for index in value.indices where !shape.take(value[index]) { return false }
        return !shape.isQuoted && shape.endsSoundly
    }

    /// Whether it is the shape of nearly every address, which is sound: one in brackets, behind a name or none, and no
    /// quote or comma among its parameters.
    private static func isPlain(_ value: Span<UInt8>) -> Bool {
        let count = value.count
        var index = 0
        if count > 0, value[0] == 0x22 {
            index = 1
            while index < count, value[index] != 0x22, value[index] != 0x5C { index += 1 }
            guard index < count, value[index] == 0x22 else { return false }
            index += 1
        }
        while index < count, !nameEnd.holds(value[index]) { index += 1 }
        guard index < count, value[index] == UInt8(ascii: "<") else { return false }
        while index < count, value[index] != UInt8(ascii: ":"), value[index] != UInt8(ascii: ">") { index += 1 }
        // A user that is announced and not there.
        guard index + 1 < count, value[index + 1] != UInt8(ascii: "@") else { return false }
        while index < count, value[index] != UInt8(ascii: ">") { index += 1 }
        guard index < count else { return false }
        index += 1
        guard index < count else { return true }
        guard value[index] == UInt8(ascii: ";") else { return false }
        while index < count, value[index] != 0x22, value[index] != UInt8(ascii: ",") { index += 1 }
        return index == count
    }

    private static let nameEnd = ByteSet("\"<?;,")

    private var endsSoundly: Bool {
        switch place {
        case .open: !hasQuestion
        case .bracketed: false
        case .closed, .parameters: true
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        if isQuoted {
            if isEscaped {
                isEscaped = false
            } else if byte == 0x5C {
                isEscaped = true
            } else {
                isQuoted = byte != 0x22
            }
            return true
        }
        if byte == 0x22 && place != .bracketed {
            isQuoted = true
            return place != .closed
        }
        switch place {
        case .open: return takeOpen(byte)
        case .bracketed:
            if byte == UInt8(ascii: ">") { place = .closed }
            return isUserSound(byte)
        case .closed:
            switch byte {
            case UInt8(ascii: ";"): place = .parameters
            case UInt8(ascii: ","): self = AddressShape()
            case 0x20, 0x09, 0x0D, 0x0A: break
            default: return false
            }
        case .parameters:
            if byte == UInt8(ascii: ",") { self = AddressShape() }
        }
        return true
    }

    private mutating func takeOpen(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "<"):
            self = AddressShape()
            place = .bracketed
        case UInt8(ascii: "?"): hasQuestion = true
        case UInt8(ascii: ";"):
            place = .parameters
            return !hasQuestion
        case UInt8(ascii: ","):
            let isSound = !hasQuestion
            self = AddressShape()
            return isSound
        default: return isUserSound(byte)
        }
        return true
    }

    private mutating func isUserSound(_ byte: UInt8) -> Bool {
        if byte == UInt8(ascii: "@") && isBehindColon && colons == 1 { return false }
        isBehindColon = byte == UInt8(ascii: ":")
        if isBehindColon { colons += 1 }
        return true
    }
}
