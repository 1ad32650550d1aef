import SIP
import Testing

@Suite("Sessions under events in any order")
struct SessionWalkTests {
    typealias Samples = SessionSamples

    /// Numbers that are the same on every run.
    private struct Dice: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }

    private static let methods: [Method] = [
        .invite, .ack, .bye, .cancel, .update, .prack, .info, .options, .notify, .message, .refer,
    ]
    private static let target = [HeaderField("Refer-To", "<sip:212@10.0.0.1>")]
    private static var settings: SessionSettings {
        var settings = Samples.settings
        settings.allow.append(.refer)
        return settings
    }
    private static let statuses = [100, 180, 183, 200, 200, 200, 302, 401, 408, 422, 481, 486, 491, 500, 503, 603]

    private func step(_ session: inout InviteSession, _ sent: [SIPRequest], _ dice: inout Dice) -> [SessionAction] {
        let body = Bool.random(using: &dice) ? "body" : ""
        let cseq = UInt32.random(in: 1...8, using: &dice)
        switch Int.random(in: 0..<13, using: &dice) {
        case 0...3:
            guard let request = sent.randomElement(using: &dice),
                let status = Self.statuses.randomElement(using: &dice)
            else { return session.start() }
            var response = request.response(status, toTag: ["b1", "b2"].randomElement(using: &dice))
            response.body = Array(body.utf8)
            response.headers.others = [
                HeaderField("Session-Expires", "120;refresher=uac"), HeaderField("Require", "100rel"),
                HeaderField("RSeq", String(cseq)),
            ]
            return session.receive(response)
        case 4...6:
            guard let method = Self.methods.randomElement(using: &dice) else { return [] }
            let request =
                session.role == .caller
                ? Samples.fromCallee(method, cseq: cseq, body: body, others: Self.target)
                : Samples.fromCaller(method, cseq: cseq, body: body, others: Self.target)
            return session.receive(request, key: TransactionKey.server(request))
        case 7, 8:
            return SessionTimer.allCases.randomElement(using: &dice).map { session.timerFired($0) } ?? []
        case 9:
            guard let request = sent.randomElement(using: &dice) else { return [] }
            return session.requestFailed(request.headers.cseq, .timedOut)
        case 10:
            return session.offer(Array(body.utf8))
        case 11:
            return Bool.random(using: &dice) ? session.answerOffer([1]) : session.refuseOffer()
        default:
            switch Int.random(in: 0..<9, using: &dice) {
            case 0: return session.progress(183, body: Array(body.utf8))
            case 1: return session.answer(Array(body.utf8))
            case 2: return session.authorize(CSeq(cseq, .invite), [])
            case 3: return session.giveUp(CSeq(cseq, .invite))
            case 4: return session.request(.info)
            case 5: return session.acceptReferral()
            case 6: return session.refuseReferral(603)
            case 7: return session.tellReferrer([100, 180, 200, 486].randomElement(using: &dice) ?? 200)
            default: return Int.random(in: 0..<4, using: &dice) == 0 ? session.hangUp() : session.refuse(486)
            }
        }
    }

    @Test("400 walks of 200 events: it ends once, finishes once and last, and never goes back", arguments: 0..<4)
    func walks(_ part: Int) {
        for seed in (part * 100)..<(part * 100 + 100) {
            var dice = Dice(state: UInt64(seed) &* 7919 &+ 1)
            var session =
                seed.isMultiple(of: 2)
                ? Samples.calling(body: seed.isMultiple(of: 4) ? "offer" : "", settings: Self.settings)
                : Samples.incoming(
                    Samples.invite(others: [HeaderField("Require", "100rel")].filter { _ in seed % 3 == 0 }),
                    settings: Self.settings)
            var sent = [session.role == .caller ? MachineSamples.request(.invite) : MachineSamples.request(.bye)]
            var ended = 0
            var finished = 0
            for _ in 0..<200 {
                let actions = step(&session, sent, &dice)
                sent += actions.requests.filter { $0.method != .ack }
                for action in actions {
                    if finished > 0 {
                        let harmless = action.words.hasPrefix("respond ") || action.words.hasPrefix("ignore ")
                        #expect(harmless, "seed \(seed): \(action.words) after the end")
                    }
                    if case .ended = action { ended += 1 }
                    if case .finished = action { finished += 1 }
                }
                #expect(ended <= 1 && finished <= 1, "seed \(seed)")
                #expect(finished <= ended, "seed \(seed)")
                #expect((session.phase == .finished) == (finished == 1), "seed \(seed)")
            }
        }
    }
}
