import CallModel
import Foundation
import Routing
import Testing

@testable import Daemon

@Suite("nightbell route: what a caller would get, and why")
struct RouteTests {
    static let clinic = """
        clinic: Riverside Family Clinic
        time_zone: America/Phoenix
        hours:
          office:
            mon-fri: 08:00-17:00
        trunks:
          carrier: { peers: [192.0.2.10], caller_id: "+16025550100" }
        phones:
          "201": { name: Front desk, password: night-201, trusted: yes }
        people:
          adams: { name: Dr. Adams, ring: "+16025550171" }
        on_call:
          providers: { rotation: weekly, hand_off: "fri 17:00", since: 2026-01-02, order: [adams] }
        escalations:
          urgent:
            steps:
              - { ring: on-call providers, for: 25s, accept: press 1 }
              - { ring: "201", for: 20s }
            rounds: 1
            then: callback within 30m
        person: escalate urgent
        numbers:
          "+16025550100": { flow: main }
        flows:
          main:
            - say: greeting
            - during office: front-desk
            - otherwise: after-hours
          front-desk:
            - ring: "201"
              for: 20s
            - escalate: urgent
          after-hours:
            - menu: night
        menus:
          night:
            say: night-menu
            keys:
              "5": { reason: urgent, do: escalate urgent }
            silence: escalate urgent
            wrong_key: repeat twice then escalate urgent
        prompts:
          greeting: { en: "Thank you for calling." }
          night-menu: { en: "If you need a provider tonight, press 5." }
        """

    private func configuration() throws -> LoadedConfiguration {
        let load = ConfigurationLoader.load(Array(Self.clinic.utf8), path: "clinic.yaml", surroundings: .system)
        return try #require(load.configuration, "\(load.findings.map(\.description))")
    }

    @Test("Friday 03:00 with key 5: Dr. Adams at once, redacted, and the front desk after 25 s")
    func night() throws {
        let question = RouteQuestion(did: "602-555-0100", at: "2026-12-25 03:00", from: "+16025550142", keys: "5")
        let report = try question.ask(try configuration(), now: .newYear)
        #expect(report.local == "Fri 2026-12-25 03:00 MST")
        #expect(report.at.description == "2026-12-25T10:00:00.000Z")
        #expect(report.did == "+16025550100")
        #expect(report.from == "+…42")
        #expect(report.steps.map(\.when).prefix(2) == ["the call arrives", "menu night: key 5"])
        #expect(report.rings.map(\.name) == ["Dr. Adams", "Front desk"])
        #expect(report.rings.map(\.afterSeconds) == [0, 25])
        #expect(report.rings.map(\.device) == ["number +…71", "phone 201"])
        #expect(report.rings.map(\.accept) == ["key 1", "answering"])
        #expect(
            report.steps[1].does == [
                "escalate urgent, round 1", "step 1: Dr. Adams (number +…71) for 25s",
                "step 2: Front desk (phone 201) for 20s",
            ])
        #expect(report.steps.last?.does == ["take a callback number, due in 30m (urgent)"])
    }

    @Test("Without --at it is now: New Year's Eve, 17:00 in Phoenix")
    func now() throws {
        let report = try RouteQuestion(did: "+16025550100").ask(try configuration(), now: .newYear)
        #expect(report.local == "Wed 2025-12-31 17:00 MST")
        #expect(report.keys == [])
    }

    @Test(
        "Each part that is not understood is named, with what to write",
        arguments: [
            (RouteQuestion(did: "911"), "--did 911 is no telephone number: write it as +16025550100"),
            (
                RouteQuestion(did: "+16025550199"),
                "clinic.yaml has no number +16025550199: it has +16025550100"
            ),
            (
                RouteQuestion(did: "+16025550100", at: "tomorrow"),
                "--at 'tomorrow' is no date and time: write it as '2026-12-25 03:00'"
            ),
            (
                RouteQuestion(did: "+16025550100", from: "me"),
                "--from me is no telephone number: leave it out for a withheld one"
            ),
            (
                RouteQuestion(did: "+16025550100", keys: "5x"),
                "--keys '5x' are not understood: write keys with commas between, and silence for none: 8,5"
            ),
        ])
    func misunderstood(question: RouteQuestion, sentence: String) throws {
        let configuration = try configuration()
        let error = #expect(throws: RouteQuestionError.self) { try question.ask(configuration, now: .newYear) }
        #expect(error?.description == sentence)
    }
}

@Suite("Commands find the daemon by its configuration")
struct ControlPathTests {
    private func path(_ text: String) throws -> String {
        let file = NSTemporaryDirectory() + "nb-" + UUID().uuidString + ".yaml"
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: file) }
        return try ControlPath.named(inConfiguration: file)
    }

    @Test("The socket lies in the state directory, unless it is named; other errors in the file do not matter")
    func sockets() throws {
        #expect(try path("state_directory: /srv/bell") == "/srv/bell/control.sock")
        #expect(try path("state_directory: /srv/bell\ncontrol_socket: /run/bell.sock\nphones: 7") == "/run/bell.sock")
        #expect(try path("nonsense: true") == ControlPath.fallback)
    }

    @Test("It is the socket that the loaded configuration names")
    func same() throws {
        let text = RouteTests.clinic + "\nstate_directory: state\n"
        let load = ConfigurationLoader.load(Array(text.utf8), path: "/etc/nb/clinic.yaml", surroundings: .system)
        let named = NSTemporaryDirectory() + "state/control.sock"
        #expect(load.configuration?.controlSocket == "/etc/nb/state/control.sock")
        #expect(try path(text) == named)
    }

    @Test("A file that is not there, and one that is no table")
    func unreadable() throws {
        #expect(throws: ControlPathError.self) { try ControlPath.named(inConfiguration: "/nonexistent/clinic.yaml") }
        #expect(throws: ControlPathError.self) { try path("- a list") }
        #expect(throws: ControlPathError.self) { try path("a: [") }
    }
}
