import CallModel
import Routing

/// Somebody who accepted, and their leg.
struct Responder: Sendable {
    var leg: any Leg
    var device: RungDevice
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
    func ring(
        _ target: DialTarget, as device: RungDevice, for ringTime: Duration, whisper: [PromptRef],
        acceptTimeout: Duration
    ) async -> RingEnd {
        guard !isOver else { return .notRung }
        let attempt = services.dialer.dial(target, for: arrival.id, caller: arrival.caller)
        ringing[ObjectIdentifier(attempt)] = attempt
        observe(.ringing(device, for: ringTime))
        changed()
        let outcome = await waiting(
            ringTime, clock, expired: { attempt.cancel(.noAnswer) }, { _ in await attempt.outcome() })
        ringing[ObjectIdentifier(attempt)] = nil
        changed()
        switch outcome {
        case .answered(let leg):
            responders.append(leg)
            return await hear(leg, device, target.acceptance, whisper, acceptTimeout)
        case .busy: return .failed(.busy)
        case .declined: return .failed(.declined)
        case .unreachable(let why):
            story.note("\(device.device): unreachable (\(why))")
            return .failed(.unreachable)
        case .cancelled: return isOver ? .stopped(nil) : .failed(.noAnswer)
        }
    }

    /// Something answered: is it a person who accepts?
    private func hear(
        _ leg: any Leg, _ device: RungDevice, _ acceptance: Acceptance, _ whisper: [PromptRef], _ limit: Duration
    ) async -> RingEnd {
        guard !isOver else { return .stopped(leg) }
        switch acceptance {
        case .answering: return .accepted(Responder(leg: leg, device: device))
        case .key(let accepting):
            observe(.deviceAnswered(device))
            // Again and again: who answers often puts the phone to the ear when half of it is said.
            leg.play(whisper.isEmpty ? [prompt(.whisper)] : whisper, loop: .forever)
            let result = await waiting(limit, clock) { deadline -> AttemptResult in
                while let key = await leg.nextKey(deadline) {
                    if key == accepting { return .accepted }
                    if key.names("2") { return .declined }
                }
                return .notAccepted
            }
            if result == .accepted { return .accepted(Responder(leg: leg, device: device)) }
            if result == .notAccepted, isOver { return .stopped(leg) }
            leg.hangUp(result == .declined ? .declined : .noAnswer)
            return .failed(result)
        }
    }
}
