import CallModel
import Daemon
import Foundation
import Routing
import Testing

@Suite("The demo clinic")
struct DemoClinicTests {
    static var top: URL {
        var folder = URL(filePath: #filePath)
        for _ in 0..<4 { folder.deleteLastPathComponent() }
        return folder
    }

    static func text() throws -> String {
        try String(contentsOf: top.appending(path: "deploy/demo/clinic.yaml"), encoding: .utf8)
    }

    @Test("It loads without one finding, and its expectations are met")
    func loads() throws {
        let load = ConfigurationLoader.load(Array(try Self.text().utf8), path: "clinic.yaml", surroundings: .system)
        #expect(load.findings.map(\.description) == [])
        let configuration = try #require(load.configuration)
        let number = try #require(PhoneNumber(e164: "+16025550100"))
        let christmas = Timestamp(seconds: 1_798_192_800)  // 2026-12-25 03:00 in Phoenix
        let run = DryRun(configuration.table, did: number, at: christmas, keys: DryRunKey.list("5") ?? [])
        #expect(run.localTime == "Fri 2026-12-25 03:00 MST")
        #expect(run.rings.prefix(2).map(\.target.label) == ["phone 211", "phone 212"])
        #expect(run.rings.prefix(2).map(\.after) == [.zero, .seconds(6)])
        #expect(
            run.rings.prefix(2).map(\.target.acceptance) == [Key("1"), Key("1")].compactMap { $0 }.map { .key($0) })
    }
}
