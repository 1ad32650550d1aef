import CallModel
import Routing
import SIPStack
import Storage

/// Reads one file, section by section, into the clinic and the settings of the daemon.
struct ConfigurationReader {
    let path: String
    let surroundings: ConfigurationSurroundings
    /// What it is called when it is read once more from what was kept of it; its own hash when `nil`.
    let known: ConfigurationVersion?
    let log = FindingLog()

    init(path: String, surroundings: ConfigurationSurroundings, known: ConfigurationVersion? = nil) {
        self.path = path
        self.surroundings = surroundings
        self.known = known
    }

    mutating func read(_ bytes: [UInt8]) -> ConfigurationLoad {
        var files = ConfigurationFiles(surroundings: surroundings, log: log)
        guard let root = files.read(bytes, path: path) else { return refused() }
        guard let top = Section(root, path: "", keys: .clinic, log: log) else { return refused() }
        let calendars = CalendarReader(surroundings: surroundings, log: log)
        var clinic = self.clinic(top, calendars)
        let version = known ?? ConfigurationLoader.version(of: files.contents + calendars.contents)
        let secrets = SecretReader(surroundings: surroundings, log: log, places: SecretPlaces())
        let lines = LineReader(secrets: secrets, log: log)
        let trunks = lines.trunks(top["trunks"])
        let phones = lines.phones(top["phones"])
        let prompts = PromptReader(log: log).read(
            top["prompts"], languages: clinic.languages.map(\.value))
        clinic.trunks = trunks.outbound
        clinic.phones = phones.clinic
        clinic.prompts = prompts.clinic
        let pin = ModeReader(log: log).pin(top, secrets)
        clinic.modeAccess = pin == nil ? .none : .pin
        let system = SystemReader(log: log)
        let sip = system.listen(top["listen"], clinic: clinic.name)
        let media = system.media(top["media"])
        let limits = system.limits(top["limits"])
        let logging = top.choice("logging", LogLevel.self) ?? .info
        let state =
            top.placedText("state_directory").map(Paths.resolve) ?? surroundings.stateDirectory
            ?? "/var/lib/nightbell"
        let recording = RecordingReader(surroundings: surroundings, log: log).read(
            top["recording"], of: clinic, prompts: prompts.sources, state: state)
        if let recording { clinic.announcements.insert(recording.consent) }
        let expectations = ExpectationReader(clinic: clinic, log: log).read(top["expect"])
        clinic.completeness = log.leftOut ? .partial : .whole
        let compilation = RoutingTable.compile(clinic, version: version)
        for finding in compilation.findings { log.add(finding) }
        // The clinic's tests mean something only for a configuration that is sound.
        if !log.hasErrors, let table = compilation.table {
            for finding in checkExpectations(expectations, table) { log.add(finding) }
        }
        guard !log.hasErrors, let table = compilation.table else { return refused() }
        var configuration = LoadedConfiguration(
            version: version, file: path, files: files.paths, clinic: clinic, table: table, sip: sip, media: media,
            store: top.text("store").map { Paths.resolve($0, in: state) } ?? "\(state)/nightbell.sqlite",
            stateDirectory: state,
            controlSocket: top.text("control_socket").map { Paths.resolve($0, in: state) } ?? "\(state)/control.sock",
            prompts: prompts.sources + clinic.modePrompts(beside: prompts.sources), trunks: trunks.settings,
            trunksBehindNAT: trunks.behindNAT, trunkEncryption: trunks.encryption,
            phones: phones.settings, modePIN: pin, limits: limits, logging: logging, expectations: expectations)
        configuration.recording = recording
        configuration.speech = SpeechReader(log: log).read(top["speech"], languages: clinic.languages.map(\.value))
        guard !log.hasErrors else { return refused() }
        configuration.sources = KeptSources.of(files, calendars, secrets.places)
        return ConfigurationLoad(configuration: configuration, findings: findings)
    }

    private func clinic(_ top: Section, _ calendars: CalendarReader) -> Clinic {
        _ = top.required("clinic", hint: "the clinic's name")
        let zones = ZoneReader(surroundings: surroundings, log: log)
        let zone = zones.required(top)
        var clinic = Clinic(
            name: top.text("clinic") ?? "clinic", zone: zone, languages: languages(top),
            hours: HoursReader(log: log).read(top["hours"]), position: top.position)
        clinic.modes = ModeReader(log: log).read(top["modes"])
        clinic.sites = SiteReader(zones: zones, log: log).read(top["sites"], of: clinic)
        let people = PeopleReader(log: log)
        let flows = FlowReader(log: log)
        clinic.people = people.people(top["people"])
        let groups = GroupReader(log: log)
        if let service = groups.answeringService(top.entries.first { $0.key == "answering_service" }) {
            clinic.people.append(service)
        }
        clinic.groups = groups.groups(top["groups"])
        clinic.queues = groups.queues(top["queues"])
        clinic.rotations = RotationReader(calendars: calendars, log: log).read(top["on_call"], of: clinic)
        clinic.escalations = EscalationReader(log: log).read(top["escalations"])
        clinic.numbers = flows.numbers(top["numbers"])
        let rules = RuleReader(log: log)
        clinic.callerLists = rules.callerLists(top["callers"])
        clinic.rules = rules.rules(top["rules"])
        let read = flows.flows(top["flows"])
        let menus = MenuReader(log: log)
        clinic.flows = read.flows
        clinic.menus = menus.menus(top["menus"]) + read.menus
        clinic.questions = menus.questions(top["questions"]) + read.questions
        clinic.person = top.action("person")
        clinic.personWithin = top.placedText("prove").flatMap { ProvePhrase.read($0, log: log) }
        return clinic
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
