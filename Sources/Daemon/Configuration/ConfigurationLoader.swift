package import CallModel
package import Routing
import SIPStack
import Security

/// Reads a clinic's configuration: YAML, checked as a whole, compiled, and tried against the clinic's own tests.
package enum ConfigurationLoader {
    /// Reads and checks the file at `path`.
    ///
    /// Nothing of the running daemon is touched: the result is a value to swap in, or findings to show.
    package static func load(path: String, surroundings: ConfigurationSurroundings = .inspection) -> ConfigurationLoad {
        do {
            let bytes = try surroundings.readFile(path, YAMLDocument.largestFile)
            return load(bytes, path: path, surroundings: surroundings)
        } catch {
            let position = SourcePosition(file: path, line: 1, column: 1)
            let finding = Finding(.error, at: position, "the configuration cannot be read: \(error)")
            return ConfigurationLoad(configuration: nil, findings: [finding])
        }
    }

    /// Reads and checks `bytes`, which `path` holds.
    ///
    /// - Parameter known: what the configuration is called, when `bytes` are what was kept of it; its own hash when
    ///   `nil`.
    package static func load(
        _ bytes: [UInt8], path: String, surroundings: ConfigurationSurroundings, known: ConfigurationVersion? = nil
    ) -> ConfigurationLoad {
        var reader = ConfigurationReader(path: path, surroundings: surroundings, known: known)
        return reader.read(bytes)
    }

    /// What tells configurations apart: a hash of the file, or of the hashes of all files where some are included.
    static func version(of files: [[UInt8]]) -> ConfigurationVersion {
        let hashes = files.map { Hash.sha256($0) }
        let hash = hashes.count == 1 ? hashes[0] : Hash.sha256(Array(hashes.joined()))
        return ConfigurationVersion(String(Hex.encode(hash).prefix(12)))
    }
}

extension ConfigurationLoader {
    /// The keys of every kind of table, by the name that its definition has in `deploy/schema/clinic.schema.json`.
    package static var keys: [String: [String]] {
        Dictionary(KeyTable.all.map { ($0.name, $0.keys) }) { first, _ in first }
            .merging(["single_step": FlowReader.stepKeys]) { first, _ in first }
    }
}

/// What came of reading a configuration.
package struct ConfigurationLoad: Sendable {
    /// The configuration; `nil` when there are errors.
    package let configuration: LoadedConfiguration?
    /// Errors and warnings, in the order of the file. Never empty when the configuration is `nil`.
    package let findings: [Finding]

    /// The errors.
    package var errors: [Finding] { findings.filter { $0.severity == .error } }
    /// The warnings.
    package var warnings: [Finding] { findings.filter { $0.severity == .warning } }
}
