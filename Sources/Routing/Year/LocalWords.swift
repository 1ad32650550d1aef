package import CallModel

extension TimeZoneRules {
    /// An instant as people say it, within a year: `Sun 1 Nov 01:30 MST`, and which of two passes it is when a clock
    /// change shows that time twice: `Sun 1 Nov 01:30 EST, second pass`.
    package func words(_ instant: Timestamp) -> String {
        let local = local(at: instant)
        let date = local.civil.date
        let day = "\(date.weekday.title) \(date.day) \(Self.months[date.month - 1])"
        let text = "\(day) \(clockText(local.civil.secondOfDay)) \(local.abbreviation)"
        return pass(instant).map { "\(text), \($0)" } ?? text
    }

    private func pass(_ instant: Timestamp) -> String? {
        switch instants(of: local(at: instant).civil) {
        case .once, .gap: nil
        case .twice(let first, _): instant == first ? "first pass" : "second pass"
        }
    }

    /// The same without the zone's abbreviation: `Fri 25 Dec 00:00`.
    package func shortWords(_ instant: Timestamp) -> String {
        let local = local(at: instant)
        let date = local.civil.date
        let text =
            "\(date.weekday.title) \(date.day) \(Self.months[date.month - 1]) \(clockText(local.civil.secondOfDay))"
        return pass(instant).map { "\(text) (\($0))" } ?? text
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}

extension PhoneNumber {
    /// A number of the clinic's own, short: `+1602…0100`.
    package var short: String {
        e164.utf8.count > 9 ? "\(e164.prefix(5))…\(e164.suffix(4))" : e164
    }
}
