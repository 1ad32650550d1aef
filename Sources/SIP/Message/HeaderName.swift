/// The names of header fields.
package enum HeaderName {
    /// The long form of a one-letter name, in its usual spelling (RFC 3261 §7.3.3 and the registry of compact forms).
    ///
    /// - Returns: `nil` for a letter that stands for nothing.
    package static func long(compact letter: UInt8) -> String? {
        switch letter.asciiLowercased {
        case UInt8(ascii: "a"): "Accept-Contact"
        case UInt8(ascii: "b"): "Referred-By"
        case UInt8(ascii: "c"): "Content-Type"
        case UInt8(ascii: "d"): "Request-Disposition"
        case UInt8(ascii: "e"): "Content-Encoding"
        case UInt8(ascii: "f"): "From"
        case UInt8(ascii: "i"): "Call-ID"
        case UInt8(ascii: "j"): "Reject-Contact"
        case UInt8(ascii: "k"): "Supported"
        case UInt8(ascii: "l"): "Content-Length"
        case UInt8(ascii: "m"): "Contact"
        case UInt8(ascii: "n"): "Identity-Info"
        case UInt8(ascii: "o"): "Event"
        case UInt8(ascii: "r"): "Refer-To"
        case UInt8(ascii: "s"): "Subject"
        case UInt8(ascii: "t"): "To"
        case UInt8(ascii: "u"): "Allow-Events"
        case UInt8(ascii: "v"): "Via"
        case UInt8(ascii: "x"): "Session-Expires"
        case UInt8(ascii: "y"): "Identity"
        default: nil
        }
    }

    /// The fields that ``Headers`` holds as typed values, and Content-Length.
    private static let typed = [
        "via", "from", "to", "call-id", "cseq", "contact", "route", "record-route", "max-forwards", "content-type",
        "content-length",
    ]

    /// Whether a field of this name may be written from text: it is a token, and no typed part writes it.
    package static func isWrittenAsText(_ name: String) -> Bool {
        guard let first = name.utf8.first, ByteSet.token.containsAll(name) else { return false }
        if name.utf8.count == 1 {
            guard let long = long(compact: first) else { return true }
            return !typed.contains { $0.equalsIgnoringCase(long) }
        }
        return !typed.contains { $0.equalsIgnoringCase(name) }
    }
}
