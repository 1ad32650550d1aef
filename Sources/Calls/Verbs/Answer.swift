import CallModel

/// What came of answering.
enum AnswerEnd: Hashable, Sendable {
    /// Audio flows.
    case answered
    /// The caller left first.
    case left
    /// The ACK never came.
    case late
    /// It could not be done.
    case failed(LegError.Code)
}

extension Call {
    /// Rings (180), answers (200), and waits for the ACK.
    func answer() async -> AnswerEnd {
        leg.ring()
        let leg = leg
        var timeUp = AnswerEnd.answered
        let end = await waiting(limits.answer, clock, expired: { timeUp = .late }) { deadline -> AnswerEnd in
            do {
                try await leg.answer(deadline)
                return .answered
            } catch let error as LegError {
                return .failed(error.code)
            } catch {
                return .left
            }
        }
        // A leg that could not be answered has refused the call, and so is over: that is not the caller's doing.
        if end == .failed(.noCommonCodec) || end == .failed(.noMedia) { return end }
        guard !isOver else { return .left }
        guard end == .answered else { return timeUp == .late ? .late : end }
        story.times.answered = now
        phase = .menu
        observe(.answered)
        leg.whenChanged { [weak self] in self?.changed() }
        changed()
        return .answered
    }
}
