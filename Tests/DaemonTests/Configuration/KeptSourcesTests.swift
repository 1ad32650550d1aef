import CallModel
import Daemon
import Foundation
import Routing
import SIPStack
import Storage
import Testing

@Suite("What is kept of a configuration for replay")
struct KeptSourcesTests {
    /// The same decisions from what was kept as from the configuration itself.
    private func expectReplay(_ configuration: LoadedConfiguration, sourceLocation: SourceLocation = #_sourceLocation)
        throws
    {
        let files = Dictionary(configuration.sources.map { ($0.path, Array($0.text.utf8)) }) { first, _ in first }
        var surroundings = SmallClinic.surroundings
        surroundings.secrets = .named
        surroundings.credentialsDirectory = nil
        surroundings.readFile = { path, _ in files[path] ?? Array("-".utf8) }
        let main = try #require(configuration.sources.first, sourceLocation: sourceLocation)
        let load = ConfigurationLoader.load(
            Array(main.text.utf8), path: main.path, surroundings: surroundings, known: configuration.version)
        #expect(load.errors.map(\.description) == [], sourceLocation: sourceLocation)
        let again = try #require(load.configuration, sourceLocation: sourceLocation)
        #expect(again.version == configuration.version, sourceLocation: sourceLocation)
        for number in configuration.table.dialledNumbers {
            for hour in 0..<48 {
                let at = Timestamp(seconds: 1_767_600_000 + Int64(hour) * 3600)
                let facts = CallFacts(dialled: number, caller: nil)
                #expect(
                    again.table.decide(facts, at: at) == configuration.table.decide(facts, at: at),
                    sourceLocation: sourceLocation)
            }
        }
    }

    /// Every way in which a password may be written in the file itself.
    private static let secrets = SmallClinic.text.replacingOccurrences(
        of: "phones:\n  \"201\": { name: Front desk, password: secret-201, trusted: yes }\n",
        with: """
            mode_pin: "48151623"   # 48151623 since May
            modes: [snow day]
            phones:
              "201": { name: Front desk, password: hush-201, trusted: yes }
              "202": { name: "Room # 2", password: "hush \\"202\\"" }   # was hush-201 before
              "203":
                password: 'it''s hush-203'
                name: Room 3
              # "204": { password: hush-201 }
              "205": { password: { credential: phone-201 }, name: Room 5 }

            """)

    @Test("No password and no PIN of any notation stands in what is kept, comments included, and it decides the same")
    func inline() throws {
        let load = SmallClinic.load(Self.secrets)
        #expect(load.errors.map(\.description) == [])
        let configuration = try #require(load.configuration)
        #expect(
            configuration.phones.map(\.password.value) == [
                "hush-201", "hush \"202\"", "it's hush-203", "from systemd",
            ])
        #expect(configuration.modePIN?.value == "48151623")
        let kept = configuration.sources.map(\.text).joined()
        for secret in ["hush", "48151623", "from systemd"] { #expect(!kept.contains(secret), "\(kept)") }
        #expect(kept.contains("Room # 2") && kept.contains("credential: phone-201"))
        try expectReplay(configuration)
    }

    @Test("Of a password over two lines, which is not found again for certain, nothing at all is kept")
    func uncertain() throws {
        let load = SmallClinic.load(
            SmallClinic.text.replacingOccurrences(
                of: "{ name: Front desk, password: secret-201, trusted: yes }",
                with: "{ name: Front desk, trusted: yes, password: \"secret\n      hush\" }"))
        let configuration = try #require(load.configuration)
        #expect(configuration.phones.map(\.password.value) == ["secret hush"])
        #expect(configuration.sources == [])
    }

    @Test("No password of a starter or of the demo clinic is kept", arguments: StarterTests.files + ["demo"])
    func starters(file: String) throws {
        let path = file == "demo" ? DemoClinicTests.top.path + "/deploy/demo/clinic.yaml" : StarterTests.path(file)
        let configuration = try #require(ConfigurationLoader.load(path: path).configuration)
        let kept = configuration.sources.map(\.text).joined(separator: "\n")
        #expect(kept.utf8.count > 500)
        var secrets = configuration.phones.map(\.password.value) + [configuration.modePIN?.value ?? ""]
        secrets += configuration.trunks.compactMap { $0.digest?.password }
        for secret in secrets where secret.utf8.count > 1 { #expect(!kept.contains(secret), "\(secret)") }
        try expectReplay(configuration)
    }

    @Test("A calendar is kept with its configuration, without what people wrote into it, and decides the same")
    func calendar() throws {
        let calendar = """
            BEGIN:VCALENDAR\r
            BEGIN:VEVENT\r
            UID:1@example.org\r
            SUMMARY:Dr. Baker - holi\r
             days\r
            DESCRIPTION:call Jane Doe about her test\r
            ATTENDEE:mailto:jane@example.org\r
            DTSTART:20260105T080000\r
            DTEND:20260106T080000\r
            RRULE:FREQ=WEEKLY;COUNT=5\r
            END:VEVENT\r
            END:VCALENDAR\r

            """
        var surroundings = SmallClinic.surroundings
        let read = surroundings.readFile
        surroundings.readFile = { path, limit in
            path == "/etc/clinic/oncall.ics" ? Array(calendar.utf8) : try read(path, limit)
        }
        let text = SmallClinic.text.replacingOccurrences(
            of: "    order: [adams, baker]\n", with: "    order: [adams, baker]\n    calendar: { file: oncall.ics }\n")
        let configuration = try #require(SmallClinic.load(text, surroundings).configuration)
        #expect(configuration.sources.map(\.path) == ["/etc/clinic/c.yaml", "/etc/clinic/oncall.ics"])
        let kept = configuration.sources[1].text
        #expect(kept.contains("SUMMARY:Dr. Baker - holidays\nDTSTART:20260105T080000"))
        #expect(!kept.contains("Jane") && !kept.contains("ATTENDEE"))
        try expectReplay(configuration)
    }
}
