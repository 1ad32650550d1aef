package import CallModel

/// The rules of one IANA time zone, for ever: exact from its table, and from its footer for the years after it.
///
/// Reading the bytes is for the caller; this is a value without a clock or a file.
/// Source: RFC 8536 §3.
package struct TimeZoneRules: Hashable, Sendable {
    private let table: ZoneTable

    /// The IANA name: `America/Phoenix`.
    package var name: String { table.name }

    /// The rules in `tzif`, the bytes of `/usr/share/zoneinfo/<name>`.
    ///
    /// - Throws: ``ZoneError`` when the bytes are not a whole, sound TZif file.
    package init(name: String, tzif: [UInt8]) throws(ZoneError) {
        let reader = try TZifReader(tzif)
        var list = TransitionList(times: reader.transitions, typeIndices: reader.typeIndices, types: reader.types)
        if let rule = reader.footer { list.extend(with: rule) }
        table = ZoneTable(
            name: name, transitions: list.times, typeIndices: list.typeIndices, kinds: list.types,
            footer: reader.footer)
    }

    private init(utc: Void) {
        let type = LocalTimeType(offset: 0, isDaylight: false, abbreviation: "UTC")
        table = ZoneTable(name: "UTC", transitions: [], typeIndices: [], kinds: [type], footer: nil)
    }

    /// Coordinated universal time.
    package static let utc = Self(utc: ())

    /// What a clock in the zone shows at `instant`.
    package func local(at instant: Timestamp) -> ZonedTime {
        let seconds = Self.bounded(instant.seconds)
        let type = table.type(at: seconds)
        return ZonedTime(
            civil: CivilTime(localSeconds: seconds + Int64(type.offset)), offset: type.offset,
            season: type.isDaylight ? .daylight : .standard, abbreviation: type.abbreviation)
    }

    /// The same as seconds since 1970-01-01 00:00 by that clock.
    func localSeconds(at instant: Timestamp) -> Int64 {
        let seconds = Self.bounded(instant.seconds)
        return seconds + table.offset(at: seconds)
    }

    /// `instant` with the offset in force there.
    package func localInstant(_ instant: Timestamp) -> LocalInstant {
        let type = table.type(at: Self.bounded(instant.seconds))
        return LocalInstant(at: instant, offset: Int32(type.offset), abbreviation: type.abbreviation)
    }

    /// The instants at which a clock in the zone shows `civil`.
    ///
    /// Example, New York, 2026: `03-08 02:30` → gap, after 07:00 UTC; `11-01 01:30` → twice, 05:30 and 06:30 UTC.
    package func instants(of civil: CivilTime) -> LocalResolution {
        let (first, last, gap) = table.instants(of: civil.localSeconds)
        if let gap { return .gap(after: Timestamp(seconds: gap)) }
        if first == last { return .once(Timestamp(seconds: first)) }
        return .twice(first: Timestamp(seconds: first), second: Timestamp(seconds: last))
    }

    /// The instant that a schedule means by a time on the clock, in seconds since 1970-01-01 00:00 by that clock: see
    /// ``LocalResolution/instant``.
    func instant(ofLocal seconds: Int64) -> Timestamp { Timestamp(seconds: table.instants(of: seconds).first) }

    /// The first instant after `instant` at which the zone's clock or its abbreviation changes; `nil` when never.
    package func change(after instant: Timestamp) -> Timestamp? {
        table.change(after: Self.bounded(instant.seconds)).map { Timestamp(seconds: $0) }
    }

    /// Years 1…9999, so that no sum overflows.
    private static func bounded(_ seconds: Int64) -> Int64 { min(max(seconds, -62_135_596_800), 253_402_300_799) }
}
