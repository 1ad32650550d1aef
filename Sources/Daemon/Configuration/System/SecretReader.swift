import Routing

/// Reads passwords: in the file itself, from systemd's credentials, or from a file of their own.
struct SecretReader {
    /// What a replay has in the place of a file that was not kept with its configuration.
    static let notKept = "-"

    let surroundings: ConfigurationSurroundings
    let log: FindingLog
    /// Where secrets stand in the configuration itself.
    let places: SecretPlaces

    /// The secret under `key`; `nil`, with a finding, when there is none.
    func read(_ section: Section, _ key: String) -> Secret? {
        guard let node = section.required(key, hint: "write it, or { credential: NAME } or { file: PATH }") else {
            return nil
        }
        if let text = node.text {
            guard !text.isEmpty else {
                log.error(node.position, "'\(section.path(key))' must not be empty")
                return nil
            }
            places.note(text, at: node.position)
            return Secret(text)
        }
        guard let table = Section(node, path: section.path(key), keys: .secret, log: log) else { return nil }
        let credential = table.placedText("credential")
        let file = table.placedText("file")
        switch (credential, file) {
        case (let credential?, nil): return load(credential: credential, table)
        case (nil, let file?): return load(Paths.resolve(file), at: file.position, table)
        case (nil, nil), (_?, _?):
            log.error(node.position, "'\(table.path)' must have 'credential' or 'file', and just one of them")
            return nil
        }
    }

    private func load(credential: Placed<String>, _ table: Section) -> Secret? {
        let name = credential.value
        guard !name.contains("/"), name != "..", name != "." else {
            log.error(credential.position, "'\(table.path).credential': '\(name)' is not a credential's name")
            return nil
        }
        guard let directory = surroundings.credentialsDirectory else {
            if surroundings.secrets == .named { return Secret("") }
            log.error(
                credential.position, "'\(table.path)': there are no credentials: $CREDENTIALS_DIRECTORY is not set",
                hint: "start Nightbell by systemd with LoadCredential=\(name):…, or write { file: PATH }")
            return nil
        }
        return load("\(directory)/\(name)", at: credential.position, table)
    }

    private func load(_ path: String, at position: SourcePosition, _ table: Section) -> Secret? {
        do {
            let bytes = try surroundings.readFile(path, 4096)
            guard bytes.count <= 4096, let text = String(validating: bytes, as: UTF8.self) else {
                log.error(position, "'\(table.path)': \(path) is not a password: it is too long or not text")
                return nil
            }
            let line = text.prefix { $0 != "\n" && $0 != "\r\n" && $0 != "\r" }
            guard !line.isEmpty else {
                log.error(position, "'\(table.path)': \(path) is empty")
                return nil
            }
            return Secret(String(line))
        } catch {
            log.error(position, "'\(table.path)': \(path) cannot be read: \(error)")
            return nil
        }
    }
}

/// The secrets that stand in the text of a configuration. Local to one load.
final class SecretPlaces {
    private(set) var list: [Placed<String>] = []

    func note(_ secret: String, at position: SourcePosition) { list.append(Placed(secret, at: position)) }
}

/// Paths in a configuration are relative to its folder.
enum Paths {
    /// The path that stands in a file, relative to that file's folder.
    static func resolve(_ path: Placed<String>) -> String {
        resolve(path.value, in: folder(of: path.position.file))
    }

    /// The path with its `.` and `..` taken out: two ways to one file become the same. Links are not followed.
    static func withoutDetours(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
        }
        return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
    }

    static func resolve(_ path: String, in folder: String) -> String {
        path.hasPrefix("/") ? path : folder.isEmpty ? path : "\(folder)/\(path)"
    }

    /// The folder of a file; empty for one in the working directory.
    static func folder(of file: String) -> String {
        guard let slash = file.lastIndex(of: "/") else { return "" }
        return slash == file.startIndex ? "/" : String(file[..<slash])
    }
}
