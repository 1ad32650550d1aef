import Foundation
import NightbellTesting
import Testing

@Suite("How the commands that ask a configuration end, and what they print")
struct ToolTests {
    private static let number = "--did 212-555-0100"
    private static let christmas = "--at '2026-12-25 03:00'"

    @Test(
        "0 when all is well",
        arguments: [
            "check Clinics/well.yaml", "prove Clinics/well.yaml", "diff Clinics/well.yaml Clinics/well.yaml",
            "route Clinics/well.yaml \(number) \(christmas) --keys 5",
            "route Clinics/well.yaml \(number) --keys 5 --year",
            "route Clinics/well.yaml \(number) \(christmas) --keys 2", "oncall Clinics/well.yaml",
            "oncall Clinics/well.yaml --week --ics", "check --help", "route --help",
        ])
    func well(line: String) async throws {
        let result = try await Command.run(line)
        #expect(result.status == 0, "\(result.output)")
        #expect(!result.output.isEmpty)
    }

    @Test(
        "1 with findings, of which one line says file, line and column, and when",
        arguments: [
            (
                "check Clinics/astray.yaml --from '2026-12-01 00:00'",
                "/Clinics/astray.yaml:13:3: warning: nobody is on call in rotation 'nurses' from Tue 1 Dec 00:00 EST "
                    + "until Mon 1 Feb 08:00 EST (let somebody have that time, by a shift, a layer or an earlier 'since')"
            ),
            (
                "prove Clinics/astray.yaml --from '2026-12-01 00:00'",
                "/Clinics/astray.yaml:15:3: Tue 1 Dec 00:00 EST, +1212…0100, mode snow-day, a caller in pharmacies, on "
                    + "arrival: every step is empty (escalation later); only the safe plan rings, until Mon 1 Feb 08:00 EST"
            ),
            (
                "route Clinics/astray.yaml \(number) \(christmas) --from +14805550150 --mode 'snow day'",
                "/Clinics/astray.yaml:15:3: Fri 2026-12-25 03:00 EST: every step is empty (escalation later); only the "
                    + "safe plan rings"
            ),
            (
                "diff Clinics/well.yaml Clinics/changed.yaml --from '2026-12-07 00:00' --days 7",
                "in the 7 days from Mon 7 Dec 00:00 11 intervals change:"
            ),
            (
                "oncall Clinics/astray.yaml --rotation nurses \(christmas)",
                "nurses    NOBODY   Dr. Baker  begins Mon 2027-02-01 08:00 EST"
            ),
            ("check Clinics/broken.yaml", "/Clinics/broken.yaml:12:89: error: there is no person 'bakr'"),
        ])
    func findings(line: String, expected: String) async throws {
        let result = try await Command.run(line)
        #expect(result.status == 1)
        #expect(result.output.contains(expected), "\(result.output)")
    }

    @Test(
        "2 when it could not run, with one sentence that says why",
        arguments: [
            ("check Clinics/gone.yaml", "gone.yaml cannot be read: No such file or directory"),
            ("prove Clinics/gone.yaml", "gone.yaml:1:1: error: the configuration cannot be read: it is not there"),
            ("diff Clinics/well.yaml Clinics/gone.yaml", "gone.yaml has 1 error"),
            ("route Clinics/gone.yaml \(number)", "gone.yaml has 1 error"),
            ("oncall Clinics/gone.yaml", "gone.yaml has 1 error"),
            ("replay Clinics/gone.yaml --all", "the configuration cannot be read"),
            ("replay Clinics/well.yaml --all", "there is no store at "),
            ("replay Clinics/well.yaml", "name a call, or say --all"),
            ("check Clinics/", "is a folder"), ("prove Clinics/", "the configuration cannot be read"),
            ("prove Clinics/broken.yaml", "error: there is no person 'bakr'"),
            ("route Clinics/broken.yaml \(number)", "error: there is no person 'bakr'"),
            ("prove Clinics/well.yaml --days 0", "--days 0 is not from 1 to 3650"),
            ("prove Clinics/well.yaml --from yesterday", "--from 'yesterday' is no date and time"),
            ("diff Clinics/well.yaml", "Missing expected argument '<new>'"),
            ("route Clinics/well.yaml --did 5", "--did 5 is no telephone number: write it as +16025550100"),
            ("route Clinics/well.yaml --did 212-555-0199", "well.yaml has no number +12125550199: it has +12125550100"),
            ("route Clinics/well.yaml \(number) --keys x", "--keys 'x' are not understood"),
            ("route Clinics/well.yaml \(number) --mode storm", "well.yaml has no mode 'storm': it has no modes"),
            ("route Clinics/astray.yaml \(number) --mode storm", "has no mode 'storm': it has only snow-day"),
            ("oncall Clinics/well.yaml --rotation nurses", "well.yaml has no rotation 'nurses'"),
            ("oncall Clinics/well.yaml --at noon", "--at 'noon' is no date and time"),
            ("oncall Clinics/well.yaml --days 401", "--days 401 is not from 1 to 400"),
            ("prove Clinics/well.yaml --live", "no daemon"), ("check", "Missing expected argument '<config>'"),
            ("prove Clinics/well.yaml --bogus", "Unknown option '--bogus'"),
        ])
    func couldNotRun(line: String, expected: String) async throws {
        let result = try await Command.run(line)
        #expect(result.status == 2)
        #expect(result.output.contains(expected), "\(result.output)")
        #expect(!result.output.contains("Fatal error"))
    }

    @Test(
        "With --json the same statuses, and these members",
        arguments: [
            ("check Clinics/well.yaml", 0, "findings version"), ("check Clinics/broken.yaml", 1, "findings"),
            (
                "prove Clinics/well.yaml", 0,
                "configuration counterExamples from intervals kinds modes numbers slowest to ways withinSeconds"
            ),
            ("diff Clinics/well.yaml Clinics/changed.yaml", 1, "changes from modes new old prompts to"),
            ("diff Clinics/well.yaml Clinics/well.yaml", 0, "changes from modes new old prompts to"),
            (
                "route Clinics/well.yaml \(number) \(christmas) --from +14805550150 --keys 5", 0,
                "at configuration did faults from keys local rings steps"
            ),
            ("route Clinics/well.yaml \(number) --year", 0, "configuration did keys spans"),
            ("oncall Clinics/well.yaml --week", 0, "at coming configuration now"),
        ])
    func json(line: String, status: Int32, keys: String) async throws {
        let (found, members) = try await Command.json(line)
        #expect(found == status)
        #expect(members.keys.sorted().joined(separator: " ") == keys)
    }

    @Test("A counter-example in JSON says who, in which mode, when, where and what")
    func counterExample() async throws {
        let (status, members) = try await Command.json("prove Clinics/astray.yaml --from '2026-12-01 00:00'")
        #expect(status == 1)
        let example = try #require((members["counterExamples"] as? [[String: Any]])?.first)
        #expect(example["number"] as? String == "+12125550100")
        #expect(example["mode"] as? String == "snow-day")
        #expect(example["caller"] as? String == "a caller in pharmacies")
        #expect(example["fault"] as? String == "empty-escalation")
        #expect(example["line"] as? Int == 15)
        #expect(example["from"] as? String == "2026-12-01T05:00:00.000Z")
        #expect(example["to"] as? String == "2027-02-01T13:00:00.000Z")
        #expect(example["local"] as? String == "Tue 1 Dec 00:00 EST")
        #expect(example["path"] as? [String] == [])
    }

    @Test(
        "The sketch that the configuration began as loads, is proven, and rings whom it says at Christmas and on a Monday"
    )
    func sketch() async throws {
        let proof = try await Command.run("prove Clinics/sketch.yaml --from '2026-03-01 00:00'")
        #expect(proof.status == 0, "\(proof.output)")
        for (question, first) in [
            ("\(Self.christmas) --keys 5", "Dr. Chen"), ("--at '2026-03-02 09:00'", "Front desk"),
        ] {
            let (status, members) = try await Command.json("route Clinics/sketch.yaml --did 602-555-0100 \(question)")
            #expect(status == 0)
            let rings = try #require(members["rings"] as? [[String: Any]])
            #expect(rings.first?["name"] as? String == first, "\(rings)")
        }
    }

    @Test("What only callers of a site notice that alone is in a mode is said with mode and site, and nothing else is")
    func differenceAtOneSite() async throws {
        let line = "diff Clinics/storm.yaml Clinics/storm-changed.yaml --from '2026-12-07 00:00' --days 1"
        let text = try await Command.run(line)
        #expect(text.status == 1)
        #expect(text.output.contains("+1212…0100, mode storm at north, "), "\(text.output)")
        #expect(text.output.contains("rings South office instead of South desk"), "\(text.output)")
        let (_, members) = try await Command.json(line)
        let changes = try #require(members["changes"] as? [[String: Any]])
        #expect(changes.map { $0["mode"] as? String } == ["storm"])
        #expect(changes.map { $0["site"] as? String } == ["north"])
    }

    @Test("A difference in JSON is one entry for each way, and in text one line for all ways alike")
    func difference() async throws {
        let line = "diff Clinics/well.yaml Clinics/changed.yaml --from '2026-12-07 00:00' --days 1"
        let (_, members) = try await Command.json(line)
        let changes = try #require(members["changes"] as? [[String: Any]])
        #expect(changes.contains { $0["path"] as? String == "option 5" })
        #expect(changes.contains { $0["path"] as? String == "no key" })
        let text = try await Command.run(line)
        #expect(text.output.split(separator: "\n").count < changes.count)
        #expect(text.output.contains("in the day from Mon 7 Dec 00:00"))
    }

    @Test("A calendar of the week begins and ends as RFC 5545 wants it, with CRLF and an event for each shift")
    func calendar() async throws {
        let result = try await Command.run("oncall Clinics/well.yaml --at '2026-12-24 00:00' --week --ics")
        #expect(result.output.hasPrefix("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"))
        #expect(result.output.hasSuffix("END:VCALENDAR\r\n"))
        let starts = result.output.split(separator: "\r\n").filter { $0.hasPrefix("DTSTART:") }
        #expect(starts == ["DTSTART:20261224T050000Z", "DTSTART:20261225T220000Z"])
    }
}
