import CallModel
import Routing

/// Says something; a key that stopped it belongs to the next menu.
@Signalling
struct SayFlow: Flow {
    let call: Call
    let prompts: [PromptRef]
    let bargeIn: BargeIn

    func follow() async -> Call.Next? {
        if case .key(let key) = await call.play(prompts, bargeIn) { call.keys.unread(key) }
        return nil
    }
}
