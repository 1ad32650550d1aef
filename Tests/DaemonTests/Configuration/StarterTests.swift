import CallModel
import Daemon
import Foundation
import Routing
import Testing

@Suite("The starters for clinics of five kinds")
struct StarterTests {
    /// The main file of each, under deploy/starters.
    static let files = [
        "family-practice.yaml", "dental.yaml", "pediatrics.yaml", "urgent-care.yaml", "several-sites/clinic.yaml",
    ]

    static func path(_ file: String) -> String { DemoClinicTests.top.appending(path: "deploy/starters/\(file)").path }

    @Test(
        "Each loads without one finding and without passwords at hand, and its expectations are met", arguments: files)
    func loads(file: String) throws {
        var surroundings = ConfigurationSurroundings.inspection
        surroundings.credentialsDirectory = nil
        let load = ConfigurationLoader.load(path: Self.path(file), surroundings: surroundings)
        #expect(load.findings.map(\.description) == [])
        let configuration = try #require(load.configuration)
        #expect(configuration.expectations.count >= 4)
        #expect(configuration.version.value.utf8.count == 12)
    }

    @Test("Every file that is there is one of them, or is included by one")
    func complete() throws {
        let folder = DemoClinicTests.top.appending(path: "deploy/starters")
        let there = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".yaml") }
        let read = Self.files.flatMap { file in
            ConfigurationLoader.load(path: Self.path(file)).configuration?.files ?? []
        }
        #expect(there.map { folder.appending(path: $0).path }.sorted() == read.sorted())
    }

    @Test(
        "Each rings a person for a silent caller on every number at every hour of a winter and a summer week",
        arguments: files)
    func silence(file: String) throws {
        let configuration = try #require(ConfigurationLoader.load(path: Self.path(file)).configuration)
        for start in [1_768_780_800, 1_782_086_400] as [Int64] {
            for hour in 0..<168 {
                let at = Timestamp(seconds: start + Int64(hour) * 3600)
                for number in configuration.table.dialledNumbers {
                    let rings = DryRun(configuration.table, did: number, at: at).rings
                    #expect(rings.contains { $0.target.reachesPerson }, "\(number.e164) at \(at)")
                }
            }
        }
    }
}
