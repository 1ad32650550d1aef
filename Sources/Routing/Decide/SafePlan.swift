package import CallModel

/// What happens when nothing better is known: the desk phones that are trusted and everybody on call ring together,
/// twice, and then a callback is taken as an open case.
///
/// It stands behind every decision, and is made without flows, menus or policies.
package enum SafePlan {
    /// The name of its escalation, at which calls come back when nobody accepted.
    package static let policy = "nightbell-safe"
    static let rounds = 2
    static let ringTime = Duration.seconds(40)
    static let due = Duration.seconds(1800)
    /// No more devices than this ring at once.
    static let limit = 32
}

extension RoutingTable {
    /// The safe plan at `now`, with `why` in its trace.
    ///
    /// - Parameter facts: from which its round is taken, when the safe plan has been tried already.
    package func safeDecision(_ facts: CallFacts, at now: Timestamp, why: SafePlanReason) -> Decision {
        var decider = Decider(table: self, facts: facts, now: now)
        decider.enterSafePlan(why)
        return decider.decision()
    }

    /// Whom the safe plan rings at `now`: the site's desk and whoever is on call in its rotations, or in all when it has
    /// none of its own. When nobody is on call, all who ever are.
    func safeTargets(at now: Timestamp, site: SiteEntry) -> [DialTarget] {
        var devices = site.desk
        var onCall: [Ringable] = []
        let all = rotations.names
        let own = all.filter { rotations[$0]?.site == site.name }
        for name in own.isEmpty ? all : own {
            guard let person = cover(name, at: now)?.person else { continue }
            onCall += people[person]?.devices ?? []
        }
        if onCall.isEmpty {
            let everyone = all.flatMap { rotations[$0]?.schedule.people ?? [] }
            onCall = everyone.flatMap { people[$0]?.devices ?? [] }
        }
        if devices.isEmpty, onCall.isEmpty {
            onCall = people.keys.sorted { $0.value < $1.value }.flatMap { people[$0]?.devices ?? [] }
        }
        devices += onCall
        var seen: Set<DialTarget.Device> = []
        return devices.filter { seen.insert($0.device).inserted }.prefix(SafePlan.limit).map { $0.target(key: .one) }
    }
}
