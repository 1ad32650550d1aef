import Routing
import SIPStack

/// Reads addresses: `udp 127.0.0.1:5060`, `sip.example.net:5080`, `[2001:db8::1]`.
enum NetworkPhrase {
    /// A host and its port; `nil` when it is neither a name nor an address.
    static func host(_ text: String) -> (host: String, port: UInt16?)? {
        var host = Substring(text)
        var rest = Substring()
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return nil }
            host = text[text.index(after: text.startIndex)..<end]
            rest = text[text.index(after: end)...]
            guard isIPv6(host) else { return nil }
        } else if let colon = text.firstIndex(of: ":"), text[text.index(after: colon)...].firstIndex(of: ":") == nil {
            host = text[..<colon]
            rest = text[colon...]
        }
        guard isIPv6(host) || isIPv4(host) || isName(host) else { return nil }
        if rest.isEmpty { return (String(host), nil) }
        guard rest.first == ":", let port = port(rest.dropFirst()) else { return nil }
        return (String(host), port)
    }

    static func port(_ text: some StringProtocol) -> UInt16? {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(text), port > 0 else {
            return nil
        }
        return port
    }

    static func isNumeric(_ host: String) -> Bool { isIPv4(host[...]) || isIPv6(host[...]) }

    static func isIPv4(_ text: Substring) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                (1...3).contains(part.utf8.count) && part.utf8.allSatisfy { (0x30...0x39).contains($0) }
                    && UInt8(part) != nil
            }
    }

    /// Its characters and its shape; the system has the last word when it binds or connects.
    static func isIPv6(_ text: Substring) -> Bool {
        let groups = text.split(separator: ":", omittingEmptySubsequences: false)
        return (3...9).contains(groups.count) && text.utf8.count <= 45
            && groups.allSatisfy { group in
                group.utf8.count <= 4
                    && group.utf8.allSatisfy { byte in
                        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
                    } || isIPv4(group)
            }
    }

    /// RFC 1123 §2.1; a name of digits and dots only is a broken address.
    static func isName(_ text: Substring) -> Bool {
        guard text.utf8.count <= 253, text.utf8.contains(where: { (0x61...0x7a).contains($0 | 0x20) }) else {
            return false
        }
        return text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                && label.utf8.allSatisfy { byte in
                    (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20) || byte == 0x2d
                }
        }
    }
}

extension Section {
    /// A numeric address.
    func numericAddress(_ key: String) -> String? {
        guard let text = placedText(key) else { return nil }
        if NetworkPhrase.isNumeric(text.value) { return text.value }
        log.error(
            text.position, "'\(path(key))': '\(text.value)' is not a numeric address", hint: "such as 192.0.2.10")
        return nil
    }
}
