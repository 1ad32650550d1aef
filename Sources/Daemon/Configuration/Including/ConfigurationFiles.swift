import Routing

/// Reads a configuration with all files that it includes, as one tree in which everything knows its own file.
///
///     clinic.yaml                sites/north.yaml            what is read
///     include: sites/north.yaml  people: { chen: … }         people: { adams: …, chen: … }
///     people: { adams: … }
///
/// Tables of the same name become one, lists follow each other in the order of the files, and nothing may be said
/// twice. Files are read once; how deep, how many and how long is bounded, so that no mistake reads for ever.
struct ConfigurationFiles {
    static let deepest = 8
    static let mostFiles = 200

    let surroundings: ConfigurationSurroundings
    let log: FindingLog
    /// The files in the order in which they were read, the configuration itself first.
    private(set) var paths: [String] = []
    /// What they hold, in the same order.
    private(set) var contents: [[UInt8]] = []
    /// Where each file was included, by its path without detours; `nil` for the first.
    private var seen: [String: SourcePosition?] = [:]
    private var size = 0

    init(surroundings: ConfigurationSurroundings, log: FindingLog) {
        self.surroundings = surroundings
        self.log = log
    }

    /// The tree of `bytes` and all that they include; `nil` when there is none to go on with.
    mutating func read(_ bytes: [UInt8], path: String) -> YAMLNode? {
        guard let tree = read(bytes, path: path, includedAt: nil, under: []) else { return nil }
        return YAMLNode(content: .table(tree.entries), position: tree.position)
    }

    private struct Tree {
        var entries: [YAMLEntry]
        var position: SourcePosition
    }

    private mutating func read(
        _ bytes: [UInt8], path: String, includedAt place: SourcePosition?, under chain: [String]
    ) -> Tree? {
        paths.append(path)
        contents.append(bytes)
        size += bytes.count
        seen[Paths.withoutDetours(path)] = place
        var document = YAMLDocument(file: path, log: log)
        guard let root = document.read(bytes) else { return nil }
        guard let top = Section(root, path: "", log: log) else { return nil }
        guard ConfigurationFormat.check(top) == .known else { return nil }
        var merge = TreeMerge(log: log)
        merge.add(top.entries.filter { !["nightbell", "include"].contains($0.key) })
        for file in top.texts("include") {
            guard let tree = include(file, under: chain + [path]) else {
                log.leftOut = true
                continue
            }
            merge.add(tree.entries)
        }
        return Tree(entries: merge.entries, position: root.position)
    }

    /// The tree of an included file; `nil`, with a finding, when it cannot be had.
    private mutating func include(_ file: Placed<String>, under chain: [String]) -> Tree? {
        let path = Paths.resolve(file)
        if chain.contains(where: { Paths.withoutDetours($0) == Paths.withoutDetours(path) }) {
            let way = (chain + [path]).joined(separator: " → ")
            return refuse(file, "would include itself: \(way)", hint: "take one of these 'include:' lines out")
        }
        if let first = seen[Paths.withoutDetours(path)] {
            let place = first.map { ", after \($0)" } ?? ""
            return refuse(file, "is included a second time\(place)", hint: "include it once")
        }
        guard chain.count <= Self.deepest else {
            return refuse(
                file, "is included by \(chain.count) files, each by the one before",
                hint: "at most \(Self.deepest) deep")
        }
        guard paths.count < Self.mostFiles else {
            return refuse(file, "is one file too many", hint: "at most \(Self.mostFiles) in all")
        }
        let bytes: [UInt8]
        do {
            bytes = try surroundings.readFile(path, YAMLDocument.largestFile)
        } catch {
            return refuse(file, "cannot be read: \(error)", hint: "paths are relative to the file that includes them")
        }
        guard size + bytes.count <= YAMLDocument.largestFile else {
            return refuse(file, "makes the configuration longer than 4 MiB in all", hint: nil)
        }
        return read(bytes, path: path, includedAt: file.position, under: chain)
    }

    private func refuse(_ file: Placed<String>, _ problem: String, hint: String?) -> Tree? {
        log.error(file.position, "'include': \(file.value) \(problem)", hint: hint)
        return nil
    }
}
