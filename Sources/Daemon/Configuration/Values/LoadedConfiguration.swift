package import CallModel
package import Routing
package import SIP
package import SIPStack
package import Storage

/// A configuration that was read, checked and compiled: everything the daemon starts or reloads with.
package struct LoadedConfiguration: Sendable {
    /// The hash of the content of all its files.
    package var version: ConfigurationVersion
    /// The file it was read from.
    package var file: String
    /// The same, and after it the files that it includes.
    package var files: [String]
    /// The clinic as it was written.
    package var clinic: Clinic
    /// The clinic, compiled for decisions.
    package var table: RoutingTable
    /// Where SIP is listened for.
    package var sip: SIPSettings
    /// Where audio travels.
    package var media: MediaSettings
    /// The SQLite file.
    package var store: String
    /// The folder for what lasts.
    package var stateDirectory: String
    /// The socket on which the commands talk to the daemon.
    package var controlSocket: String
    /// The clinic's prompts. Built-in ones that it does not override are not here.
    package var prompts: [PromptSource]
    /// Who speaks the prompts that are words.
    package var speech = SpeechSettings()
    /// The trunks, in order of preference, those that calls may not leave by among them.
    package var trunks: [TrunkSettings]
    /// The names of those whose audio may come from another address than they say.
    package var trunksBehindNAT: Set<String>
    /// Whether the audio of each trunk is encrypted; off where nothing is said.
    package var trunkEncryption: [String: MediaEncryption] = [:]
    /// The desk phones.
    package var phones: [PhoneSettings]
    /// Who knows it may set modes on the telephone; `nil` when nobody may.
    package var modePIN: Secret?
    /// Which calls are recorded, and how; none when `nil`.
    package var recording: RecordingSettings?
    /// What is bounded, and how.
    package var limits: LimitSettings
    /// What is logged.
    package var logging: LogLevel
    /// The clinic's own tests, all of them met.
    package var expectations: [Expectation]
    /// What it was read from, to be kept with the decisions that it makes; the first is the file it was loaded as.
    package var sources: [ConfigurationFile] = []
}

/// Where SIP is listened for, and as whom.
package struct SIPSettings: Hashable, Sendable {
    /// One socket.
    package struct Listener: Hashable, Sendable {
        package var transport: TransportKind
        /// A numeric address.
        package var host: String
        package var port: UInt16

        /// A socket of these parts.
        package init(transport: TransportKind, host: String, port: UInt16) {
            self.transport = transport
            self.host = host
            self.port = port
        }
    }

    /// Certificate files for TLS, in PEM.
    package struct TLS: Hashable, Sendable {
        package var certificate: String
        package var key: String
        /// Who may have signed the certificates of others; the system's authorities when `nil`.
        package var authorities: String?
    }

    package var listeners: [Listener]
    package var tls: TLS?
    /// The realm of digest challenges and the domain that phones register in.
    package var realm: String
    /// Our address as the world outside sees it; `nil` without address translation.
    package var externalAddress: String?
}

/// Where audio travels.
package struct MediaSettings: Hashable, Sendable {
    /// A numeric IPv4 address.
    package var address: String
    /// The UDP ports; the lower is even.
    package var ports: ClosedRange<UInt16>
    /// Our address as the world outside sees it; `nil` without address translation.
    package var externalAddress: String?
    /// Which process handles it.
    package var process: Process
    /// The socket of that process; `nil` for the usual one.
    package var socket: String?

    /// Which process handles audio.
    package enum Process: String, Hashable, Sendable, CaseIterable {
        /// The daemon.
        case shared
        /// One that the daemon starts, and starts again.
        case own
        /// One that systemd starts.
        case unit
    }

    /// Settings of these parts.
    package init(
        address: String, ports: ClosedRange<UInt16>, externalAddress: String? = nil, process: Process = .shared,
        socket: String? = nil
    ) {
        self.address = address
        self.ports = ports
        self.externalAddress = externalAddress
        self.process = process
        self.socket = socket
    }
}

/// A desk phone that may register.
package struct PhoneSettings: Hashable, Sendable {
    /// Its extension, which is its digest user name too.
    package var number: String
    /// What people call it.
    package var name: String
    package var password: Secret
    /// Where its audio may come from.
    package var place: Place

    /// Whether the phone is in our network.
    package enum Place: Hashable, Sendable { case inside, behindNAT }

    /// What it is challenged with.
    package var digest: Digest
    /// Whether its audio is encrypted.
    package var encryption: MediaEncryption

    /// The algorithms of digest, as the configuration names them.
    package enum Digest: String, Hashable, Sendable, CaseIterable {
        /// What every phone knows.
        case md5
        /// RFC 8760, for phones that are set to it.
        case sha256 = "sha-256"
        /// SHA-256 first, MD5 beside it: the phone takes the first that it knows.
        case both
    }

    /// A phone of these parts.
    package init(
        number: String, name: String, password: Secret, place: Place, digest: Digest = .md5,
        encryption: MediaEncryption = .off
    ) {
        self.encryption = encryption
        self.number = number
        self.name = name
        self.password = password
        self.place = place
        self.digest = digest
    }
}

/// What is bounded, and how.
package struct LimitSettings: Hashable, Sendable {
    /// Calls at one time.
    package var calls = 400
    /// How long a drain waits for running calls.
    package var drain = Duration.seconds(300)
    /// How long a leg may be without audio; `nil` for ever.
    package var deadMedia: Duration? = .seconds(30)
    /// How long any call may last.
    package var longestCall = Duration.seconds(4 * 3600)

    /// The limits that a clinic starts with.
    package init() {}
}

/// The least grave message that is logged.
package enum LogLevel: String, Hashable, Sendable, CaseIterable { case trace, debug, info, notice, warning, error }

/// A password. It is written nowhere but where ``value`` is asked for.
package struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The password itself.
    package let value: String

    /// The secret `value`.
    package init(_ value: String) { self.value = value }

    package var description: String { "(secret)" }
    package var debugDescription: String { "(secret)" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
