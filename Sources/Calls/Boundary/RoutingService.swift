package import CallModel
package import Routing

/// The engine as a call sees it: the table in force, `now`, and the safe plan behind every decision.
@Signalling
package protocol RoutingService: Sendable {
    /// Decides. Never fails: behind an engine that cannot answer stands the safe plan.
    func decide(_ facts: CallFacts) -> Decision

    /// The configuration that a call which starts now is routed with.
    var configuration: ConfigurationVersion { get }
}
