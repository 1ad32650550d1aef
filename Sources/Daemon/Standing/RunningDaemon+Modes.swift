import CallModel
import Logging
import Routing
import Storage

extension RunningDaemon {
    /// Changes modes and shows them.
    ///
    /// - Throws: ``ControlError`` for what cannot be; nothing changed then.
    func modes(_ request: ModesRequest) async throws -> ModesReport {
        let now = clock.now()
        var changed: String?
        switch request.change {
        case nil: break
        case .set(let name, let site, let until): changed = try await set(name, site, until, now)
        case .clear(let site):
            try check(site: site)
            try await store.modes.clear(site: site, at: now)
            changed = "\(place(site)): no mode"
        }
        if let changed { logger.notice("mode changed", metadata: ["change": "\(changed)"]) }
        apply(try await StandingOrders.load(store, at: now))
        return ModesReport(modes: standing.modes.map(entry), known: table.modeNames, changed: changed)
    }

    /// Puts the clinic, or a site, into a mode.
    private func set(_ name: String, _ site: String?, _ until: String?, _ now: Timestamp) async throws -> String {
        try check(site: site)
        let key = ClinicMode.key(for: name)
        guard let mode = table.mode(named: key) else {
            let known = table.modeNames
            throw ControlError(
                .notFound,
                known.isEmpty
                    ? "the configuration has no modes: list them under 'modes:'"
                    : "there is no mode '\(name)'\(hint(key, known))")
        }
        let zone = table.zone(site: site)
        let end = try end(of: mode, until, now, zone)
        try await store.modes.set(StoredMode(mode: key, site: site, start: now, end: end))
        return "\(place(site)): \(mode.title) " + (end.map { "until \(zone.local(at: $0))" } ?? "until it is cleared")
    }

    private func end(of mode: ClinicMode, _ until: String?, _ now: Timestamp, _ zone: TimeZoneRules)
        throws(ControlError) -> Timestamp?
    {
        if until == "never" { return nil }
        if let until {
            guard let end = WhenPhrase.instant(until, after: now, in: zone) else {
                throw ControlError(.badRequest, "'\(until)' is no time: \(WhenPhrase.hint), or 'never'")
            }
            guard end > now else { throw ControlError(.badRequest, "it would be over already") }
            return end
        }
        if let lasts = mode.lasts { return now + lasts }
        let tomorrow = zone.local(at: now).civil.date + 1
        return zone.instants(of: CivilTime(tomorrow)).instant
    }

    private func check(site: String?) throws(ControlError) {
        guard let site, !table.siteNames.contains(site) else { return }
        throw ControlError(.notFound, "there is no site '\(site)'\(hint(site, table.siteNames))")
    }

    private func place(_ site: String?) -> String { site ?? "the whole clinic" }

    private func entry(_ mode: StoredMode) -> ModesReport.Entry {
        ModesReport.Entry(
            mode: mode.mode, title: table.title(ofMode: mode.mode) ?? mode.mode, site: mode.site,
            since: ReportTime(mode.start), until: mode.end.map(ReportTime.init),
            localUntil: mode.end.map { table.zone(site: mode.site).local(at: $0).description })
    }
}
