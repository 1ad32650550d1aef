import Routing

/// Where the daemon of a configuration listens for commands.
package enum ControlPath {
    /// The socket of a configuration that names neither a socket nor a state directory.
    package static let fallback = "/var/lib/nightbell/control.sock"

    /// The socket that the configuration at `path` names, also when other parts of it have errors: a daemon that runs
    /// on an older text must still be found.
    ///
    /// - Throws: ``ControlPathError`` when the file cannot be read or is no YAML.
    package static func named(inConfiguration path: String) throws(ControlPathError) -> String {
        let surroundings = ConfigurationSurroundings.system
        let log = FindingLog()
        let bytes: [UInt8]
        do {
            bytes = try surroundings.readFile(path, YAMLDocument.largestFile)
        } catch {
            throw ControlPathError(message: "the configuration \(path) cannot be read: \(error)")
        }
        var document = YAMLDocument(file: path, log: log)
        guard let root = document.read(bytes), let top = Section(root, path: "", keys: .clinic, log: log) else {
            throw ControlPathError(message: log.findings.first?.description ?? "\(path) is no configuration")
        }
        let folder = Paths.folder(of: path)
        let state =
            top.text("state_directory").map { Paths.resolve($0, in: folder) } ?? surroundings.stateDirectory
            ?? "/var/lib/nightbell"
        return top.text("control_socket").map { Paths.resolve($0, in: state) } ?? "\(state)/control.sock"
    }
}

/// Why a configuration does not say where its daemon listens.
package struct ControlPathError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One sentence.
    package var message: String

    package var description: String { message }
}
