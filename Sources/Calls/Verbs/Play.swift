import CallModel
import Routing

/// How a series of prompts ended.
enum PlayEnd: Hashable, Sendable {
    /// It was heard to its end, or the time for it was over.
    case finished
    /// A key stopped it.
    case key(Key)
}

extension Call {
    /// Plays prompts to the caller, to their end or to the first key.
    ///
    /// Type-ahead: a key that was pressed before stops prompts that allow barge-in before they begin. An announcement
    /// plays to its end whatever is pressed; its keys are kept.
    func play(_ prompts: [PromptRef], _ bargeIn: BargeIn) async -> PlayEnd {
        guard !prompts.isEmpty, !isOver else { return .finished }
        observe(.playing(prompts))
        leg.play(prompts, loop: .once)
        let (leg, keys, limit, clock) = (leg, keys, limits.prompt, clock)
        switch bargeIn {
        case .announcement:
            await waiting(limit, clock) { await leg.playbackEnded($0) }
            return .finished
        case .allowed:
            let pressed = await waiting(limit, clock) { deadline in
                leg.whenPlaybackEnded { deadline.expire() }
                return await keys.next(deadline)
            }
            guard let key = pressed else { return .finished }
            leg.stopPlaying()
            return .key(key)
        }
    }
}
