import CallModel
import Daemon
import Foundation
import Routing
import Testing

@Suite("Mutations of configurations that are sound", .timeLimit(.minutes(10)))
struct MutationTests {
    /// How many changes of each file: `NIGHTBELL_MUTATIONS=20000 swift test --filter MutationTests`.
    static let wanted = ProcessInfo.processInfo.environment["NIGHTBELL_MUTATIONS"].flatMap { UInt64($0) } ?? 500

    /// The starters, and the demo clinic.
    static let files = StarterTests.files + ["demo"]

    /// A clinic's files, read once.
    private struct Original {
        let main: String
        let files: [(path: String, text: String)]

        init(_ file: String) throws {
            main = file == "demo" ? DemoClinicTests.top.path + "/deploy/demo/clinic.yaml" : StarterTests.path(file)
            let configuration = try #require(ConfigurationLoader.load(path: main).configuration)
            files = try configuration.files.map { ($0, try String(contentsOfFile: $0, encoding: .utf8)) }
        }

        /// The clinic with the change of `seed` in one of its files.
        func load(seed: UInt64) -> ConfigurationLoad {
            let victim = Int(seed) % files.count
            let bytes = Mutator.mutate(files[victim].text, seed: seed)
            var surroundings = ConfigurationSurroundings.inspection
            let read = surroundings.readFile
            surroundings.readFile = { path, limit in
                guard let index = files.firstIndex(where: { $0.path == path }) else { return try read(path, limit) }
                return index == victim ? bytes : Array(files[index].text.utf8)
            }
            return ConfigurationLoader.load(path: main, surroundings: surroundings)
        }
    }

    @Test(
        "Each of 500 changes of each of six clinics loads and decides, or is refused with a place in one of its files",
        arguments: files)
    func mutations(file: String) throws {
        let original = try Original(file)
        let paths = Set(original.files.map(\.path))
        var loaded: UInt64 = 0
        for seed in 0..<Self.wanted {
            let load = original.load(seed: seed)
            for finding in load.findings {
                guard
                    finding.position.line < 1 || finding.position.column < 1 || finding.message.isEmpty
                        || !paths.contains(finding.position.file)
                else { continue }
                Issue.record("seed \(seed): \(finding)")
            }
            guard let configuration = load.configuration else {
                if load.errors.isEmpty { Issue.record("seed \(seed) is refused without an error") }
                continue
            }
            if !load.errors.isEmpty { Issue.record("seed \(seed) is loaded with errors") }
            loaded += 1
            for number in configuration.table.dialledNumbers {
                let run = DryRun(configuration.table, did: number, at: Timestamp(seconds: 1_798_192_800))
                if run.rings.isEmpty { Issue.record("seed \(seed): a silent caller of \(number.e164) reaches nobody") }
            }
        }
        #expect(loaded > Self.wanted / 50, "mutations that all fail at the first line test nothing")
        #expect(loaded < Self.wanted - Self.wanted / 20)
    }
}
