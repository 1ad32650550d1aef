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
        return decider.finish()
    }

    /// Whom the safe plan rings at `now`: the site's desk and whoever is on call in its rotations, or in all when it has
    /// none of its own. When nobody is on call, all who ever are.
    func safeTargets(at now: Timestamp, site: SiteEntry) -> [DialTarget] {
        var found = SafeTargets()
        found.add(site.desk)
        let all = rotations.names
        let own = all.filter { rotations[$0]?.site == site.name }
        var someone = false
        for name in own.isEmpty ? all : own where !found.isFull {
            guard let person = cover(name, at: now)?.person, let devices = people[person]?.devices else { continue }
            someone = someone || !devices.isEmpty
            found.add(devices)
        }
        if !someone {
            for person in all.lazy.flatMap({ rotations[$0]?.schedule.people ?? [] }) where !found.isFull {
                found.add(people[person]?.devices ?? [])
            }
        }
        if found.list.isEmpty {
            for person in people.keys.sorted(by: { $0.value < $1.value }) where !found.isFull {
                found.add(people[person]?.devices ?? [])
            }
        }
        return found.list
    }
}

/// What the safe plan rings, each device once, and no more than may ring at once: further ones are not looked for.
private struct SafeTargets {
    private(set) var list: [DialTarget] = []
    private var seen: Set<DialTarget.Device> = []

    var isFull: Bool { list.count >= SafePlan.limit }

    mutating func add(_ devices: [Ringable]) {
        for device in devices where !isFull && seen.insert(device.device).inserted {
            list.append(device.target(key: .one))
        }
    }
}
