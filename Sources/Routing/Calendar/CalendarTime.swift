import CallModel

/// A DATE or DATE-TIME of an iCalendar file, with the zone by whose clock it is meant.
///
/// Source: RFC 5545 §3.3.4, §3.3.5. A floating time is by the clock of the rotation's site.
struct CalendarTime {
    var civil: CivilTime
    var zone: TimeZoneRules
    /// Whether it is a whole day.
    var precision: Precision

    enum Precision: Hashable { case day, second }

    var instant: Timestamp { Self.instant(of: civil, in: zone) }

    /// When the clock shows `civil`. A time that the clock skips is counted on by the clock before the change, as
    /// calendars show it: 02:30 is 03:30 then (§3.3.5). Of a time that it shows twice the first is meant.
    static func instant(of civil: CivilTime, in zone: TimeZoneRules) -> Timestamp {
        let found = zone.instants(of: civil)
        guard case .gap(let after) = found else { return found.instant }
        let before = zone.local(at: after + .seconds(-1)).offset
        return Timestamp(seconds: civil.localSeconds - Int64(before))
    }

    /// Reads `20260102`, `20260102T170000` or `20260102T170000Z`.
    init?(_ text: String, zone: TimeZoneRules) {
        let bytes = Array(text.utf8)
        func number(_ range: Range<Int>) -> Int? {
            guard range.upperBound <= bytes.count else { return nil }
            return bytes[range].reduce(into: Int?.some(0)) { value, byte in
                value = (0x30...0x39).contains(byte) ? value.map { $0 * 10 + Int(byte) - 0x30 } : nil
            }
        }
        guard let year = number(0..<4), let month = number(4..<6), let day = number(6..<8),
            let date = CivilDate(year: year, month: month, day: day), (1900...2200).contains(year)
        else { return nil }
        guard bytes.count > 8 else {
            self.init(civil: CivilTime(date), zone: zone, precision: .day)
            return
        }
        guard bytes[8] == UInt8(ascii: "T"), let hour = number(9..<11), let minute = number(11..<13),
            let second = number(13..<15), hour < 24, minute < 60, second <= 60,
            bytes.count == 15 || bytes.count == 16 && bytes[15] == UInt8(ascii: "Z")
        else { return nil }
        self.init(
            civil: CivilTime(date, secondOfDay: hour * 3600 + minute * 60 + min(second, 59)),
            zone: bytes.count == 16 ? .utc : zone, precision: .second)
    }

    init(civil: CivilTime, zone: TimeZoneRules, precision: Precision) {
        self.civil = civil
        self.zone = zone
        self.precision = precision
    }

    /// `P1D`, `PT15H`, `P1W`, `P1DT30M`, in seconds by the clock on the wall; up to a year.
    static func duration(_ text: String) -> Int? {
        var total = 0
        var digits = 0
        var value = 0
        var parts = 0
        var inTime = false
        let body = text.first == "+" ? text.dropFirst() : text[...]
        guard body.first == "P" else { return nil }
        for scalar in body.dropFirst().unicodeScalars {
            switch scalar {
            case "0"..."9":
                digits += 1
                guard digits <= 7 else { return nil }
                value = value * 10 + Int(scalar.value - 0x30)
                continue
            case "T" where !inTime && digits == 0:
                inTime = true
                continue
            case "W" where !inTime: total += value * 604_800
            case "D" where !inTime: total += value * 86_400
            case "H" where inTime: total += value * 3600
            case "M" where inTime: total += value * 60
            case "S" where inTime: total += value
            default: return nil
            }
            guard digits > 0 else { return nil }
            (digits, value, parts) = (0, 0, parts + 1)
        }
        return digits == 0 && parts > 0 && total > 0 && total <= 366 * 86_400 ? total : nil
    }
}
