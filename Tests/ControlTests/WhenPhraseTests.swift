import CallModel
import Foundation
import Routing
import Testing

@testable import Daemon

@Suite("Times as people type them")
struct WhenPhraseTests {
    /// Sat 2026-03-07 18:30 in New York, the evening before the clock is put forward.
    private static let now = Timestamp(seconds: 1_772_926_200)

    @Test(
        "Each is the next such time by the clock on the wall",
        arguments: [
            ("now", "Sat 2026-03-07 18:30 EST"), ("in 4h", "Sat 2026-03-07 22:30 EST"),
            ("in 12h", "Sun 2026-03-08 07:30 EDT"), ("19:00", "Sat 2026-03-07 19:00 EST"),
            ("18:30", "Sun 2026-03-08 18:30 EDT"), ("02:30", "Sun 2026-03-08 03:00 EDT"),
            ("fri 17:00", "Fri 2026-03-13 17:00 EDT"), ("sat 18:30", "Sat 2026-03-14 18:30 EDT"),
            ("2026-12-24 17:00", "Thu 2026-12-24 17:00 EST"),
        ])
    func understood(text: String, local: String) throws {
        let bytes = Array(try Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/America/New_York")))
        let zone = try TimeZoneRules(name: "America/New_York", tzif: bytes)
        let instant = try #require(WhenPhrase.instant(text, after: Self.now, in: zone))
        #expect(zone.local(at: instant).description == local)
    }

    @Test(
        "Anything else is none", arguments: ["", "soon", "fri", "25:00", "fri 17:00 sharp", "in", "2026-02-30 10:00"])
    func notUnderstood(text: String) {
        #expect(WhenPhrase.instant(text, after: Self.now, in: .utc) == nil)
    }
}
