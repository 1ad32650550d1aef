import CallModel
import Routing

extension Call {
    /// Ends what is left of the call, pays what is owed, and hands over the record. Called once for each call, in a task
    /// that is most often cancelled by then: nothing here may give up for that.
    ///
    /// - Returns: how the call ended.
    @inline(never)
    func finish(_ end: ServeEnd) async -> CallOutcome {
        let ending = leg.ending
        // The end of the caller's leg cancels too; a drain does while it lives.
        let cancelled = ending == nil && Task.isCancelled ? CallWas.cancelled : .served
        stopRinging(cancelled == .cancelled ? .drained : .callerLeft)
        recording?.end()
        hangUpAll(reason(end, cancelled))
        story.times.ended = now
        var openCase = obligation
        var owes = Owes.nothing
        if let debt = owed {
            openCase = await commit(debt)
            if openCase == nil { owes = .uncommitted }
        }
        if let openCase, promise == nil { story.note("case \(openCase) stays open") }
        await untilCounted(lines, limits.hangUp, clock)
        let outcome = outcome(end, ending, openCase, owes, cancelled)
        services.journal.record(record(outcome), trace: story.trace)
        observe(.ended(outcome))
        return outcome
    }

    private enum Owes { case nothing, uncommitted }

    /// The most that can be said of the call, in the order of what matters to the patient.
    private func outcome(
        _ end: ServeEnd, _ ending: LegEnding?, _ openCase: ObligationID?, _ owes: Owes, _ cancelled: CallWas
    ) -> CallOutcome {
        if let bridged { return .reachedHuman(bridged.person) }
        if let promise { return .callbackPromised(promise) }
        if owes == .uncommitted { return .failed(.store) }
        if ending == nil, cancelled == .cancelled { return .failed(.drained) }
        if let openCase { return .caseOpened(openCase) }
        if case .refused(let refusal) = end { return .refused(refusal) }
        switch ending {
        case .remote: return .abandoned(story.times.answered == nil ? .beforeAnswer : phase)
        case .deadMedia: return .failed(.deadMedia)
        case .signallingLost: return .failed(.signallingLost)
        case .mediaFailed: return .failed(.media)
        case .local, nil: break
        }
        switch end {
        case .done: return .informed
        case .failed(let fault): return .failed(fault)
        case .refused(let refusal): return .refused(refusal)
        case .over: return consulted == nil ? .failed(.internalFault) : .abandoned(phase)
        }
    }

    private func reason(_ end: ServeEnd, _ cancelled: CallWas) -> HangUpReason {
        switch (cancelled, end) {
        case (.cancelled, _): .drained
        case (_, .failed): .fault
        default: .normal
        }
    }

    func record(_ outcome: CallOutcome) -> CallRecord {
        CallRecord(
            id: arrival.id, configuration: configuration, dialled: arrival.dialled, caller: arrival.caller,
            source: arrival.source, times: story.times, outcome: outcome,
            legs: [leg.record] + earlier.legs + responders.map(\.record),
            attempts: story.attempts, choices: story.choices,
            recordings: earlier.recordings + (recording.map { [$0.name] } ?? []))
    }
}

/// Whether the task of a call was cancelled: a drain.
enum CallWas: Hashable, Sendable { case served, cancelled }
