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
    static func isSound(_ value: ArraySlice<UInt8>) -> Bool {
        var shape = AddressShape()
        for byte in value where !shape.take(byte) { return false }
        return !shape.isQuoted && shape.endsSoundly
    }

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
