import CallModel
import Routing
import SIP
import SIPStack

/// Reads `trunks:` and `phones:`: the lines that lead here.
struct LineReader {
    let secrets: SecretReader
    let log: FindingLog

    /// The trunks, and what else is said of them.
    func trunks(_ node: YAMLNode?) -> TrunkLines {
        guard let node, let table = Section(node, path: "trunks", log: log) else { return TrunkLines() }
        var lines = TrunkLines()
        for entry in table.named {
            let path = "trunks.\(entry.key)"
            guard let section = Section(entry.value, path: path, keys: .trunk, log: log) else {
                lines.outbound.append(entry.key)  // reported; numbers must not seem to lack a trunk too
                continue
            }
            if section.flag("outbound") != .no { lines.outbound.append(entry.key) }
            if section.flag("behind_nat") == .yes { lines.behindNAT.insert(entry.key) }
            if let encryption = section.choice("srtp", MediaEncryption.self) {
                lines.encryption[entry.key] = encryption
            }
            if let trunk = trunk(entry.key, section) { lines.settings.append(trunk) }
        }
        return lines
    }

    /// What `trunks:` says.
    struct TrunkLines {
        var settings: [TrunkSettings] = []
        /// Names of those that calls may leave by.
        var outbound: [String] = []
        /// Names of those behind address translation.
        var behindNAT: Set<String> = []
        /// Whether their audio is encrypted.
        var encryption: [String: MediaEncryption] = [:]
    }

    private enum Profile: String, CaseIterable { case generic }

    private func trunk(_ name: String, _ section: Section) -> TrunkSettings? {
        _ = section.choice("profile", Profile.self)
        let transport = section.choice("transport", TransportKind.self) ?? .udp
        let callerID = section.phoneNumber("caller_id")
        let channels = section.integer("calls", in: 1...10_000) ?? 100
        var peers = section.texts("peers").compactMap { peer($0, section.path("peers")) }
        var mode = TrunkSettings.Mode.peers
        var login: TrunkSettings.Account?
        switch (section["register"], section["peers"]) {
        case (let node?, nil):
            guard section["login"] == nil else {
                log.error(
                    section["login"]?.position ?? node.position,
                    "'\(section.path)' has 'register', whose user and password answer every challenge",
                    hint: "take 'login' out")
                return nil
            }
            guard let registration = register(node, section) else { return nil }
            mode = .registration(registration.account, expiry: registration.expiry)
            peers = [registration.server]
        case (nil, _?):
            if let node = section["login"],
                let table = Section(node, path: section.path("login"), keys: .login, log: log)
            {
                login = account(table)
            }
        case (nil, nil), (_?, _?):
            log.error(
                section.position, "trunk '\(name)' must have 'register' or 'peers', and just one of them",
                hint: "'peers: [ADDRESS]' when the provider knows our address, 'register:' when we log in")
            return nil
        }
        guard !peers.isEmpty else { return nil }
        return TrunkSettings(
            name: name, peers: peers, transport: transport, mode: mode, digest: login, callerID: callerID,
            channels: channels)
    }

    private func register(_ node: YAMLNode, _ trunk: Section)
        -> (server: TrunkSettings.Peer, account: TrunkSettings.Account, expiry: Duration)?
    {
        guard let section = Section(node, path: trunk.path("register"), keys: .register, log: log) else { return nil }
        let server = section.required("server", hint: "the provider's host").flatMap { _ in
            section.placedText("server")
        }.flatMap { peer($0, section.path("server")) }
        let account = account(section)
        let expiry = section.duration("every", in: .seconds(60)...Duration.seconds(86_400)) ?? .seconds(600)
        guard let server, let account else { return nil }
        return (server, account, expiry)
    }

    private func account(_ section: Section) -> TrunkSettings.Account? {
        let user = section.required("user").flatMap { _ in section.text("user") }
        let password = secrets.read(section, "password")
        guard let user, let password else { return nil }
        return .init(user: user, password: password.value)
    }

    private func peer(_ text: Placed<String>, _ path: String) -> TrunkSettings.Peer? {
        if let place = NetworkPhrase.host(text.value) { return .init(host: place.host, port: place.port) }
        log.error(
            text.position, "'\(path)': '\(text.value)' is not a host",
            hint: "such as sip.example.net or 192.0.2.10:5060")
        return nil
    }

    /// Telephone numbers that every phone must be able to dial for help, whatever the configuration says.
    private static let help: Set<String> = ["911", "933", "988"]

    /// The phones, as the registrar and as the router know them.
    func phones(_ node: YAMLNode?) -> (settings: [PhoneSettings], clinic: [ClinicPhone]) {
        guard let node, let table = Section(node, path: "phones", log: log) else { return ([], []) }
        var settings: [PhoneSettings] = []
        var clinic: [ClinicPhone] = []
        for entry in table.entries {
            let number = entry.key
            guard (2...6).contains(number.utf8.count), number.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
                log.error(
                    entry.position, "'\(number)' is not an extension",
                    hint: "extensions have two to six digits: \"201\"")
                continue
            }
            guard !Self.help.contains(number) else {
                log.error(
                    entry.position, "\(number) is a number for help and cannot be an extension",
                    hint: "choose another one")
                continue
            }
            let placed = Placed(number, at: entry.position)
            guard let section = Section(entry.value, path: "phones.\(number)", keys: .phone, log: log) else {
                clinic.append(ClinicPhone(number: placed, name: number, trust: .keyNeeded))
                continue
            }
            let name = section.text("name") ?? "phone \(number)"
            clinic.append(
                ClinicPhone(number: placed, name: name, trust: section.flag("trusted") == .yes ? .trusted : .keyNeeded))
            let place: PhoneSettings.Place = section.flag("behind_nat") == .yes ? .behindNAT : .inside
            let digest = section.choice("digest", PhoneSettings.Digest.self) ?? .md5
            guard let password = secrets.read(section, "password") else { continue }
            settings.append(
                PhoneSettings(
                    number: number, name: name, password: password, place: place, digest: digest,
                    encryption: section.choice("srtp", MediaEncryption.self) ?? .off))
        }
        return (settings, clinic)
    }
}
