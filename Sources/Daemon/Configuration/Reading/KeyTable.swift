import Routing

/// The keys that a kind of table may have. The loader reads no others, and the JSON Schema lists the same ones.
struct KeyTable: Sendable {
    /// The definition's name in the schema.
    let name: String
    let keys: [String]

    private init(_ name: String, _ keys: [String]) {
        self.name = name
        self.keys = keys
    }

    static let clinic = KeyTable(
        "clinic",
        [
            "clinic", "time_zone", "languages", "hours", "listen", "media", "store", "state_directory",
            "control_socket", "limits", "logging", "trunks", "phones", "people", "on_call", "escalations", "numbers",
            "flows", "menus", "person", "prompts", "expect", "prove", "sites", "modes",
            "mode_pin",
            "callers", "rules",
            "nightbell", "include", "groups", "queues", "questions", "answering_service", "recording", "speech",
        ])
    static let recording = KeyTable(
        "recording", ["numbers", "flows", "consent", "pause_key", "keys", "directory", "keep", "quota"])
    static let speech = KeyTable("speech", ["engine", "voices"])
    static let mode = KeyTable("mode", ["name", "key", "hours", "lasts"])
    static let site = KeyTable("site", ["name", "time_zone", "hours", "desk"])
    static let listen = KeyTable("listen", ["sip", "tls", "realm", "external_address"])
    static let tls = KeyTable("tls", ["certificate", "key", "authorities"])
    static let media = KeyTable("media", ["address", "ports", "external_address", "process", "socket"])
    static let limits = KeyTable("limits", ["calls", "drain", "dead_media", "longest_call"])
    static let trunk = KeyTable(
        "trunk",
        ["profile", "register", "peers", "login", "transport", "caller_id", "calls", "outbound", "behind_nat", "srtp"])
    static let register = KeyTable("register", ["server", "user", "password", "every"])
    static let login = KeyTable("login", ["user", "password"])
    static let secret = KeyTable("secret", ["credential", "file"])
    static let phone = KeyTable("phone", ["name", "password", "trusted", "behind_nat", "digest", "srtp"])
    static let person = KeyTable("person", ["name", "ring", "together", "apart", "skills", "languages"])
    static let group = KeyTable("group", ["name", "ring", "together", "apart"])
    static let queue = KeyTable("queue", ["ring", "for", "wait", "caller_hears", "then"])
    static let answeringService = KeyTable("answering_service", ["name", "ring"])
    static let rotation = KeyTable(
        "rotation", ["site", "rotation", "hand_off", "since", "order", "layers", "shifts", "calendar", "overrides"])
    static let calendar = KeyTable("calendar", ["file"])
    static let layer = KeyTable("layer", ["during", "outside", "rotation", "hand_off", "since", "order"])
    static let override = KeyTable("override", ["person", "from", "to"])
    static let escalation = KeyTable(
        "escalation",
        [
            "caller_hears", "opening", "comfort", "leave_number", "whisper", "accept_within", "steps", "rounds", "then",
            "due",
        ])
    static let comfort = KeyTable("comfort", ["say", "every"])
    static let step = KeyTable("step", ["ring", "for", "accept", "starting", "together", "apart", "prefer"])
    static let number = KeyTable("number", ["flow", "language", "tag", "site", "prompts", "pace", "urgent"])
    static let rule = KeyTable(
        "rule", ["name", "when", "language", "reason", "priority", "skill", "provider", "do"])
    static let when = KeyTable("when", ClinicCondition.Kind.allCases.map(\.rawValue))
    static let ringStep = KeyTable("ring_step", ["ring", "for", "caller_hears", "apart"])
    static let menu = KeyTable("menu", ["say", "keys", "silence", "wrong_key", "wait"])
    static let menuKey = KeyTable("menu_key", ["reason", "language", "pace", "do"])
    static let question = KeyTable(
        "question",
        ["say", "digits", "keep", "read_back", "wait", "next_digit", "answers", "otherwise", "silence"])
    static let promptFile = KeyTable("prompt_file", ["file"])
    static let expectation = KeyTable("expectation", ["at", "number", "from", "mode", "keys", "rings", "within"])

    /// All of them.
    static let all: [KeyTable] = [
        clinic, mode, site, listen, tls, media, limits, trunk, register, login, secret, phone, person, rotation, layer,
        calendar,
        override, rule, when,
        escalation, comfort, step, number, ringStep, menu, menuKey, question, group, queue, answeringService,
        promptFile, expectation, recording, speech,
    ]
}
