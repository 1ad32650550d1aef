import CallModel
import Routing

/// Whom a referral names.
enum Named: Sendable {
    case whom(Whom)
    case refused(TransferRefusal)
}

/// What came of passing the caller on.
enum Passed: Sendable {
    /// This one has them now; those who accepted too late are to be told.
    case to(Responder, late: [any Leg])
    /// Nobody took them, and who passed them on is there still.
    case back
    /// The talk is over.
    case end(BridgeEnd)
}

extension Call {
    /// Whom a referral names, or why it is not obeyed. Only what the configuration knows is ever rung for it.
    func target(of referral: any Referral, from responder: Responder) -> Named {
        let signs: String
        switch referral.wish {
        case .dialled(let dialled): signs = dialled
        case .talksWith(let line):
            guard line !== leg, line !== responder.leg else { return .refused(.itself) }
            return line.takeConsulted().map { .whom($0.whom) } ?? .refused(.nobody)
        case .elsewhere: return .refused(.nobody)
        }
        guard let target = services.routing.transferTarget(signs) else { return .refused(.nobody) }
        if case .phone(let phone) = target, phone.label == responder.device.device { return .refused(.itself) }
        return .whom(Whom(target))
    }

    /// Passes the caller on: they hear ringback while whom it names rings.
    ///
    ///     referred ─► rings ─┬─ accepted ──► talks with the caller; who passed them on is told, and hung up
    ///                        └─ not ───────► who passed them on is told, and has them again
    ///                                        └─ gone, or within 5 s: the caller is led to somebody else, as from a
    ///                                           broken line
    ///
    /// A caller is never left alone for it: an answer alone does not take them where a key is needed, be it a phone that
    /// rang already when the caller was passed on. Somebody who was asked before is joined at once (RFC 5589 §7).
    func pass(_ referral: any Referral, to whom: Whom, from responder: Responder) async -> Passed {
        switch whom {
        case .number(let number):
            begin(referral, whom, from: responder)
            referral.end(.accepted)
            release(responder)
            // A new arrival in all but the language that the caller chose.
            let language = facts.language
            facts = CallFacts(dialled: number, caller: arrival.caller)
            facts.language = language
            return .end(.passed)
        case .phone(let phone, let ringing):
            begin(referral, whom, from: responder)
            leg.play([prompt(.ringback)], loop: .forever)
            referral.rings()
            let before = story.attempts.count
            let slot = Hunt.Slot(
                step: 1, targets: [phone], ringTime: limits.transfer, startsEarly: .zero, ringing: ringing)
            let end = await Hunt(call: self, round: 1, slots: [slot], whisper: [], acceptTimeout: limits.accept).run()
            // One that could not be taken on rings for nobody.
            ringing?.cancel(stopReason)
            leg.stopPlaying()
            return passed(end, story.attempts.dropFirst(before).last?.result, referral, responder)
        case .asked(let next):
            begin(referral, whom, from: responder)
            return join(next, referral, from: responder)
        }
    }

    private func begin(_ referral: any Referral, _ whom: Whom, from responder: Responder) {
        referral.accept()
        story.note("\(responder.device.device) passed the caller on to \(whom.label)")
        observe(.transferring(responder.device, to: whom.label))
    }

    private func join(_ next: Responder, _ referral: any Referral, from responder: Responder) -> Passed {
        let line = next.leg
        responders.append(line)
        dialled += 1
        let result = line.ending == nil ? AttemptResult.accepted : .unreachable
        story.add(
            AttemptRecord(
                person: next.device.person, device: next.device.device, round: 1, step: 1, started: now, ended: now,
                result: result))
        observe(.attemptEnded(next.device, result))
        return passed(
            result == .accepted ? .accepted(next, late: []) : .exhausted, result, referral, responder)
    }

    private func passed(
        _ end: Hunt.End, _ result: AttemptResult?, _ referral: any Referral, _ responder: Responder
    ) -> Passed {
        switch end {
        case .accepted(let next, let late):
            referral.end(.accepted)
            release(responder)
            return .to(next, late: late)
        case .stopped:
            referral.end(.callerLeft)
            responder.leg.hangUp(stopReason)
            return .end(.over)
        case .exhausted:
            referral.end(result.map(TransferEnd.init) ?? .unreachable)
            wished = clock.now()
            observe(.transferFailed(responder.device))
            return responder.leg.ending == nil ? .back : .end(.stranded)
        }
    }

    /// Lets go of who passed the caller on: most phones hang up by themselves once they are told, the others are hung up.
    private func release(_ responder: Responder) {
        let leg = responder.leg
        clock.after(limits.hangUp) { leg.hangUp(.normal) }
    }
}
