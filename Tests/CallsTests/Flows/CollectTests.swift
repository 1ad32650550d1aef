import CallModel
import Calls
import NightbellTesting
import Routing
import Testing

@Suite("A question that is answered with digits")
@Signalling
struct CollectTests {
    private func night(_ readBack: CollectPlan.ReadBack = .confirmed) throws -> Night {
        let ask = Instruction.collect(
            CollectPlan(
                question: "zip", prompts: Clinic.prompts("ask-zip"), least: 5, most: 5, firstDigitTimeout: .seconds(8),
                nextDigitTimeout: .seconds(4), readBack: readBack))
        let person = try Clinic.escalation(Clinic.adamsThenBaker())
        return try Night([
            .start: [ask],
            .answered(question: "zip", digits: "85004", unanswered: 0): [person],
            .answered(question: "zip", digits: "", unanswered: 1): [ask],
            .answered(question: "zip", digits: "85", unanswered: 1): [ask],
            .answered(question: "zip", digits: "0", unanswered: 1): [person],
            .answered(question: "zip", digits: "", unanswered: 2): [person],
            .exhausted(policy: "urgent", round: 1): [Clinic.callback(.openCase)],
        ])
    }

    private static let spoken = ["8", "5", "0", "0", "4"].map { "nightbell-\($0)" }

    @Test("5 digits stop the prompt, are read back, and 1 takes them; no record and no watcher has them")
    func confirmed() async throws {
        let night = try night()
        await night.begins()
        #expect(night.caller.hears == ["ask-zip"])
        await night.callerPresses("85004")
        #expect(night.caller.hears == ["nightbell-you-entered"] + Self.spoken + ["nightbell-confirm-digits"])
        await night.callerPresses("1")
        #expect(night.routing.asked.last == .answered(question: "zip", digits: "85004", unanswered: 0))
        #expect(night.ringing == ["phone 211"])
        await night.callerHangsUp()
        #expect(!String(describing: night.events.all).contains("85004"))
        #expect(!String(describing: night.record).contains("85004"))
        #expect(night.leftovers == [])
    }

    @Test("2 asks again; who says nothing to the read-back, twice, has not objected")
    func again() async throws {
        let night = try night()
        await night.begins()
        await night.callerPresses("99999")
        await night.callerPresses("2")
        #expect(night.caller.hears == ["ask-zip"])
        await night.callerPresses("85004")
        await night.passes(.seconds(60))
        #expect(night.routing.asked[1] == .answered(question: "zip", digits: "85004", unanswered: 0))
    }

    @Test("Who disagrees with the read-back 3 times has given no answer")
    func never() async throws {
        let night = try night()
        await night.begins()
        for _ in 0..<3 {
            await night.callerPresses("99999")
            await night.callerPresses("2")
        }
        #expect(night.routing.asked.last == .answered(question: "zip", digits: "", unanswered: 1))
    }

    @Test("Silence is told 8 s after the prompt, and counted: the second leads to a person")
    func silence() async throws {
        let night = try night()
        await night.begins()
        await night.passes(.milliseconds(9_999))
        #expect(night.routing.asked == [.start])
        await night.passes(.milliseconds(1))
        #expect(night.routing.asked.last == .answered(question: "zip", digits: "", unanswered: 1))
        await night.passes(.seconds(10))
        #expect(night.routing.asked.last == .answered(question: "zip", digits: "", unanswered: 2))
        #expect(night.ringing == ["phone 211"])
    }

    @Test("2 digits of 5 and a pause of 4 s are too few; a lone 0 leads to a person after it")
    func tooFew() async throws {
        let night = try night()
        await night.begins()
        await night.callerPresses("85")
        await night.passes(.milliseconds(3_999))
        #expect(night.routing.asked == [.start])
        await night.passes(.milliseconds(1))
        #expect(night.routing.asked.last == .answered(question: "zip", digits: "85", unanswered: 1))
        let other = try self.night()
        await other.begins()
        await other.callerPresses("0#")
        #expect(other.routing.asked.last == .answered(question: "zip", digits: "0", unanswered: 1))
        #expect(other.ringing == ["phone 211"])
    }

    @Test("Without read-back the digits are taken at once; * begins them again")
    func taken() async throws {
        let night = try night(.never)
        await night.begins()
        await night.callerPresses("99*85004")
        #expect(night.routing.asked.last == .answered(question: "zip", digits: "85004", unanswered: 0))
    }
}
