import Daemon
import Foundation
import NightbellTesting
import Testing

@Suite("The JSON Schema for editors")
struct SchemaTests {
    private static func definitions() throws -> [String: [String: Any]] {
        let url = DemoClinicTests.top.appending(path: "deploy/schema/clinic.schema.json")
        let schema = try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any]
        return try #require(schema?["$defs"] as? [String: [String: Any]])
    }

    @Test("It lists for each of more than 20 tables exactly the keys that the loader reads, and allows no others")
    func keys() throws {
        let definitions = try Self.definitions()
        #expect(ConfigurationLoader.keys.count > 20)
        for (name, keys) in ConfigurationLoader.keys {
            let definition = try #require(definitions[name], "the schema has no definition '\(name)'")
            let properties = try #require(definition["properties"] as? [String: Any])
            #expect(properties.keys.sorted() == keys.sorted(), "\(name)")
            #expect(definition["additionalProperties"] as? Bool == false, "\(name)")
        }
    }

    @Test("Every reference in it leads to a definition")
    func references() throws {
        let definitions = try Self.definitions()
        var references: Set<String> = []
        func walk(_ value: Any) {
            if let table = value as? [String: Any] {
                if let reference = table["$ref"] as? String { references.insert(reference) }
                table.values.forEach(walk)
            } else if let list = value as? [Any] {
                list.forEach(walk)
            }
        }
        walk(definitions)
        #expect(references.count > 20)
        let known = Set(definitions.keys.map { "#/$defs/\($0)" })
        #expect(references.subtracting(known) == [])
    }

    @Test("An independent validator finds the demo and all 5 starters valid, and refuses a key that nobody knows")
    func validator() async throws {
        let top = DemoClinicTests.top
        let files = ["deploy/demo/clinic.yaml"] + StarterTests.files.map { "deploy/starters/\($0)" }
        let program = ["Tests/DaemonTests/Configuration/schema.py", "deploy/schema/clinic.schema.json"] + files
        let result = try await Program.run(["python3"] + program.map { top.appending(path: $0).path })
        #expect(result.status == 0, "python3-jsonschema and python3-yaml are needed: \(result.output)")
        #expect(result.output.hasPrefix("6 files, "), "\(result.output)")
    }

    @Test("The reference in docs/ names exactly the keys that the loader reads, each with a line and an example")
    func reference() async throws {
        let url = DemoClinicTests.top.appending(path: "docs/configuration.md")
        let sections = try String(contentsOf: url, encoding: .utf8).components(separatedBy: "\n## ").dropFirst()
        var keys: [String: [String]] = [:]
        for section in sections {
            let lines = section.split(separator: "\n").map(String.init)
            let rows = lines.filter { $0.hasPrefix("| `") }.map { $0.components(separatedBy: " | ") }
            #expect(rows.allSatisfy { $0.count == 3 && !$0[1].isEmpty && $0[2].hasPrefix("`") }, "\(lines[0])")
            keys[lines[0]] = rows.map { $0[0].filter { !"|` ".contains($0) } }
        }
        for (name, known) in ConfigurationLoader.keys {
            #expect(keys[name]?.sorted() == known.sorted(), "'\(name)': run scripts/reference")
        }
        let result = try await Program.run([
            "python3", DemoClinicTests.top.appending(path: "scripts/reference").path, "--check",
        ])
        #expect(result.status == 0, "\(result.output)")
    }
}
