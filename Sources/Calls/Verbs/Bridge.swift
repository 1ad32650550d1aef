import CallModel

/// How a bridge ended.
enum BridgeEnd: Hashable, Sendable {
    /// One of the two hung up, or the longest talk is over.
    case over
    /// The responder's line broke while the caller was still there.
    case broken

    /// What the call does then.
    var next: Call.Next {
        switch self {
        case .over: .end(.done)
        case .broken: .rescue("the line of the responder broke")
        }
    }
}

extension Call {
    /// Joins the caller and who accepted, until either hangs up; then both are hung up.
    ///
    /// From here on nothing is owed: what this call had committed is resolved, behind the talk. Those who accepted
    /// too late hear so meanwhile, and are hung up.
    func bridge(_ responder: Responder, late: [any Leg]) async -> BridgeEnd {
        let joined = join(responder)
        if late.isEmpty, obligation == nil, services.recorder?.terms(of: arrival) == nil {
            await untilTalkEnds(responder, limits.talk)
        } else {
            await talk(with: responder, late)
        }
        return part(responder, joined)
    }

    @inline(never)
    private func join(_ responder: Responder) -> Timestamp {
        services.dialer.bridge(leg, responder.leg)
        let joined = now
        if story.times.bridged == nil { story.times.bridged = joined }
        bridged = responder.device
        owed = nil
        observe(.bridged(responder.device))
        begin(responder, joined)
        return joined
    }

    private func untilTalkEnds(_ responder: Responder, _ limit: Duration) async {
        let deadline = Deadline(limit, clock)
        _ = await responder.leg.ended(deadline)
        deadline.end()
    }

    /// The talk beside which something is to be done.
    @inline(never)
    private func talk(with responder: Responder, _ late: [any Leg]) async {
        await withTaskGroup(of: Void.self) { group in
            for leg in late {
                group.addTask { @Sendable @Signalling in await self.tellTakenElsewhere(leg) }
            }
            group.addTask { @Sendable @Signalling in await self.resolveObligation() }
            group.addTask { @Sendable @Signalling in await self.record(responder) }
            await untilTalkEnds(responder, limits.talk)
            group.cancelAll()
        }
    }

    /// Waits for the end of a talk that began in another process; the two are joined.
    func talkOn(_ responder: Responder, since joined: Timestamp) async -> BridgeEnd {
        observe(.bridged(responder.device))
        begin(responder, joined)
        let limit = max(limits.talk - max(now - joined, .zero), .seconds(1))
        await withTaskGroup(of: Void.self) { group in
            group.addTask { @Sendable @Signalling in await self.resolveObligation() }
            group.addTask { @Sendable @Signalling in await self.recordOn(responder) }
            await untilTalkEnds(responder, limit)
            group.cancelAll()
        }
        return part(responder, joined)
    }

    @inline(never)
    private func begin(_ responder: Responder, _ joined: Timestamp) {
        talk = Joined(responder: responder, since: joined)
        responder.leg.whenChanged { [weak self] in self?.changed() }
        // A bridge without a row is one that no other process can name.
        changed(.atOnce)
    }

    /// The talk is over: parts the two, and hangs the responder up.
    @inline(never)
    private func part(_ responder: Responder, _ joined: Timestamp) -> BridgeEnd {
        services.dialer.unbridge(leg, responder.leg)
        talk = nil
        story.times.talked = (story.times.talked ?? .zero) + max(now - joined, .zero)
        let end: BridgeEnd
        switch responder.leg.ending {
        case .deadMedia, .signallingLost, .mediaFailed: end = isOver ? .over : .broken
        case .remote, .local, nil: end = .over
        }
        responder.leg.hangUp(isOver && leg.ending == nil ? .drained : .normal)
        return end
    }
}
