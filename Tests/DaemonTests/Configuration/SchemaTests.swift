import Daemon
import Foundation
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
}
