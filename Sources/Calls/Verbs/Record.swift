import CallModel
import Routing

extension Call {
    /// Records the talk with this responder, once both of them have heard that it is recorded.
    ///
    /// They are joined already: nobody waits for a recording. Who cannot be told is not recorded, and the call goes on.
    ///
    ///     joined ─► both hear the announcement, to its end ─► recorded ─ key ─► paused ─ key ─► recorded
    ///                       └─► not to its end: nothing is kept
    ///
    /// The recording is the call's, not the responder's: somebody else who takes the call later hears the announcement
    /// too, and what was kept before stays.
    ///
    /// - Cancellation: pauses it; ``finish(_:cancelled:)`` ends it.
    func record(_ responder: Responder) async {
        guard let recorder = services.recorder, let terms = recorder.terms(of: arrival) else { return }
        defer { endTalk() }
        // Who holds hears no announcement, and the caller has music meanwhile.
        while let hold = resumed {
            await hold.wait()
            guard hold.isSettled else { return }
        }
        guard await announce(terms, to: responder) == .toTheEnd else {
            if !isOver, responder.leg.ending == nil {
                story.note("not recorded: the announcement was not heard to its end by both sides")
                observe(.recording(.notAnnounced))
            }
            return
        }
        guard !Task.isCancelled else { return }
        if let recording {
            recording.resume()
            observe(.recording(.resumed))
        } else {
            recording = recorder.begin(arrival.id, of: leg)
            observe(.recording(recording.map { .began($0.name) } ?? .failed))
        }
        guard let recording else { return story.note("not recorded: it could not be") }
        recordingState = KeptCall.Recording(name: recording.name, pauseKey: terms.pauseKey)
        changed(.atOnce)
        await obey(terms.pauseKey, of: responder.leg, recording)
    }

    /// Goes on with a recording of this talk that another process began. Where that had not come so far, the talk is
    /// announced and recorded as one that begins.
    ///
    /// - Cancellation: as of ``record(_:)``.
    func recordOn(_ responder: Responder) async {
        guard let recording, let recordingState, recordingState.state != .unannounced else {
            return await record(responder)
        }
        defer { endTalk() }
        await obey(recordingState.pauseKey, of: responder.leg, recording)
    }

    private func endTalk() {
        recording?.pause()
        recordingState?.state = .unannounced
    }

    private func announce(_ terms: RecordingTerms, to responder: Responder) async -> Heard {
        let words = [PromptRef(terms.consent, language: language)]
        let (caller, other, limit, clock) = (leg as any Leg, responder.leg, limits.announcement, clock)
        return await cancelling(after: limit, clock) {
            await withTaskGroup(of: Heard.self) { group in
                for leg in [caller, other] {
                    group.addTask { @Sendable @Signalling in await leg.playToEnd(words) }
                }
                var all = Heard.toTheEnd
                while let one = await group.next() { if one != .toTheEnd { all = one } }
                return all
            }
        }
    }

    private func obey(_ pauseKey: Key?, of leg: any Leg, _ recording: any CallRecording) async {
        guard let pauseKey else { return _ = await leg.ended() }
        leg.forgetKeys()
        leg.hearKeys()
        while let key = await leg.nextKey() {
            guard key == pauseKey else { continue }
            let isPaused = recordingState?.state != .paused
            recordingState?.state = isPaused ? .paused : .running
            if isPaused { recording.pause() } else { recording.resume() }
            changed(.atOnce)
            observe(.recording(isPaused ? .paused : .resumed))
            leg.play([prompt(isPaused ? .recordingPaused : .recordingResumed)], loop: .once)
        }
    }
}
