package import CallModel
package import Routing

/// The engine as a call sees it: the table in force, `now`, and the safe plan behind every decision.
@Signalling
package protocol RoutingService: Sendable {
    /// Decides.
    ///
    /// - Throws: when it cannot. Then, and when it takes longer than ``CallLimits/decision``, the call goes on with
    ///   ``safePlan(_:)``, which must not wait.
    /// - Cancellation: means that nobody waits for the answer any more.
    func decide(_ facts: CallFacts) async throws -> Decision

    /// Decides at once, where no waiting is needed; `nil` where it is, and ``decide(_:)`` is to be asked.
    func decideAtOnce(_ facts: CallFacts) -> Decision?

    /// The safe plan itself: asked for when a plan made no sense or led round in circles, and when a callback could
    /// not be taken. It leads to people, as directly as the configuration allows.
    ///
    /// The default is the last resort where nobody is known to be rung: it takes an open case.
    func safePlan(_ facts: CallFacts) -> Decision

    /// The facts as they may be kept with the call: without digits that nobody needs, and so that the same is decided
    /// when they are asked again.
    func kept(_ facts: CallFacts) -> CallFacts

    /// Who is reached by dialling these signs on a phone of the clinic; `nil` for nobody.
    func transferTarget(_ dialled: String) -> TransferTarget?

    /// The configuration that a call which starts now is routed with.
    var configuration: ConfigurationVersion { get }
}

extension RoutingService {
    package func kept(_ facts: CallFacts) -> CallFacts {
        var kept = facts
        kept.point = facts.point.withoutDigits
        return kept
    }

    package func decideAtOnce(_ facts: CallFacts) -> Decision? { nil }

    package func transferTarget(_ dialled: String) -> TransferTarget? { nil }

    package func safePlan(_ facts: CallFacts) -> Decision {
        let language = facts.language ?? "en"
        let reason = facts.reason ?? "urgent"
        let plan = Plan([
            .takeCallback(CallbackPlan(kind: .openCase, reason: reason, due: .seconds(900), language: language))
        ])
        let trace = Trace(
            entries: [.init(.safePlan, .safeCallback(.engineFailed))],
            configuration: configuration, at: Timestamp(microseconds: 0))
        return Decision(plan: plan, trace: trace, language: language, reason: reason)
    }
}
