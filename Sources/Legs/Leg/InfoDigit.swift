import Routing
import SIP

/// A key sent in SIP INFO, as some phones and gateways do instead of RFC 4733.
enum InfoDigit {
    /// The key of `application/dtmf-relay` (`Signal=5`) or `application/dtmf` (`5`); `nil` for anything else.
    static func key(_ request: SIPRequest) -> Key? {
        let text = String(decoding: request.body.prefix(256), as: UTF8.self)
        switch request.headers.contentType {
        case "application/dtmf-relay":
            for line in text.split(whereSeparator: \.isNewline) {
                let parts = line.split(separator: "=", maxSplits: 1)
                guard parts.count == 2, trimmed(parts[0]).lowercased() == "signal" else { continue }
                return key(trimmed(parts[1]))
            }
            return nil
        case "application/dtmf": return key(trimmed(text[...]))
        default: return nil
        }
    }

    private static func key(_ text: Substring) -> Key? {
        switch text {
        case "10": Key("*")
        case "11": Key("#")
        default: text.count == 1 ? text.first.flatMap(Key.init) : nil
        }
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop(while: \.isWhitespace)
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return text
    }
}
