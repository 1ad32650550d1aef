import CallModel
import Routing

/// Asks the caller for a key and says what came of it, as the engine wants to hear it.
///
/// It never decides and never repeats by itself: what silence or a wrong key leads to is the engine's to say, and each
/// is counted, so that the second may lead elsewhere than the first.
@Signalling
struct MenuFlow: Flow {
    let call: Call
    let plan: MenuPlan

    func follow() async -> Call.Next? {
        call.phase = .menu
        let key = await call.key(after: plan.prompts, within: plan.firstKeyTimeout)
        return call.isOver ? .end(.over) : .decide(point(key))
    }

    /// The point at which to decide again.
    private func point(_ key: Key?) -> DecisionPoint {
        guard let key else {
            call.silences[plan.menu, default: 0] += 1
            call.observe(.silence(menu: plan.menu))
            return .silence(menu: plan.menu, times: call.silences[plan.menu, default: 1])
        }
        call.observe(.pressed(menu: plan.menu, key))
        guard plan.keys.contains(key) else {
            call.wrongKeys[plan.menu, default: 0] += 1
            return .wrongKey(menu: plan.menu, times: call.wrongKeys[plan.menu, default: 1])
        }
        return .key(menu: plan.menu, key)
    }
}
