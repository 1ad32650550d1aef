extension Compiler {
    /// Sites, and what names one.
    mutating func checkSites() {
        for site in clinic.sites {
            for target in site.desk {
                checkTarget(target)
                switch target.value {
                case .phone, .number, .unreadable: break
                case .person, .onCall, .next, .everyone, .queue:
                    error(
                        target.position, "the desk of site '\(site.name.value)' must be phones and numbers",
                        hint: "whoever is on call is rung after the desk in any case")
                }
            }
        }
        for number in clinic.numbers { checkSite(number.site) }
        for rotation in clinic.rotations { checkSite(rotation.site) }
    }

    mutating func checkSite(_ site: Placed<String>?) {
        guard let site else { return }
        check("site", site.value, among: clinic.sites.map(\.name.value), at: site.position)
    }

    /// Checks that hours of this name are somewhere; a site has those of the clinic too.
    mutating func checkHours(_ hours: Placed<String>) {
        if checkMode(hours) == .mode { return }
        let names = clinic.sites.reduce(Set(clinic.hours.weekly.keys)) { $0.union($1.hours.weekly.keys) }
        check("hours", hours.value, among: names, at: hours.position)
    }

    var home: SiteEntry {
        SiteEntry(
            name: nil, title: clinic.name, zone: clinic.zone, hours: clinic.hours,
            desk: clinic.phones.filter { $0.trust == .trusted }.flatMap { ringables(.phone($0.number.value)) })
    }

    func siteEntries(_ home: SiteEntry) -> [String: SiteEntry] {
        let entries = clinic.sites.map { site in
            let desk = site.desk.flatMap { ringables($0.value) }
            return (
                site.name.value,
                SiteEntry(
                    name: site.name.value, title: site.title, zone: site.zone, hours: site.hours,
                    desk: desk.isEmpty ? home.desk : desk)
            )
        }
        return Dictionary(entries) { first, _ in first }
    }
}
