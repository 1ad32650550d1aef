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
    /// Answers (200), and waits for the ACK. No 180 goes before it: there is nobody to wait for. Where audio is late, the
    /// transaction says 100 after 200 ms by itself.
    @inline(__always)
    func answer() async -> AnswerEnd {
        let deadline = Deadline(limits.answer, clock)
        do {
            try await leg.answer(deadline)
        } catch {
            return failed(error, deadline)
        }
        return answered(deadline)
    }

    @inline(never)
    private func failed(_ error: any Error, _ deadline: Deadline) -> AnswerEnd {
        deadline.end()
        let code = (error as? LegError)?.code
        // A leg that could not be answered has refused the call, and so is over: that is not the caller's doing.
        if let code, code != .ended { return .failed(code) }
        guard !isOver else { return .left }
        return deadline.isOver ? .late : code.map(AnswerEnd.failed) ?? .left
    }

    @inline(never)
    private func answered(_ deadline: Deadline) -> AnswerEnd {
        deadline.end()
        guard !isOver else { return .left }
        story.times.answered = now
        phase = .menu
        observe(.answered)
        leg.whenChanged { [weak self] in self?.changed() }
        changed()
        return .answered
    }
}
