import CallModel
import Routing
import SIPStack

/// Reads one file, section by section, into the clinic and the settings of the daemon.
struct ConfigurationReader {
    let path: String
    let folder: String
    let surroundings: ConfigurationSurroundings
    let log = FindingLog()

    init(path: String, surroundings: ConfigurationSurroundings) {
        self.path = path
        folder = Paths.folder(of: path)
        self.surroundings = surroundings
    }

    mutating func read(_ bytes: [UInt8], version: ConfigurationVersion) -> ConfigurationLoad {
        var document = YAMLDocument(file: path, log: log)
        guard let root = document.read(bytes) else { return refused() }
        guard let top = Section(root, path: "", keys: .clinic, log: log) else { return refused() }
        var clinic = self.clinic(top)
        let lines = LineReader(secrets: .init(surroundings: surroundings, folder: folder, log: log), log: log)
        let trunks = lines.trunks(top["trunks"])
        let phones = lines.phones(top["phones"])
        let prompts = PromptReader(folder: folder, log: log).read(
            top["prompts"], languages: clinic.languages.map(\.value))
        clinic.trunks = trunks.outbound
        clinic.phones = phones.clinic
        clinic.prompts = prompts.clinic
        let system = SystemReader(folder: folder, log: log)
        let sip = system.listen(top["listen"], clinic: clinic.name)
        let media = system.media(top["media"])
        let limits = system.limits(top["limits"])
        let logging = top.choice("logging", LogLevel.self) ?? .info
        let state =
            top.text("state_directory").map { Paths.resolve($0, in: folder) } ?? surroundings.stateDirectory
            ?? "/var/lib/nightbell"
        let expectations = ExpectationReader(zone: clinic.zone, log: log).read(top["expect"])
        clinic.completeness = log.leftOut ? .partial : .whole
        let compilation = RoutingTable.compile(clinic, version: version)
        for finding in compilation.findings { log.add(finding) }
        // The clinic's tests mean something only for a configuration that is sound.
        if !log.hasErrors, let table = compilation.table {
            for finding in checkExpectations(expectations, table) { log.add(finding) }
        }
        guard !log.hasErrors, let table = compilation.table else { return refused() }
        let configuration = LoadedConfiguration(
            version: version, file: path, clinic: clinic, table: table, sip: sip, media: media,
            store: top.text("store").map { Paths.resolve($0, in: state) } ?? "\(state)/nightbell.sqlite",
            stateDirectory: state,
            controlSocket: top.text("control_socket").map { Paths.resolve($0, in: state) } ?? "\(state)/control.sock",
            prompts: prompts.sources, trunks: trunks.settings, trunksBehindNAT: trunks.behindNAT,
            phones: phones.settings, limits: limits, logging: logging, expectations: expectations)
        return ConfigurationLoad(configuration: configuration, findings: findings)
    }

    private func clinic(_ top: Section) -> Clinic {
        _ = top.required("clinic", hint: "the clinic's name")
        let zone = zone(top)
        var clinic = Clinic(
            name: top.text("clinic") ?? "clinic", zone: zone, languages: languages(top),
            hours: HoursReader(log: log).read(top["hours"]), position: top.position)
        let people = PeopleReader(log: log)
        let flows = FlowReader(log: log)
        clinic.people = people.people(top["people"])
        clinic.rotations = people.rotations(top["on_call"], zone: zone)
        clinic.escalations = EscalationReader(log: log).read(top["escalations"])
        clinic.numbers = flows.numbers(top["numbers"])
        clinic.flows = flows.flows(top["flows"])
        clinic.menus = flows.menus(top["menus"])
        clinic.person = top.action("person")
        return clinic
    }

    /// The zone's rules; UTC, with a finding, when they cannot be had.
    private func zone(_ top: Section) -> TimeZoneRules {
        guard top.required("time_zone", hint: "such as America/Phoenix") != nil,
            let name = top.placedText("time_zone")
        else { return .utc }
        let hint = "zones are called as America/Phoenix; the folder /usr/share/zoneinfo has them all"
        guard Self.isZoneName(name.value) else {
            log.error(name.position, "there is no time zone '\(name.value)'", hint: hint)
            return .utc
        }
        let bytes: [UInt8]
        do {
            bytes = try surroundings.readZone(name.value)
        } catch {
            log.error(
                name.position, "there is no time zone '\(name.value)': \(error)", hint: nearZone(name.value) ?? hint)
            return .utc
        }
        do throws(ZoneError) {
            return try TimeZoneRules(name: name.value, tzif: bytes)
        } catch {
            log.error(name.position, "the file of time zone '\(name.value)' \(error)", hint: "reinstall tzdata")
            return .utc
        }
    }

    /// The zone that was meant, by the list that comes with the zones.
    private func nearZone(_ name: String) -> String? {
        guard let bytes = try? surroundings.readZone("zone1970.tab") else { return nil }
        let names = String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap { line -> String? in
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
            return line.hasPrefix("#") || columns.count < 3 ? nil : String(columns[2])
        }
        return Spelling.nearest(to: name, among: names.sorted()).map { "did you mean '\($0)'?" }
    }

    /// A name that stays inside the folder of zones.
    private static func isZoneName(_ name: String) -> Bool {
        name.utf8.count <= 64 && !name.hasPrefix("/") && !name.contains("..")
            && name.utf8.allSatisfy { byte in
                (0x61...0x7a).contains(byte | 0x20) || (0x30...0x39).contains(byte) || "/_+-".utf8.contains(byte)
            }
    }

    private func languages(_ top: Section) -> [Placed<String>] {
        var languages: [Placed<String>] = []
        for text in top.texts("languages") {
            let good =
                (2...8).contains(text.value.utf8.count)
                && text.value.utf8.allSatisfy { (0x61...0x7a).contains($0 | 0x20) || $0 == 0x2d }
            if !good {
                log.error(text.position, "'\(text.value)' is not a language", hint: "write tags such as en and es")
            } else if languages.contains(where: { $0.value == text.value }) {
                log.error(text.position, "language '\(text.value)' is here a second time")
            } else {
                languages.append(text)
            }
        }
        return languages.isEmpty ? [Placed("en", at: top.position)] : languages
    }

    private func refused() -> ConfigurationLoad { ConfigurationLoad(configuration: nil, findings: findings) }

    private var findings: [Finding] {
        var list = log.findings.sorted { $0.position < $1.position }
        if log.dropped > 0 {
            let position = SourcePosition(file: path, line: 1, column: 1)
            list.append(Finding(.error, at: position, "and \(log.dropped) findings more"))
        }
        return list
    }
}
