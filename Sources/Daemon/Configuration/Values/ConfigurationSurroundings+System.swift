import Foundation

extension ConfigurationSurroundings {
    /// The machine's own files and environment.
    package static var system: ConfigurationSurroundings {
        let environment = ProcessInfo.processInfo.environment
        return ConfigurationSurroundings(
            readFile: { path, limit in try SystemFile.read(path, limit: limit) },
            readZone: { name in try SystemFile.read("/usr/share/zoneinfo/\(name)", limit: 1 << 20) },
            credentialsDirectory: environment["CREDENTIALS_DIRECTORY"],
            stateDirectory: environment["STATE_DIRECTORY"]?.split(separator: ":").first.map(String.init))
    }

    /// The same for whoever only looks at a configuration, outside of the service.
    package static var inspection: ConfigurationSurroundings {
        var surroundings = system
        surroundings.secrets = .named
        return surroundings
    }
}

/// Reads whole files, and says in few words why not.
enum SystemFile {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    static func read(_ path: String, limit: Int) throws -> [UInt8] {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            throw Failure(description: "it is not there")
        }
        guard !isDirectory.boolValue else { throw Failure(description: "it is a folder") }
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw Failure(description: "it may not be read by this user")
        }
        defer { try? file.close() }
        // One byte more than allowed shows that the file is too long, without reading all of it.
        let data = try file.read(upToCount: limit + 1) ?? Data()
        return Array(data)
    }
}
