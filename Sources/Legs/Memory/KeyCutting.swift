import SIP

/// Takes keys out of descriptions before these are kept, and puts ours back.
///
///     a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:PS1uQ…    kept: a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:
///
/// - Source: RFC 4568 §9.1.
enum KeyCutting {
    private static let mark = Array("inline:".utf8)
    /// What ends a key and its parameters.
    private static let end: Set<UInt8> = [0x20, 0x09, 0x0D, 0x0A, UInt8(ascii: ";")]

    /// The description without what stands after each `inline:`.
    static func without(_ description: [UInt8]) -> [UInt8] { replacing(description, by: []) }

    /// The description with this key after each `inline:`; as it is when the octets are no key.
    static func with(_ octets: [UInt8], _ description: [UInt8]) -> [UInt8] {
        guard let key = CryptoKey(suite: .aes80, octets: octets) else { return description }
        // `1 SUITE inline:KEY`: the last word is what is wanted.
        let value = CryptoAttribute(tag: 1, key: key).value.utf8
        return replacing(description, by: Array(value.suffix(while: { $0 != UInt8(ascii: ":") })))
    }

    private static func replacing(_ description: [UInt8], by key: [UInt8]) -> [UInt8] {
        guard description.count >= mark.count else { return description }
        var result: [UInt8] = []
        result.reserveCapacity(description.count)
        var next = 0
        while next < description.count {
            guard description[next] == mark[0], description[next...].starts(with: mark) else {
                result.append(description[next])
                next += 1
                continue
            }
            result += mark + key
            next += mark.count
            while next < description.count, !end.contains(description[next]) { next += 1 }
        }
        return result
    }
}

extension Collection where Self: BidirectionalCollection {
    /// The last elements of which all hold.
    fileprivate func suffix(while holds: (Element) -> Bool) -> SubSequence {
        var start = endIndex
        while start > startIndex {
            let before = index(before: start)
            guard holds(self[before]) else { break }
            start = before
        }
        return self[start...]
    }
}
