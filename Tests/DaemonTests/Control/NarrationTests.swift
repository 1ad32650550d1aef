import CallModel
import Calls
import Routing
import Testing

@testable import Daemon

@Suite("What the narration says of a decision")
struct NarrationTests {
    private static func line(_ entries: [Trace.Entry]) throws -> String {
        let trace = Trace(entries: entries, configuration: ConfigurationVersion("test"), at: Timestamp(microseconds: 0))
        return CallWords.line(.decided(.key(menu: "night", try #require(Key("5"))), trace))
    }

    private static func step(_ number: Int, _ person: String, _ devices: TargetFinding.Devices) -> Trace.Entry {
        Trace.Entry(.step("urgent", number), .target(.person(person), .person(person, devices)))
    }

    @Test("Of three steps the first that rings somebody is named, not the last and not an empty one")
    func rungFirst() throws {
        let line = try Self.line([
            Self.step(1, "Dr. Adams", .none), Self.step(2, "Dr. Baker", .some), Self.step(3, "Dr. Chen", .some),
        ])
        #expect(line.hasPrefix("routing decides on night 5: escalations.urgent.step 2: "))
        #expect(line.contains("Dr. Baker"))
        #expect(!line.contains("Dr. Chen"))
    }

    @Test("Where nobody is rung, what was decided last is named")
    func nobodyRung() throws {
        let line = try Self.line([
            Self.step(1, "Dr. Adams", .none), Trace.Entry(.escalation("urgent"), .nobodyInAnyStep),
        ])
        #expect(line.hasPrefix("routing decides on night 5: escalations.urgent: "))
    }
}
