package import CallModel
import Routing

/// The lines of a call that another process had, made again.
package struct ResumedLines: Sendable {
    /// The caller's.
    package var caller: any InboundLeg
    /// That of the person whom the caller talks with.
    package var responder: (any Leg)?
    /// Whether the caller's audio outlived the process.
    package var audio: Audio

    /// What became of the audio.
    package enum Audio: Hashable, Sendable { case goesOn, gone }

    /// Lines of these parts.
    package init(caller: any InboundLeg, responder: (any Leg)?, audio: Audio) {
        self.caller = caller
        self.responder = responder
        self.audio = audio
    }
}

extension InboundCall {
    /// Goes on with a call that another process had, until it is over. Its record is written as if there had been one
    /// process.
    ///
    /// | when the process ended | what is done |
    /// |---|---|
    /// | two people talked | they talk on |
    /// | the same, and the responder's line is gone | the caller is led to somebody else, by the safe plan |
    /// | the caller waited: a menu, a ring | the engine is asked again where it was asked last |
    /// | the caller's audio ended too | the lines are hung up; what is owed is committed |
    ///
    /// - Parameter ended: told last of all how it ended, as the record has it.
    /// - Returns: the task; `nil` for a call that was refused, which nobody goes on with.
    @discardableResult
    package func resume(
        _ kept: KeptCall, _ lines: ResumedLines, ended: @escaping @Signalling (CallOutcome) -> Void
    ) -> Task<CallOutcome, Never>? {
        guard case .serve(let number) = arrival.admission else {
            ended(kept.record.outcome)
            return nil
        }
        let call = begin(number, lines.caller)
        call.take(kept)
        return start(call, ended) { await call.serve(kept, lines) }
    }
}

extension Call {
    /// Takes up the story where it was kept.
    func take(_ kept: KeptCall) {
        configuration = kept.record.configuration
        story = CallStory(resuming: kept, lines: limits.recordLines)
        earlier = (Array(kept.record.legs.dropFirst()), kept.record.recordings)
        facts = CallFacts(packed: kept.situation.facts) ?? facts
        phase = kept.situation.phase
        owed = kept.situation.owed
        paid = kept.situation.paid
        obligation = kept.situation.obligation
        promise = kept.situation.promise
        dialled = kept.record.attempts.count
        takeUpRecording(kept.situation)
        story.note("the daemon ended, and another went on with the call")
    }

    /// The recording goes on by itself; here it gets back who can pause and end it. What was paused is paused again, in case
    /// the word of it came to nobody: silence is kept rather than what nobody agreed to.
    private func takeUpRecording(_ situation: KeptCall.Situation) {
        guard let kept = situation.recording, let taken = services.recorder?.takeUp(kept.name, of: leg) else { return }
        recording = taken
        recordingState = kept
        earlier.recordings.removeAll { $0 == kept.name }
        if kept.state != .running { taken.pause() }
    }

    func serve(_ kept: KeptCall, _ lines: ResumedLines) async -> ServeEnd {
        observe(.answered)
        if let responder = lines.responder {
            responders.append(responder)
            earlier.legs.removeAll { $0.sipCallID == responder.record.sipCallID }
        }
        guard lines.audio == .goesOn else { return .failed(.daemonEnded) }
        guard let talk = kept.situation.talk else {
            return promise == nil ? await goOn(from: .decide(facts.point.again)) : .done
        }
        bridged = talk.device
        guard let responder = lines.responder else {
            return await goOn(from: .rescue("the line of the responder could not be taken up"))
        }
        let end = await talkOn(Responder(leg: responder, device: talk.device), since: talk.since)
        return await goOn(from: end.next)
    }
}

extension DecisionPoint {
    /// What is asked again when the answer was lost: digits are not kept, so a question is put from the beginning.
    fileprivate var again: DecisionPoint {
        switch self {
        case .answered: .start
        case .start, .key, .silence, .wrongKey, .exhausted, .askedForPerson: self
        }
    }
}
