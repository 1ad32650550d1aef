import CallModel
import Routing

extension Call {
    /// Tells the keeper, if there is one, that what another process would need has changed.
    func changed(_ haste: KeepingHaste = .soon) {
        services.keeper?.changed(arrival.id, haste) { [weak self] in self?.kept }
    }

    /// The call as another process could go on with it; `nil` before the caller was answered, and after the end.
    private var kept: KeptCall? {
        guard leg.ending == nil, let caller = leg.memory else { return nil }
        let alive = responders.filter { $0.ending == nil }
        let joined = talk.flatMap { talk in alive.first { $0 === talk.responder.leg } }
        let outcome = bridged.map { CallOutcome.reachedHuman($0.person) } ?? .abandoned(phase)
        return KeptCall(
            record: record(outcome), trace: story.trace,
            situation: KeptCall.Situation(
                talk: joined.flatMap { _ in talk.map { KeptCall.Talk(device: $0.responder.device, since: $0.since) } },
                facts: services.routing.kept(facts).packed(), phase: phase, owed: owed, paid: paid,
                obligation: obligation, promise: promise, recording: recordingState),
            caller: caller, responder: joined?.memory,
            answered: alive.filter { $0 !== joined }.compactMap(\.memory), ringing: ringing.flatMap(\.memories))
    }
}

/// Two people who talk.
struct Joined {
    let responder: Responder
    let since: Timestamp
}
