import Daemon
import Foundation
import Routing

/// A small sound configuration that tests change in one place.
enum SmallClinic {
    static let text = """
        clinic: Small Clinic
        time_zone: America/Phoenix
        languages: [en]
        hours:
          office:
            mon-fri: 08:00-17:00
          holidays: us-federal
        trunks:
          carrier:
            peers: [192.0.2.10]
        phones:
          "201": { name: Front desk, password: secret-201, trusted: yes }
        people:
          adams: { name: Dr. Adams, ring: ["201", "+16025550171"] }
          baker: { name: Dr. Baker, ring: "+16025550172" }
        on_call:
          providers:
            rotation: weekly
            hand_off: fri 17:00
            since: 2026-01-02
            order: [adams, baker]
        escalations:
          urgent:
            steps:
              - { ring: on-call providers, for: 20s }
              - { ring: next providers, for: 20s, starting: 5s early }
            rounds: 2
            then: callback within 30m
        numbers:
          "+16025550100": { flow: main }
        flows:
          main:
            - say: greeting
            - during office: day
            - otherwise: urgent-line
          day:
            - ring: "201"
            - menu: night
          urgent-line:
            - menu: night
        menus:
          night:
            say: night-menu
            keys:
              "5": { reason: urgent, do: escalate urgent }
              "2": { reason: refill, do: callback next office day }
        prompts:
          greeting: Hello.
          night-menu: For a provider, press 5.
        """

    static let surroundings = ConfigurationSurroundings(
        readFile: { path, _ in
            switch path {
            case "/run/credentials/phone-201": Array("from systemd\n".utf8)
            case "/etc/clinic/secret": Array("from a file\r\nsecond line".utf8)
            case "/etc/clinic/empty": []
            default: throw Missing()
            }
        },
        readZone: { name in
            guard let data = FileManager.default.contents(atPath: "/usr/share/zoneinfo/\(name)") else {
                throw Missing()
            }
            return Array(data)
        }, credentialsDirectory: "/run/credentials", stateDirectory: "/var/lib/nightbell")

    struct Missing: Error, CustomStringConvertible {
        let description = "it is not there"
    }

    static func load(_ text: String, _ surroundings: ConfigurationSurroundings = surroundings) -> ConfigurationLoad {
        ConfigurationLoader.load(Array(text.utf8), path: "/etc/clinic/c.yaml", surroundings: surroundings)
    }

    /// The findings after `old` became `new`, each as `line:column: severity: message (hint)`.
    static func findings(_ old: String, _ new: String) -> [String] {
        guard text.contains(old) else { return ["the test's text '\(old)' is not in the configuration"] }
        return load(text.replacingOccurrences(of: old, with: new)).findings.map {
            $0.description.replacingOccurrences(of: "/etc/clinic/c.yaml:", with: "")
        }
    }
}
