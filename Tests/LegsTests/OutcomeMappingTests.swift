import Calls
import CallModel
import SIP
import Testing

@testable import Legs

@Suite("SIP's numbers and Nightbell's words for the same things (RFC 3261 §21, RFC 3326)")
struct OutcomeMappingTests {
    @Test(
        "How a ring ended, by the status that ended it",
        arguments: [
            (486, "busy"), (600, "busy"), (603, "declined"), (607, "declined"), (608, "declined"),
            (404, "unreachable"), (408, "unreachable"), (480, "unreachable"), (484, "unreachable"),
            (401, "unreachable"), (403, "unreachable"), (407, "unreachable"), (488, "unreachable"),
            (500, "unreachable"), (503, "unreachable"), (504, "unreachable"), (604, "unreachable"),
            (606, "unreachable"), (302, "unreachable"),
        ])
    func outcome(status: Int, word: String) {
        let words =
            switch OutcomeMapping.outcome(status: status) {
            case .answered: "answered"
            case .busy: "busy"
            case .declined: "declined"
            case .unreachable: "unreachable"
            case .cancelled: "cancelled"
            }
        #expect(words == word)
    }

    @Test("Of several contacts the one that a human answered for says how the ring ended")
    func rank() {
        let ascending: [DialOutcome] = [.cancelled, .unreachable("no answer"), .busy, .declined]
        #expect(ascending.map(OutcomeMapping.rank) == [0, 1, 2, 3])
    }

    @Test("Every refusal has a status, and 503 is for what passes by itself")
    func refusals() {
        let statuses = Refusal.allCases.map { "\($0) \(OutcomeMapping.status($0).code)" }
        #expect(
            Set(statuses) == [
                "unknownNumber 404", "unknownSource 403", "noCommonCodec 488", "badRequest 400", "loop 482",
                "draining 503", "overload 503", "busy 486", "noAnswer 480",
            ])
    }

    @Test("A phone that passed a caller on is told 200, 486, 603, 480 or 487; what is not done for it gets 403")
    func transfers() {
        let ends = TransferEnd.allCases.map { "\($0) \(OutcomeMapping.status($0))" }
        #expect(
            ends == [
                "accepted 200", "busy 486", "declined 603", "noAnswer 480", "unreachable 480", "callerLeft 487",
            ])
        #expect(TransferRefusal.allCases.map(OutcomeMapping.status) == [403, 403, 403])
    }

    @Test("Completed elsewhere is cause 200, which keeps a phone from listing a missed call")
    func reasons() {
        let reasons: [HangUpReason] = [
            .answeredElsewhere, .normal, .noAnswer, .callerLeft, .declined, .drained, .fault,
        ]
        #expect(
            reasons.map(OutcomeMapping.reasonHeader).map { $0.map { String($0.prefix { $0 != "t" }) } ?? "" } == [
                "SIP;cause=200;", "Q.850;cause=16;", "Q.850;cause=19;", "SIP;cause=487;", "Q.850;cause=21;",
                "SIP;cause=503;", "Q.850;cause=41;",
            ])
    }
}
