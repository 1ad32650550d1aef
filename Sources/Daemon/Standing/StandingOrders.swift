import CallModel
import Routing
import Storage

/// What was set at run time and holds until it is over: overrides and modes. The store keeps it; this is the copy that
/// decisions are made with.
struct StandingOrders: Sendable {
    /// No more than this many overrides at a time.
    static let mostOverrides = 1_000

    /// In the order in which they were set; the later one counts.
    var overrides: [StoredOverride] = []
    var modes: [StoredMode] = []

    /// What the store has at `now`.
    static func load(_ store: Store, at now: Timestamp) async throws -> StandingOrders {
        StandingOrders(
            overrides: try await store.overrides.load(at: now), modes: try await store.modes.load(at: now))
    }

    /// `table` with all of it.
    func over(_ table: RoutingTable) -> RoutingTable {
        table.adding(
            overrides: overrides.map {
                OnCallOverride(rotation: $0.rotation, person: $0.person, start: $0.start, end: $0.end)
            }
        ).setting(
            modes: modes.map { ModeSetting(mode: $0.mode, site: $0.site, start: $0.start, end: $0.end) })
    }
}
