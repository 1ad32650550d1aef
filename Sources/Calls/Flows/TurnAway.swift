import CallModel
import Routing

/// A call that is refused before anything is asked of it; it leaves a record like every other.
@Signalling
struct TurnAway {
    private let arrival: CallArrival
    private let services: CallServices
    private let observer: (any CallObserver)?

    init(_ call: InboundCall) {
        arrival = call.arrival
        services = call.services
        observer = call.observer
    }

    func run(_ leg: any InboundLeg, _ refusal: Refusal) async -> CallOutcome {
        observe(.arrived(dialled: arrival.dialled, caller: arrival.caller, source: arrival.source))
        leg.refuse(refusal)
        observe(.refused(refusal))
        await untilCounted([leg], services.limits.hangUp, services.clock)
        var times = SignallingTimes(invited: arrival.invited)
        times.ended = services.wallClock.now()
        let outcome = CallOutcome.refused(refusal)
        let configuration = services.routing.configuration
        services.journal.record(
            CallRecord(
                id: arrival.id, configuration: configuration, dialled: arrival.dialled, caller: arrival.caller,
                source: arrival.source, times: times, outcome: outcome, legs: [leg.record]),
            trace: CallTrace(configuration, lines: 0))
        observe(.ended(outcome))
        return outcome
    }

    private func observe(_ event: CallEvent) {
        observer?.observe(event, of: arrival.id, at: services.wallClock.now())
    }
}
