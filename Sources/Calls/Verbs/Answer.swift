import CallModel

/// What came of answering.
enum AnswerEnd: Hashable, Sendable {
    /// Audio flows.
    case answered
    /// The caller left first.
    case left
    /// It could not be done.
    case failed(LegError.Code)
}

extension Call {
    /// Rings (180), answers (200), and waits for the ACK.
    func answer() async -> AnswerEnd {
        leg.ring()
        let leg = leg
        let end = await waiting(limits.answer, clock) { () async -> AnswerEnd in
            do {
                try await leg.answer()
                return .answered
            } catch let error as LegError {
                return .failed(error.code)
            } catch {
                return .left
            }
        }
        guard end == .answered, !isOver else { return isOver ? .left : end }
        story.times.answered = now
        phase = .menu
        observe(.answered)
        return .answered
    }
}
