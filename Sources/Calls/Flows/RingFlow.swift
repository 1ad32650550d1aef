import CallModel
import Routing

/// Rings without urgency, as a front desk: together or one after another, while the caller hears music or ringback.
///
/// A queue has patience: who was busy is rung again, every five seconds at the most, until the longest wait is over.
@Signalling
final class RingFlow: Flow {
    /// How long after a ring that came to nothing at once the next one begins.
    static let pause = Duration.seconds(5)

    let call: Call
    let plan: RingPlan

    init(call: Call, plan: RingPlan) {
        self.call = call
        self.plan = plan
    }

    func follow() async -> Call.Next? {
        call.phase = .ringing
        call.leg.play([plan.callerHears], loop: .forever)
        let end = call.clock.now() + (plan.patience ?? .zero)
        while true {
            let began = call.clock.now()
            switch await hunt(began, end).run() {
            case .accepted(let responder, let late): return await call.bridge(responder, late: late).next
            case .stopped: return .end(.over)
            case .exhausted: break
            }
            let next = max(call.clock.now(), began + Self.pause)
            guard next < end, call.dialled < call.limits.attempts else { break }
            await call.clock.sleep(until: next)
            guard !call.isOver else { return .end(.over) }
        }
        call.leg.stopPlaying()
        return nil
    }

    /// The last ring of a queue is as long as what is left of the wait.
    @inline(never)
    private func hunt(_ began: Duration, _ end: Duration) -> Hunt {
        Hunt(
            call: call, round: 1,
            slots: slots(plan.patience == nil ? plan.ringTime : min(plan.ringTime, end - began)),
            whisper: plan.whisper, acceptTimeout: call.limits.accept)
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
