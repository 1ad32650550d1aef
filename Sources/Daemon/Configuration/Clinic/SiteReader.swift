import Routing

/// Reads `sites:`. What a site does not say is as it is for the clinic.
struct SiteReader {
    let zones: ZoneReader
    let log: FindingLog

    func read(_ node: YAMLNode?, of clinic: Clinic) -> [ClinicSite] {
        guard let node, let table = Section(node, path: "sites", log: log) else { return [] }
        return table.named.compactMap { entry in
            let path = "sites.\(entry.key)"
            guard let section = Section(entry.value, path: path, keys: .site, log: log) else {
                log.leftOut = true
                return nil
            }
            return ClinicSite(
                name: Placed(entry.key, at: entry.position), title: section.text("name") ?? entry.key,
                zone: zones.read(section) ?? clinic.zone,
                hours: HoursReader(log: log, path: section.path("hours")).read(section["hours"], over: clinic.hours),
                desk: section["desk"] == nil ? [] : section.targets("desk"))
        }
    }
}

extension [ClinicSite] {
    /// The zone of the site that a section names with `site:`; `zone` when it names none, or one that is not there.
    func zone(_ name: Placed<String>?, else zone: TimeZoneRules) -> TimeZoneRules {
        first { $0.name.value == name?.value }?.zone ?? zone
    }
}
