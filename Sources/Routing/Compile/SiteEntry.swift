package import CallModel

/// A site with everything that is not said filled in.
final class SiteEntry: Sendable {
    /// The key; `nil` for the clinic itself.
    let name: String?
    /// What people call it.
    let title: String
    let zone: TimeZoneRules
    let hours: OpeningHours
    /// What the safe plan rings before whoever is on call.
    let desk: [Ringable]

    init(name: String?, title: String, zone: TimeZoneRules, hours: OpeningHours, desk: [Ringable]) {
        self.name = name
        self.title = title
        self.zone = zone
        self.hours = hours
        self.desk = desk
    }

    /// The same site while this mode is in force.
    func setting(_ mode: ModeInForce) -> SiteEntry {
        var hours = hours
        hours.mode = mode
        return SiteEntry(name: name, title: title, zone: zone, hours: hours, desk: desk)
    }

    /// What the clock on its wall shows at `instant`.
    func civil(at instant: Timestamp) -> CivilTime { CivilTime(localSeconds: zone.localSeconds(at: instant)) }
}

extension RoutingTable {
    /// The site of that name; the clinic itself for `nil` and for a name that is not there.
    func site(_ name: String?) -> SiteEntry { name.flatMap { sites[$0] } ?? home }

    /// The names of the sites, without the clinic itself.
    package var siteNames: [String] { sites.keys.sorted() }

    /// The zone of a site; the clinic's own for `nil` and for a name that is not there.
    package func zone(site name: String?) -> TimeZoneRules { site(name).zone }

    /// The site that a number belongs to; `nil` for the clinic itself.
    package func site(of number: PhoneNumber) -> String? { numbers[number]?.site.name }

    /// The zone by which calls to a number are decided.
    package func zone(of number: PhoneNumber) -> TimeZoneRules { site(site(of: number)).zone }
}
