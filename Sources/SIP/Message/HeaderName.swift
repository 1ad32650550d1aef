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

    /// Fields that stay text and mean nothing when there are two of them (each RFC says so): no more than eight.
    package static let singles = [
        "Expires", "Session-Expires", "Min-SE", "Refer-To", "Replaces", "RAck", "RSeq", "Event",
    ]

    /// Whether a field of this name may be written from text: it is a token, and no typed part writes it.
    package static func isWrittenAsText(_ name: String) -> Bool {
        guard let first = name.utf8.first, ByteSet.token.containsAll(name) else { return false }
        return !isTyped(name.utf8.count == 1 ? long(compact: first) ?? name : name)
    }

    /// Whether ``Headers`` holds the field as a typed value, or it is Content-Length.
    private static func isTyped(_ name: String) -> Bool {
        switch name.utf8.count {
        case 2: name.equalsIgnoringCase("To")
        case 3: name.equalsIgnoringCase("Via")
        case 4: name.equalsIgnoringCase("From") || name.equalsIgnoringCase("CSeq")
        case 5: name.equalsIgnoringCase("Route")
        case 7: name.equalsIgnoringCase("Call-ID") || name.equalsIgnoringCase("Contact")
        case 12:
            name.equalsIgnoringCase("Record-Route") || name.equalsIgnoringCase("Max-Forwards")
                || name.equalsIgnoringCase("Content-Type")
        case 14: name.equalsIgnoringCase("Content-Length")
        default: false
        }
    }
}

extension HeaderName {
    /// The usual spelling of a name, long form for a compact one; a name nobody knows stays as it was written.
    package static func canonical(_ name: ArraySlice<UInt8>) -> String {
        if name.count == 1, let letter = name.first, let long = long(compact: letter) { return long }
        if let first = name.first {
            for candidate in known[bucket(first, name.count)] where candidate.matches(name) { return candidate.name }
        }
        return String(decoding: name, as: UTF8.self)
    }

    private struct Known {
        let name: String
        let lowercased: [UInt8]

        func matches(_ written: ArraySlice<UInt8>) -> Bool {
            guard written.count == lowercased.count else { return false }
            let (one, two) = (written.span, lowercased.span)
            for index in one.indices where one[index].asciiLowercased != two[index] { return false }
            return true
        }
    }

    /// The known names by their first letter and their length: seldom more than two together.
    private static let known: [[Known]] = {
        var buckets = [[Known]](repeating: [], count: 1024)
        for name in names {
            let lowercased = name.utf8.map(\.asciiLowercased)
            guard let first = lowercased.first else { continue }
            buckets[bucket(first, lowercased.count)].append(Known(name: name, lowercased: lowercased))
        }
        return buckets
    }()

    private static func bucket(_ first: UInt8, _ count: Int) -> Int { Int(first & 31) << 5 | count & 31 }

    private static let names = [
        "Accept", "Accept-Contact", "Accept-Encoding", "Accept-Language", "Alert-Info", "Allow", "Allow-Events",
        "Answer-Mode", "Authentication-Info", "Authorization", "Call-Info", "Content-Disposition", "Content-Encoding",
        "Content-ID", "Content-Language", "Date", "Diversion", "Error-Info", "Event", "Expires", "Feature-Caps",
        "Flow-Timer", "Geolocation", "Geolocation-Error", "Geolocation-Routing", "History-Info", "Identity",
        "Identity-Info", "In-Reply-To", "Info-Package", "Join", "MIME-Version", "Min-Expires", "Min-SE",
        "Organization", "P-Access-Network-Info", "P-Asserted-Identity", "P-Associated-URI", "P-Called-Party-ID",
        "P-Charging-Vector", "P-Early-Media", "P-Preferred-Identity", "Path", "Permission-Missing", "Priority",
        "Privacy", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Require", "RAck", "RSeq", "Reason",
        "Recv-Info", "Refer-Sub", "Refer-To", "Referred-By", "Reject-Contact", "Remote-Party-ID", "Replaces",
        "Reply-To", "Request-Disposition", "Require", "Resource-Priority", "Retry-After", "SIP-ETag", "SIP-If-Match",
        "Security-Client", "Security-Server", "Security-Verify", "Server", "Service-Route", "Session-Expires",
        "Session-ID", "Subject", "Subscription-State", "Supported", "Target-Dialog", "Timestamp", "Unsupported",
        "User-Agent", "User-to-User", "WWW-Authenticate", "Warning",
    ]
}
