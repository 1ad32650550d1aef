/// One of several sites: its own clock, hours and desk. The clinic itself is the site without a name.
package struct ClinicSite: Sendable {
    /// The key: `chandler`.
    package var name: Placed<String>
    /// What people call it: `Chandler office`.
    package var title: String
    /// Its time zone.
    package var zone: TimeZoneRules
    /// When it is open: its own hours over those of the clinic.
    package var hours: OpeningHours
    /// What the safe plan rings there, before whoever is on call; the clinic's trusted phones when empty.
    package var desk: [Placed<ClinicTarget>]

    /// A site of these parts.
    package init(
        name: Placed<String>, title: String, zone: TimeZoneRules, hours: OpeningHours,
        desk: [Placed<ClinicTarget>] = []
    ) {
        self.name = name
        self.title = title
        self.zone = zone
        self.hours = hours
        self.desk = desk
    }
}
