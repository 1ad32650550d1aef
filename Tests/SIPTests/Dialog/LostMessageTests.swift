import SIP
import Testing

@Suite("Sessions over a network that loses messages")
struct LostMessageTests {
    @Test("Nothing lost: each of the 16 calls ends as it should", arguments: CallScenario.all.indices)
    func nothingLost(_ index: Int) {
        let scenario = CallScenario.all[index]
        let ending = scenario.run()
        #expect(ending.alice.joined(separator: ", ") == scenario.alice, "\(scenario.name)")
        #expect(ending.bob.joined(separator: ", ") == scenario.bob, "\(scenario.name)")
        #expect(ending.leftovers.isEmpty, "\(scenario.name)")
    }

    @Test("The n-th message lost, for each n: the call ends as if nothing were", arguments: CallScenario.all.indices)
    func oneLost(_ index: Int) {
        let scenario = CallScenario.all[index]
        let count = scenario.run().sent.count
        #expect(count >= 3)
        for lost in 1...count {
            let ending = scenario.run { $0 == lost ? .lost : .arrives }
            let what = "\(scenario.name), without \(lost) of \(count)"
            expectLegal(ending, what)
            #expect(ending.alice.last(2) == scenario.aliceEnding, "\(what): \(ending.alice)")
            #expect(scenario.bobEndings.contains(ending.bob.last(2)), "\(what): \(ending.bob)")
        }
    }

    @Test("The n-th message and all after it lost, for each n: both sides end", arguments: CallScenario.all.indices)
    func allLostFrom(_ index: Int) {
        let scenario = CallScenario.all[index]
        for first in 1...scenario.run().sent.count {
            let ending = scenario.run { $0 >= first ? .lost : .arrives }
            expectLegal(ending, "\(scenario.name), nothing from message \(first) on")
        }
    }

    @Test(
        "Every third or every other message lost, from any start: both sides end", arguments: CallScenario.all.indices)
    func manyLost(_ index: Int) {
        let scenario = CallScenario.all[index]
        for (step, start) in [(3, 0), (3, 1), (3, 2), (2, 0), (2, 1)] {
            let ending = scenario.run { $0 % step == start ? .lost : .arrives }
            expectLegal(ending, "\(scenario.name), every \(step)th lost from \(start)")
        }
    }

    /// Both sessions are finished, each told its leg once how it ended, and no transaction or timer is left.
    private func expectLegal(_ ending: CallScenario.Ending, _ what: String) {
        #expect(ending.alicePhase == .finished, "\(what): \(ending.alice)")
        // When the INVITE never arrived, there is no callee.
        #expect(ending.bobPhase == .finished || ending.bobPhase == nil, "\(what): \(ending.bob)")
        #expect(ending.leftovers.isEmpty, "\(what)")
        for heard in [ending.alice, ending.bob] where !heard.isEmpty {
            #expect(heard.count { $0.hasPrefix("ended") } == 1, "\(what): \(heard)")
            #expect(heard.last == "finished", "\(what): \(heard)")
            #expect(heard.dropLast().last?.hasPrefix("ended") == true, "\(what): \(heard)")
        }
    }
}

extension [String] {
    fileprivate func last(_ count: Int) -> [String] { Array(suffix(count)) }
}

extension CallScenario {
    fileprivate var aliceEnding: [String] { Self.ending(alice) }
    fileprivate var bobEndings: [[String]] { [bob, orBob].compactMap(\.self).map(Self.ending) }

    private static func ending(_ heard: String) -> [String] {
        heard.split(separator: ",").map { String($0.drop { $0 == " " }) }.last(2)
    }
}
