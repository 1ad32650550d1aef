import CallModel
import Routing

/// How a flow that rings people ended.
enum RingFlowEnd: Sendable {
    /// Somebody accepted, and the bridge has ended since.
    case bridged(BridgeEnd)
    /// Nobody did.
    case nobody
    /// The caller left a number: it is committed, and was promised.
    case promised(ObligationID)
    /// The call is over.
    case over
}

/// Rings without urgency, as a front desk: all together, while the caller hears music or ringback.
@Signalling
struct RingFlow {
    let call: Call
    let plan: RingPlan

    func run() async -> RingFlowEnd {
        call.phase = .ringing
        call.leg.play([plan.callerHears], loop: .forever)
        let hunt = Hunt(
            call: call, round: 1,
            slots: [.init(step: 1, targets: plan.targets, ringTime: plan.ringTime, startsEarly: .zero)],
            whisper: plan.whisper, acceptTimeout: call.limits.accept)
        switch await hunt.run() {
        case .accepted(let responder, let late): return .bridged(await call.bridge(responder, late: late))
        case .exhausted:
            call.leg.stopPlaying()
            return .nobody
        case .stopped: return .over
        }
    }
}
