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

/// Rings without urgency, as a front desk: together or one after another, while the caller hears music or ringback.
///
/// A queue has patience: who was busy is rung again, every five seconds at the most, until the longest wait is over.
@Signalling
struct RingFlow {
    /// How long after a ring that came to nothing at once the next one begins.
    static let pause = Duration.seconds(5)

    let call: Call
    let plan: RingPlan

    func run() async -> RingFlowEnd {
        call.phase = .ringing
        call.leg.play([plan.callerHears], loop: .forever)
        let start = call.clock.now()
        let end = start + (plan.patience ?? .zero)
        while true {
            let began = call.clock.now()
            // The last ring of a queue is as long as what is left of the wait.
            let hunt = Hunt(
                call: call, round: 1,
                slots: slots(plan.patience == nil ? plan.ringTime : min(plan.ringTime, end - began)),
                whisper: plan.whisper, acceptTimeout: call.limits.accept)
            switch await hunt.run() {
            case .accepted(let responder, let late): return .bridged(await call.bridge(responder, late: late))
            case .stopped: return .over
            case .exhausted: break
            }
            let next = max(call.clock.now(), began + Self.pause)
            guard next < end, call.dialled < call.limits.attempts else { break }
            await call.clock.sleep(until: next)
            guard !call.isOver else { return .over }
        }
        call.leg.stopPlaying()
        return .nobody
    }

    /// All together, or each its time after the one before it.
    private func slots(_ ringTime: Duration) -> [Hunt.Slot] {
        guard let apart = plan.apart else {
            return [.init(step: 1, targets: plan.targets, ringTime: ringTime, startsEarly: .zero)]
        }
        return plan.targets.enumerated().map { index, target in
            .init(
                step: 1, targets: [target], ringTime: ringTime,
                startsEarly: index == 0 ? .zero : max(.zero, ringTime - apart))
        }
    }
}
