/// Reads the bytes of a TZif file into transitions, types and the footer's rule.
///
/// The bytes are hostile until read: every count is checked against what is there before anything is kept.
/// Source: RFC 8536 §3. Version 1 files, with 32-bit times and no footer, are read too. Files that count leap seconds
/// (`right/…`) are refused, because the system's clock does not count them.
struct TZifReader {
    var transitions: [Int64] = []
    var typeIndices: [UInt8] = []
    var types: [LocalTimeType] = []
    var footer: POSIXZoneRule?

    private struct Header {
        var version: UInt8
        var isUTCount, isStandardCount, leapCount, timeCount, typeCount, characterCount: Int

        /// RFC 8536 §3.2: the lengths of a data block's parts, in order.
        func dataLength(timeSize: Int) -> Int {
            timeCount * timeSize + timeCount + typeCount * 6 + characterCount + leapCount * (timeSize + 4)
                + isStandardCount + isUTCount
        }
    }

    init(_ bytes: [UInt8]) throws(ZoneError) {
        guard bytes.count <= 1 << 20 else { throw ZoneError("is longer than 1 MiB") }
        let first = try Self.header(bytes, at: 0)
        if first.version == 0 {
            try readBlock(bytes, at: 44, first, timeSize: 4)
            return
        }
        let second = 44 + first.dataLength(timeSize: 4)
        let header = try Self.header(bytes, at: second)
        try readBlock(bytes, at: second + 44, header, timeSize: 8)
        try readFooter(bytes, at: second + 44 + header.dataLength(timeSize: 8))
    }

    private static func header(_ bytes: [UInt8], at start: Int) throws(ZoneError) -> Header {
        guard bytes.count >= start + 44 else { throw ZoneError("ends inside a header") }
        guard bytes[start..<start + 4].elementsEqual("TZif".utf8) else { throw ZoneError("is not a time zone file") }
        func count(_ index: Int) -> Int {
            bytes[(start + 20 + 4 * index)..<(start + 24 + 4 * index)].reduce(0) { $0 << 8 | Int($1) }
        }
        let header = Header(
            version: bytes[start + 4], isUTCount: count(0), isStandardCount: count(1), leapCount: count(2),
            timeCount: count(3), typeCount: count(4), characterCount: count(5))
        guard header.typeCount >= 1, header.typeCount <= 256, header.characterCount >= 1,
            header.isUTCount == 0 || header.isUTCount == header.typeCount,
            header.isStandardCount == 0 || header.isStandardCount == header.typeCount
        else { throw ZoneError("has counts that cannot be") }
        return header
    }

    private mutating func readBlock(
        _ bytes: [UInt8], at start: Int, _ header: Header, timeSize: Int
    ) throws(ZoneError) {
        guard header.leapCount == 0 else { throw ZoneError("counts leap seconds; use the zone without right/") }
        guard bytes.count - start >= header.dataLength(timeSize: timeSize) else {
            throw ZoneError("ends inside its data")
        }
        let indices = start + header.timeCount * timeSize
        let typeStart = indices + header.timeCount
        let names = typeStart + header.typeCount * 6
        let characters = bytes[names..<names + header.characterCount]
        for index in 0..<header.timeCount {
            let slice = bytes[(start + index * timeSize)..<(start + (index + 1) * timeSize)]
            let raw = slice.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            let time =
                timeSize == 8 ? Int64(bitPattern: raw) : Int64(Int32(bitPattern: UInt32(truncatingIfNeeded: raw)))
            if let last = transitions.last, last >= time { throw ZoneError("has transitions out of order") }
            guard Int(bytes[indices + index]) < header.typeCount else { throw ZoneError("names a type that it lacks") }
            // Nothing before year 1 or after 9999 matters, and sums with offsets then never overflow.
            transitions.append(min(max(time, -62_135_596_800), 253_402_300_799))
            typeIndices.append(bytes[indices + index])
        }
        for index in 0..<header.typeCount {
            let record = bytes[(typeStart + 6 * index)..<(typeStart + 6 * index + 6)]
            let raw = record.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            let offset = Int(Int32(bitPattern: raw))
            // RFC 8536 §3.2: utoff should lie within −25…26 hours.
            guard (-89_999...93_599).contains(offset) else { throw ZoneError("has an offset beyond a day") }
            let flags = Array(record.suffix(2))
            let name = characters.dropFirst(Int(flags[1])).prefix { $0 != 0 }
            guard flags[0] <= 1, Int(flags[1]) < header.characterCount, name.endIndex < characters.endIndex,
                name.allSatisfy({ $0 > 0x20 && $0 < 0x7f })
            else { throw ZoneError("has a broken type") }
            types.append(
                .init(offset: offset, isDaylight: flags[0] == 1, abbreviation: String(decoding: name, as: UTF8.self)))
        }
    }

    private mutating func readFooter(_ bytes: [UInt8], at start: Int) throws(ZoneError) {
        guard start < bytes.count, bytes[start] == 0x0a,
            let end = bytes[(start + 1)...].firstIndex(of: 0x0a)
        else { throw ZoneError("has no footer") }
        let text = bytes[(start + 1)..<end]
        guard !text.isEmpty else { return }
        guard let rule = POSIXZoneRule(parsing: text) else { throw ZoneError("has a footer that is not a rule") }
        footer = rule
    }
}

/// Why bytes are not a time zone.
package struct ZoneError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, to follow the name of the zone: `is not a time zone file`.
    package let description: String

    init(_ description: String) { self.description = description }
}
