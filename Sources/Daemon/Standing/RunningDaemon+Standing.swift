import CallModel
import Logging
import Routing
import Storage

extension RunningDaemon {
    /// The table in force, with what was set at run time.
    var table: RoutingTable { switchboard.routing.table }

    /// Takes what the store has; without a store, nothing is set.
    func loadStanding() async {
        guard let orders = try? await StandingOrders.load(store, at: clock.now()) else { return }
        apply(orders)
    }

    /// Makes decisions with `orders` from now on.
    func apply(_ orders: StandingOrders) {
        standing = orders
        switchboard.routing = TableRouting(table: orders.over(configuration.table), clock: clock)
    }

    /// Changes overrides and shows them.
    ///
    /// - Throws: ``ControlError`` for what cannot be; nothing changed then.
    func overrides(_ request: OverridesRequest) async throws -> OverridesReport {
        let now = clock.now()
        var changed: String?
        switch request.change {
        case nil: break
        case .add(let rotation, let person, let from, let to):
            let zone = try zone(ofRotation: rotation)
            try check(person)
            let (start, end) = try stretch(from, to, now, zone)
            let added = try await add(
                [OnCallOverride(rotation: rotation, person: person, start: start, end: end)], now)
            changed = added.first.map {
                "override \($0.id): \(name(person)) has \(rotation) from \(zone.local(at: start)) to \(zone.local(at: end))"
            }
        case .swap(let first, let second, let rotation, let from, let to):
            try check(first)
            try check(second)
            changed = try await swap(first, second, rotation, from, to, now)
        case .remove(let id):
            guard let old = try await store.overrides.remove(id, at: now) else {
                throw ControlError(.notFound, "there is no override \(id): see `nightbell override list`")
            }
            changed = "override \(id) of \(old.rotation) is taken back"
        }
        if let changed { logger.notice("overrides changed", metadata: ["change": "\(changed)"]) }
        apply(try await StandingOrders.load(store, at: now))
        return OverridesReport(overrides: standing.overrides.map(entry), changed: changed)
    }

    private func swap(
        _ first: PersonID, _ second: PersonID, _ rotation: String?, _ from: String, _ to: String, _ now: Timestamp
    ) async throws -> String {
        guard first != second else { throw ControlError(.badRequest, "name two people to swap") }
        let names = rotation.map { [$0] } ?? table.rotationNames
        var list: [OnCallOverride] = []
        for name in names {
            let (start, end) = try stretch(from, to, now, try zone(ofRotation: name))
            list += table.overrides(swapping: first, and: second, in: name, from: start, to: end)
        }
        guard !list.isEmpty else {
            throw ControlError(
                .conflict, "neither \(name(first)) nor \(name(second)) is on call in that time: nothing to swap")
        }
        let added = try await add(list, now)
        return "\(name(first)) and \(name(second)) swap: \(added.count) \(added.count == 1 ? "override" : "overrides")"
    }

    private func add(_ overrides: [OnCallOverride], _ now: Timestamp) async throws -> [StoredOverride] {
        guard standing.overrides.count + overrides.count <= StandingOrders.mostOverrides else {
            throw ControlError(.conflict, "there are \(StandingOrders.mostOverrides) overrides already: remove some")
        }
        return try await store.overrides.add(
            overrides.map {
                StoredOverride(rotation: $0.rotation, person: $0.person, start: $0.start, end: $0.end, created: now)
            })
    }

    /// A stretch of time that is still to end, and is not longer than a year.
    private func stretch(_ from: String, _ to: String, _ now: Timestamp, _ zone: TimeZoneRules) throws(ControlError)
        -> (Timestamp, Timestamp)
    {
        guard let start = WhenPhrase.instant(from, after: now, in: zone) else {
            throw ControlError(.badRequest, "'\(from)' is no time: \(WhenPhrase.hint)")
        }
        // `--from 'fri 17:00' --to 'mon 08:00'` means the Monday after that Friday.
        guard let end = WhenPhrase.instant(to, after: max(start, now), in: zone) else {
            throw ControlError(.badRequest, "'\(to)' is no time: \(WhenPhrase.hint)")
        }
        guard start < end else { throw ControlError(.badRequest, "it would end before it starts") }
        guard end > now else { throw ControlError(.badRequest, "it would be over already") }
        guard end - start <= .seconds(366 * 86_400) else {
            throw ControlError(.badRequest, "it would last more than a year: change the configuration instead")
        }
        return (start, end)
    }

    private func zone(ofRotation name: String) throws(ControlError) -> TimeZoneRules {
        if let schedule = table.schedule(name) { return schedule.zone }
        throw ControlError(.notFound, "there is no rotation '\(name)'\(hint(name, table.rotationNames))")
    }

    private func check(_ person: PersonID) throws(ControlError) {
        guard table.name(of: person) == nil else { return }
        throw ControlError(
            .notFound,
            "there is no person '\(person)'\(hint(person.value, configuration.clinic.people.map(\.id.value)))")
    }

    func hint(_ name: String, _ names: [String]) -> String {
        Spelling.hint(for: name, among: names).map { ": \($0)" } ?? ""
    }

    func name(_ person: PersonID) -> String { table.name(of: person) ?? person.value }

    private func entry(_ override: StoredOverride) -> OverridesReport.Entry {
        let zone = table.schedule(override.rotation)?.zone ?? table.zone
        return OverridesReport.Entry(
            id: override.id, rotation: override.rotation, person: override.person, name: name(override.person),
            start: ReportTime(override.start), end: ReportTime(override.end),
            localStart: zone.local(at: override.start).description,
            localEnd: zone.local(at: override.end).description)
    }
}
