import CallModel
import Routing

/// How a bridge ended.
enum BridgeEnd: Hashable, Sendable {
    /// One of the two hung up, or the longest talk is over.
    case over
    /// The responder's line broke while the caller was still there.
    case broken
    /// The responder passed the caller on to one of the clinic's numbers, which is to be served as if it was dialled.
    case passed
    /// The responder passed the caller on and left, and nobody took them.
    case stranded

    /// What the call does then.
    var next: Call.Next {
        switch self {
        case .over: .end(.done)
        case .broken: .rescue("the line of the responder broke")
        case .passed: .decide(.start)
        case .stranded: .rescue("nobody took the call that was passed on")
        }
    }
}

extension Call {
    /// Joins the caller and who accepted, until either hangs up; then both are hung up.
    ///
    /// From here on nothing is owed: what this call had committed is resolved, behind the talk. Those who accepted
    /// too late hear so meanwhile, and are hung up. Whoever the caller is passed on to takes the responder's place; until
    /// then what was owed before is owed again. All talks together last no longer than the longest.
    func bridge(_ responder: Responder, late: [any Leg]) async -> BridgeEnd {
        let end = clock.now() + limits.talk
        var step = await talk(responder, late, until: end)
        while true {
            switch step {
            case .end(let end): return end
            case .talk(let next, let others): step = await talk(next, others, until: end)
            }
        }
    }

    /// Waits for the end of a talk that began in another process; the two are joined.
    func talkOn(_ responder: Responder, since joined: Timestamp) async -> BridgeEnd {
        begin(responder, joined)
        let limit = max(limits.talk - max(now - joined, .zero), .seconds(1))
        let turn = await withTaskGroup(of: Void.self) { group in
            group.addTask { @Sendable @Signalling in await self.resolveObligation() }
            group.addTask { @Sendable @Signalling in await self.recordOn(responder) }
            let turn = await self.turn(of: responder, limit)
            group.cancelAll()
            return turn
        }
        switch await step(from: part(responder, joined, after: turn), responder) {
        case .end(let end): return end
        case .talk(let next, let late): return await bridge(next, late: late)
        }
    }

    /// What follows a talk.
    private enum Following {
        case end(BridgeEnd)
        /// Another talk, at the beginning of which these are to be told that they were too late.
        case talk(Responder, [any Leg])
    }

    private func talk(_ responder: Responder, _ late: [any Leg], until end: Duration) async -> Following {
        let joined = join(responder)
        let limit = max(end - clock.now(), .seconds(1))
        let turn: TalkTurn?
        if late.isEmpty, obligation == nil, services.recorder?.terms(of: arrival) == nil {
            turn = await self.turn(of: responder, limit)
        } else {
            turn = await talk(with: responder, late, limit)
        }
        return await step(from: part(responder, joined, after: turn), responder)
    }

    @inline(never)
    private func join(_ responder: Responder) -> Timestamp {
        services.dialer.bridge(leg, responder.leg)
        let joined = now
        if story.times.bridged == nil { story.times.bridged = joined }
        bridged = responder.device
        if let debt = owed { paid = debt }
        owed = nil
        begin(responder, joined)
        return joined
    }

    @inline(__always)
    private func turn(of responder: Responder, _ limit: Duration) async -> TalkTurn? {
        let turn = listen(to: responder)
        let deadline = Deadline(limit, clock)
        defer { deadline.end() }
        let came = await turn.wait(deadline)
        // Nobody reads the turn any more: whoever was asked must not be given to it.
        if consulted == nil { responder.leg.whenReferred(nil) }
        return came
    }

    /// Settles when the responder's line is over, or the responder passes the caller on.
    @inline(never)
    private func listen(to responder: Responder) -> Settled<TalkTurn> {
        let turn = Settled<TalkTurn>()
        responder.leg.whenEnded { turn.settle(.ended) }
        responder.leg.whenReferred { [weak self] referral in
            guard let self, !turn.isSettled, !self.isOver else { return referral.refuse(.noTalk) }
            switch self.target(of: referral, from: responder) {
            case .whom(let whom): turn.settle(.referred(referral, whom))
            case .refused(let refusal):
                self.wished = self.clock.now()
                referral.refuse(refusal)
            }
        }
        return turn
    }

    /// The talk beside which something is to be done.
    @inline(never)
    private func talk(with responder: Responder, _ late: [any Leg], _ limit: Duration) async -> TalkTurn? {
        await withTaskGroup(of: Void.self) { group in
            for leg in late {
                group.addTask { @Sendable @Signalling in await self.tellTakenElsewhere(leg) }
            }
            group.addTask { @Sendable @Signalling in await self.resolveObligation() }
            group.addTask { @Sendable @Signalling in await self.record(responder) }
            let turn = await self.turn(of: responder, limit)
            group.cancelAll()
            return turn
        }
    }

    @inline(never)
    private func begin(_ responder: Responder, _ joined: Timestamp) {
        observe(.bridged(responder.device))
        talk = Joined(responder: responder, since: joined)
        responder.leg.whenChanged { [weak self] in self?.changed() }
        attendToHold(by: responder)
        // A bridge without a row is one that no other process can name.
        changed(.atOnce)
    }

    private enum Parted { case ended(BridgeEnd), referred(any Referral, Whom) }

    /// The talk is over: parts the two, and hangs the responder up, unless they pass the caller on.
    @inline(never)
    private func part(_ responder: Responder, _ joined: Timestamp, after turn: TalkTurn?) -> Parted {
        talk = nil
        stopMusic()
        story.times.talked = (story.times.talked ?? .zero) + max(now - joined, .zero)
        // Who was given to somebody else's call has been parted, and may be joined there by now.
        guard consulted == nil else { return .ended(.over) }
        services.dialer.unbridge(leg, responder.leg)
        responder.leg.whenReferred(nil)
        if case .referred(let referral, let whom) = turn {
            guard isOver else {
                owed = paid
                return .referred(referral, whom)
            }
            referral.refuse(.noTalk)
            // Whoever was asked has nobody to talk with any more.
            switch whom {
            case .asked(let next): next.leg.hangUp(stopReason)
            case .phone(_, let ringing): ringing?.cancel(stopReason)
            case .number: break
            }
        }
        let end: BridgeEnd
        switch responder.leg.ending {
        case .deadMedia, .signallingLost, .mediaFailed: end = isOver ? .over : .broken
        case .remote: end = wantedToPass && !isOver ? .stranded : .over
        case .local, nil: end = .over
        }
        if end != .over { owed = paid }
        responder.leg.hangUp(isOver && leg.ending == nil ? .drained : .normal)
        return .ended(end)
    }

    @inline(__always)
    private func step(from parted: Parted, _ responder: Responder) async -> Following {
        switch parted {
        case .ended(let end): return .end(end)
        case .referred(let referral, let whom):
            switch await pass(referral, to: whom, from: responder) {
            case .to(let next, let late): return .talk(next, late)
            case .back: return .talk(responder, [])
            case .end(let end): return .end(end)
            }
        }
    }

    /// Whether the responder's wish to pass the caller on came to nothing a moment ago: some phones hang up when they hear
    /// so, and a caller whom nobody wanted to leave is not hung up for it.
    private var wantedToPass: Bool { wished.map { clock.now() - $0 <= .seconds(5) } ?? false }
}

/// What ends a talk.
private enum TalkTurn: Sendable {
    /// The responder's line is over.
    case ended
    /// The responder passes the caller on.
    case referred(any Referral, Whom)
}
