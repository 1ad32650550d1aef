/// What an address in a description is good for.
enum IPAddressText: Hashable {
    /// One peer.
    case peer
    /// `0.0.0.0`: send nothing, the old way to hold (RFC 3264 §8.4).
    case hold
    /// A name, a multicast or broadcast address, another family, or no address at all.
    case unusable

    /// Looks at `text`, for a stream whose own end is at `local`.
    init(_ text: String, local: String) {
        if local.hasColon {
            // Whether every digit is right, the media engine sees when it reads the address.
            let isIPv6 = text.hasColon
            let isMulticast = text.lowercased().hasPrefix("ff")
            self = text == "::" ? .hold : isIPv6 && !isMulticast ? .peer : .unusable
            return
        }
        switch Self.octets(text) {
        case nil: self = .unusable
        case (0, 0)?: self = .hold
        case (0, _)?, (224...255, _)?: self = .unusable
        default: self = .peer
        }
    }

    /// The first octet of four in decimal, and all of them as one number; `nil` for anything else.
    private static func octets(_ text: String) -> (first: Int, all: Int)? {
        var (octet, digits, dots, all, first) = (0, 0, 0, 0, 0)
        let bytes = text.utf8.span
        for index in bytes.indices {
            let byte = bytes[index]
            if byte == UInt8(ascii: ".") {
                guard digits > 0, dots < 3 else { return nil }
                if dots == 0 { first = octet }
                all = all << 8 | octet
                (octet, digits) = (0, 0)
                dots += 1
            } else {
                guard byte >= 0x30, byte <= 0x39, digits < 3 else { return nil }
                octet = octet * 10 + Int(byte - 0x30)
                guard octet <= 255 else { return nil }
                digits += 1
            }
        }
        return dots == 3 && digits > 0 ? (first, all << 8 | octet) : nil
    }
}
