package import CallModel

/// A mode that somebody set, at a site or for the whole clinic. Half-open, and over by itself when it has an end.
package struct ModeSetting: Hashable, Sendable, Codable {
    /// The mode's key: `snow-day`.
    package var mode: String
    /// The site; `nil` for the clinic and all its sites that have no mode of their own.
    package var site: String?
    /// From here on, to but not including the end; until it is cleared when there is none.
    package var start: Timestamp
    package var end: Timestamp?

    /// A setting of these parts.
    package init(mode: String, site: String? = nil, start: Timestamp, end: Timestamp? = nil) {
        self.mode = mode
        self.site = site
        self.start = start
        self.end = end
    }

    func covers(_ instant: Timestamp) -> Bool { start <= instant && end.map { instant < $0 } ?? true }
}

/// The mode that is in force at a site, as its hours see it.
struct ModeInForce: Hashable, Sendable {
    var name: String
    var title: String
    var effect: ClinicMode.HoursEffect
    var until: LocalInstant?

    var reason: HoursReason { .mode(title, until: until) }
}

/// What begins the name of hours that are open while a mode is in force: `during mode snow-day`.
package let modeHours = "mode "

extension RoutingTable {
    /// The modes of the configuration, by key.
    package var modeNames: [String] { modes.keys.sorted() }

    /// What people call a mode; `nil` when there is none of this key.
    package func title(ofMode name: String) -> String? { modes[name]?.title }

    /// The mode of the configuration with this key.
    package func mode(named name: String) -> ClinicMode? { modes[name] }

    /// The same table with these modes set, instead of those that were. Of several at one place the one that was set
    /// last counts. Modes and sites that are not there are passed over.
    package func setting(modes settings: [ModeSetting]) -> RoutingTable {
        with(
            settings: settings.filter { setting in
                modes[setting.mode] != nil && setting.site.map { sites[$0] != nil } ?? true
            })
    }

    /// The mode in force at a site at `instant`: its own, else the clinic's; `nil` for none.
    package func mode(site: String?, at instant: Timestamp) -> ModeSetting? {
        guard !settings.isEmpty else { return nil }
        let now = settings.filter { $0.covers(instant) }
        return now.last { $0.site == site } ?? now.last { $0.site == nil }
    }

    /// The site of that name with its mode of `instant`.
    func site(_ name: String?, at instant: Timestamp) -> SiteEntry { inMode(site(name), at: instant) }

    /// The site with its mode of `instant`. Most of the time there is none, and nothing is copied.
    func inMode(_ site: SiteEntry, at instant: Timestamp) -> SiteEntry {
        guard let setting = mode(site: site.name, at: instant), let mode = modes[setting.mode] else { return site }
        return site.setting(
            ModeInForce(
                name: setting.mode, title: mode.title, effect: mode.hours,
                until: setting.end.map { site.zone.localInstant($0) }))
    }
}
