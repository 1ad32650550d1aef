import CallModel
import Testing

@Suite("Every ending says whose it is")
struct CallOutcomeTests {
    @Test(
        "The party at fault of each ending",
        arguments: [
            (.reachedHuman(PersonID("adams")), .nobody),
            (.reachedHuman(nil), .nobody),
            (.callbackPromised(ObligationID(7)), .nobody),
            (.caseOpened(ObligationID(7)), .nobody),
            (.informed, .nobody),
            (.abandoned(.beforeAnswer), .theirs),
            (.abandoned(.menu), .theirs),
            (.abandoned(.ringing), .theirs),
            (.abandoned(.escalation), .theirs),
            (.abandoned(.leavingNumber), .theirs),
            (.refused(.unknownNumber), .theirs),
            (.refused(.unknownSource), .theirs),
            (.refused(.noCommonCodec), .theirs),
            (.refused(.badRequest), .theirs),
            (.refused(.loop), .theirs),
            (.refused(.draining), .ours),
            (.refused(.overload), .ours),
            (.failed(.drained), .ours),
            (.failed(.media), .ours),
            (.failed(.store), .ours),
            (.failed(.internalFault), .ours),
            (.failed(.deadMedia), .unknown),
            (.failed(.signallingLost), .unknown),
        ] as [(CallOutcome, PartyAtFault)])
    func partyAtFault(outcome: CallOutcome, party: PartyAtFault) {
        #expect(outcome.partyAtFault == party)
    }
}
