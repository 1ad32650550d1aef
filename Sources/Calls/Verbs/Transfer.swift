import CallModel
import Routing

/// Whom a referral names.
enum Named: Sendable {
    case target(TransferTarget)
    /// Somebody who was asked before, and waits.
    case asked(Responder)
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
            return services.consultations.give(from: line).map(Named.asked) ?? .refused(.nobody)
        case .elsewhere: return .refused(.nobody)
        }
        guard let target = services.routing.transferTarget(signs) else { return .refused(.nobody) }
        if case .phone(let phone) = target, phone.label == responder.device.device { return .refused(.itself) }
        return .target(target)
    }

    /// Passes the caller on: they hear ringback while whom it names rings.
    ///
    ///     referred ─► rings ─┬─ accepted ──► talks with the caller; who passed them on is told, and hung up
    ///                        └─ not ───────► who passed them on is told, and has them again
    ///                                        └─ gone, or within 5 s: the caller is led to somebody else, as from a
    ///                                           broken line
    ///
    /// A caller is never left alone for it: an answer alone does not take them where a key is needed.
    func pass(_ referral: any Referral, to target: TransferTarget, from responder: Responder) async -> Passed {
        referral.accept()
        story.note("\(responder.device.device) passed the caller on to \(target.label)")
        observe(.transferring(responder.device, to: target.label))
        switch target {
        case .number(let number):
            referral.end(.accepted)
            release(responder)
            // A new arrival in all but the language that the caller chose.
            let language = facts.language
            facts = CallFacts(dialled: number, caller: arrival.caller)
            facts.language = language
            return .end(.passed)
        case .phone(let phone):
            leg.play([prompt(.ringback)], loop: .forever)
            referral.rings()
            let before = story.attempts.count
            let slot = Hunt.Slot(step: 1, targets: [phone], ringTime: limits.transfer, startsEarly: .zero)
            let end = await Hunt(call: self, round: 1, slots: [slot], whisper: [], acceptTimeout: limits.accept).run()
            leg.stopPlaying()
            return passed(end, story.attempts.dropFirst(before).last?.result, referral, responder)
        }
    }

    /// Gives the caller to somebody who was asked before (RFC 5589 §7): they are joined at once.
    func pass(_ referral: any Referral, toAsked next: Responder, from responder: Responder) -> Passed {
        referral.accept()
        story.note("\(responder.device.device) asked \(next.device.device), and gave the caller to it")
        observe(.transferring(responder.device, to: next.device.device))
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

extension TransferTarget {
    /// Who it is, for records.
    fileprivate var label: String {
        switch self {
        case .phone(let phone): phone.label
        case .number(let number): "number \(number)"
        }
    }
}
