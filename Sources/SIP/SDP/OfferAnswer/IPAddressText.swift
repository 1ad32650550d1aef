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
        if local.utf8.contains(UInt8(ascii: ":")) {
            // Whether every digit is right, the media engine sees when it reads the address.
            let isIPv6 = text.utf8.contains(UInt8(ascii: ":"))
            let isMulticast = text.lowercased().hasPrefix("ff")
            self = text == "::" ? .hold : isIPv6 && !isMulticast ? .peer : .unusable
            return
        }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let octets = parts.compactMap { part in
            part.utf8.count <= 3 && part.utf8.allSatisfy { (48...57).contains($0) } ? UInt8(part) : nil
        }
        guard parts.count == 4, octets.count == 4 else {
            self = .unusable
            return
        }
        switch octets[0] {
        case 0: self = octets == [0, 0, 0, 0] ? .hold : .unusable
        case 224...255: self = .unusable
        default: self = .peer
        }
    }
}
