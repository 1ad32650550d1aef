package import CallModel

/// A site with everything that is not said filled in.
struct SiteEntry: Sendable {
    /// The key; `nil` for the clinic itself.
    var name: String?
    /// What people call it.
    var title: String
    var zone: TimeZoneRules
    var hours: OpeningHours
    /// What the safe plan rings before whoever is on call.
    var desk: [Ringable]
}

extension RoutingTable {
    /// The site of that name; the clinic itself for `nil` and for a name that is not there.
    func site(_ name: String?) -> Shared<SiteEntry> { name.flatMap { sites[$0] } ?? home }

    /// The names of the sites, without the clinic itself.
    package var siteNames: [String] { sites.keys.sorted() }

    /// The zone of a site; the clinic's own for `nil` and for a name that is not there.
    package func zone(site name: String?) -> TimeZoneRules { site(name).value.zone }

    /// The site that a number belongs to; `nil` for the clinic itself.
    package func site(of number: PhoneNumber) -> String? { numbers[number]?.value.site }

    /// The zone by which calls to a number are decided.
    package func zone(of number: PhoneNumber) -> TimeZoneRules { site(site(of: number)).value.zone }
}
