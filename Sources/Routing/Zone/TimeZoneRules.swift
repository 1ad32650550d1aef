package import CallModel

/// The rules of one IANA time zone, for ever: exact from its table, and from its footer for the years after it.
///
/// Reading the bytes is for the caller; this is a value without a clock or a file.
/// Source: RFC 8536 §3.
package struct TimeZoneRules: Hashable, Sendable {
    /// The IANA name: `America/Phoenix`.
    package let name: String
    private let transitions: [Int64]
    private let typeIndices: [UInt8]
    private let types: [LocalTimeType]
    private let footer: POSIXZoneRule?

    /// The rules in `tzif`, the bytes of `/usr/share/zoneinfo/<name>`.
    ///
    /// - Throws: ``ZoneError`` when the bytes are not a whole, sound TZif file.
    package init(name: String, tzif: [UInt8]) throws(ZoneError) {
        let reader = try TZifReader(tzif)
        self.name = name
        var list = TransitionList(times: reader.transitions, typeIndices: reader.typeIndices, types: reader.types)
        if let rule = reader.footer { list.extend(with: rule) }
        transitions = list.times
        typeIndices = list.typeIndices
        types = list.types
        footer = reader.footer
    }

    private init(utc: Void) {
        name = "UTC"
        transitions = []
        typeIndices = []
        types = [LocalTimeType(offset: 0, isDaylight: false, abbreviation: "UTC")]
        footer = nil
    }

    /// Coordinated universal time.
    package static let utc = Self(utc: ())

    /// What a clock in the zone shows at `instant`.
    package func local(at instant: Timestamp) -> ZonedTime {
        let seconds = Self.bounded(instant.seconds)
        let type = type(at: seconds)
        return ZonedTime(
            civil: CivilTime(localSeconds: seconds + Int64(type.offset)), offset: type.offset,
            season: type.isDaylight ? .daylight : .standard, abbreviation: type.abbreviation)
    }

    /// `instant` with the offset in force there.
    package func localInstant(_ instant: Timestamp) -> LocalInstant {
        let type = type(at: Self.bounded(instant.seconds))
        return LocalInstant(at: instant, offset: Int32(type.offset), abbreviation: type.abbreviation)
    }

    /// The instants at which a clock in the zone shows `civil`.
    ///
    /// Example, New York, 2026: `03-08 02:30` → gap, after 07:00 UTC; `11-01 01:30` → twice, 05:30 and 06:30 UTC.
    package func instants(of civil: CivilTime) -> LocalResolution {
        let wanted = civil.localSeconds
        // No offset is beyond 26 hours, so what matters lies within a window of that size.
        let window: Int64 = 26 * 3600 + 1
        if let offset = offset(from: wanted - window, through: wanted + window) {
            return .once(Timestamp(seconds: wanted - Int64(offset)))
        }
        var before = type(at: wanted - window).offset
        var found: [Int64] = []
        var gap: Int64?
        func consider(_ offset: Int) {
            let candidate = wanted - Int64(offset)
            if !found.contains(candidate), type(at: candidate).offset == offset { found.append(candidate) }
        }
        consider(before)
        var cursor = wanted - window
        while let change = self.change(after: cursor), change <= wanted + window {
            let after = type(at: change).offset
            consider(after)
            if gap == nil, wanted >= change + Int64(before), wanted < change + Int64(after) { gap = change }
            before = after
            cursor = change
        }
        found.sort()
        guard let first = found.first, let last = found.last else {
            return .gap(after: Timestamp(seconds: gap ?? wanted - Int64(before)))
        }
        if first == last { return .once(Timestamp(seconds: first)) }
        return .twice(first: Timestamp(seconds: first), second: Timestamp(seconds: last))
    }

    /// The first instant after `instant` at which the zone's clock or its abbreviation changes; `nil` when never.
    package func change(after instant: Timestamp) -> Timestamp? {
        change(after: Self.bounded(instant.seconds)).map { Timestamp(seconds: $0) }
    }

    /// The type in force: the last transition not after `seconds`, the footer after the table, the first type before.
    private func type(at seconds: Int64) -> LocalTimeType {
        if let last = transitions.last, seconds < last || footer == nil {
            let index = Self.count(of: transitions, notAfter: seconds)
            return index == 0 ? types[0] : types[Int(typeIndices[index - 1])]
        }
        return footer?.type(at: seconds) ?? types[0]
    }

    /// The offset in force all the time from one second to another; `nil` when the clock changes, or may change, between.
    private func offset(from start: Int64, through end: Int64) -> Int? {
        let index = Self.count(of: transitions, notAfter: start)
        guard index > 0, index < transitions.count, transitions[index] > end else { return nil }
        return types[Int(typeIndices[index - 1])].offset
    }

    private func change(after seconds: Int64) -> Int64? {
        let index = Self.count(of: transitions, notAfter: seconds)
        if index < transitions.count { return transitions[index] }
        return footer?.change(after: seconds)
    }

    /// How many of the sorted `times` are at or before `moment`.
    private static func count(of times: [Int64], notAfter moment: Int64) -> Int {
        var low = 0
        var high = times.count
        while low < high {
            let middle = (low + high) / 2
            if times[middle] <= moment { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Years 1…9999, so that no sum overflows.
    private static func bounded(_ seconds: Int64) -> Int64 { min(max(seconds, -62_135_596_800), 253_402_300_799) }
}
