import CallModel
import Routing

/// Somebody who accepted, and their leg.
final class Responder: Sendable {
    let leg: any Leg
    let device: RungDevice

    init(leg: any Leg, device: RungDevice) {
        self.leg = leg
        self.device = device
    }
}

/// The ring of one device, as a flow wants it.
final class Ringing: Sendable {
    let target: DialTarget
    let device: RungDevice
    /// When it began.
    let began: Timestamp
    /// How long it rings at the most.
    let time: Duration
    /// What whoever answers hears, and how long they may take to press the key.
    let whisper: [PromptRef]
    let acceptTimeout: Duration
    /// The ring, where it is under way already.
    let attempt: (any OutboundAttempt)?

    init(
        _ target: DialTarget, _ device: RungDevice, began: Timestamp, time: Duration, whisper: [PromptRef],
        acceptTimeout: Duration, attempt: (any OutboundAttempt)? = nil
    ) {
        self.attempt = attempt
        self.target = target
        self.device = device
        self.began = began
        self.time = time
        self.whisper = whisper
        self.acceptTimeout = acceptTimeout
    }
}

/// How the ring of one device ended.
enum RingEnd: Sendable {
    /// A person accepted: by key, or by answering a trusted phone.
    case accepted(Responder)
    /// It came to nothing by itself.
    case failed(AttemptResult)
    /// It was given up from outside; the leg is there when something had answered, and still lives.
    case stopped((any Leg)?)
    /// The call was over before anything was dialled.
    case notRung
}

extension Call {
    /// Rings one device until a person accepts on it.
    ///
    /// Ringing is not answering, and answering is not accepting: whoever answers hears the whisper, again and again,
    /// and must press the key within `acceptTimeout`; 2 declines; a voicemail presses nothing.
    ///
    ///     0 s            ≤ ringTime                 ≤ ringTime + acceptTimeout
    ///     dial ─ ringing ─── answered ─ whisper ──── 1: accepted   2: declined   neither: not accepted
    ///
    /// - Cancellation: gives the ring up at once; what is left to do on the wire is done behind its back.
    func ring(_ ring: Ringing) async -> RingEnd {
        guard let attempt = dial(ring) else { return .notRung }
        let deadline = Deadline(ring.time, clock, expired: { attempt.cancel(.noAnswer) })
        let outcome = await attempt.outcome()
        deadline.end()
        return await hear(ring, over(attempt, outcome))
    }

    @inline(never)
    private func dial(_ ring: Ringing) -> (any OutboundAttempt)? {
        guard !isOver else { return nil }
        let attempt =
            ring.attempt ?? services.dialer.dial(ring.target, for: arrival.id, caller: arrival.caller)
        ringing.append(attempt)
        observe(.ringing(ring.device, for: ring.time))
        changed()
        return attempt
    }

    @inline(never)
    private func over(_ attempt: any OutboundAttempt, _ outcome: DialOutcome) -> DialOutcome {
        ringing.removeAll { $0 === attempt }
        changed()
        if case .answered(let leg) = outcome { responders.append(leg) }
        return outcome
    }

    /// Did something answer, and is it a person who accepts?
    @inline(__always)
    private func hear(_ ring: Ringing, _ outcome: DialOutcome) async -> RingEnd {
        switch outcome {
        case .answered(let leg):
            guard !isOver else { return .stopped(leg) }
            switch ring.target.acceptance {
            case .answering: return .accepted(Responder(leg: leg, device: ring.device))
            case .key(let accepting): return await whisper(ring, leg, accepting)
            }
        case .busy: return .failed(.busy)
        case .declined: return .failed(.declined)
        case .unreachable(let why):
            story.note("\(ring.device.device): unreachable (\(why))")
            return .failed(.unreachable)
        case .cancelled: return isOver ? .stopped(nil) : .failed(.noAnswer)
        }
    }

    @inline(never)
    private func whisper(_ ring: Ringing, _ leg: any Leg, _ accepting: Key) async -> RingEnd {
        observe(.deviceAnswered(ring.device))
        // Again and again: who answers often puts the phone to the ear when half of it is said.
        leg.play(ring.whisper.isEmpty ? [prompt(.whisper)] : ring.whisper, loop: .forever)
        let result = await waiting(ring.acceptTimeout, clock) { deadline -> AttemptResult in
            while let key = await leg.nextKey(deadline) {
                if key == accepting { return .accepted }
                if key.names("2") { return .declined }
            }
            return .notAccepted
        }
        if result == .accepted { return .accepted(Responder(leg: leg, device: ring.device)) }
        if result == .notAccepted, isOver { return .stopped(leg) }
        leg.hangUp(result == .declined ? .declined : .noAnswer)
        return .failed(result)
    }
}
