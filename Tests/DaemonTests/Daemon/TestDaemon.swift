import CallModel
import Foundation
import Logging
import Media
import MediaEngine
import MediaProcess
import NightbellWire
import Routing
import SIPStack
import Storage
import Synchronization
import Testing

@testable import Daemon

/// The whole daemon in this process, on an address of loopback that no other daemon of this process has.
///
/// - Isolation: signalling.
@Signalling
final class TestDaemon {
    private(set) var running: RunningDaemon
    /// Where it listens.
    let address: SocketEndpoint
    let folder: TestFolder
    /// The calls that ended, by how many run still.
    let ended = Inbox<Int>()

    private var configuration: LoadedConfiguration
    /// What the next daemon is made with.
    var parts: DaemonParts

    private init(_ configuration: LoadedConfiguration, _ parts: DaemonParts, _ folder: TestFolder) async throws {
        running = try await Self.start(configuration, parts)
        self.configuration = configuration
        self.parts = parts
        self.folder = folder
        address = running.listeners[0].endpoint
        watch()
    }

    private static func start(_ configuration: LoadedConfiguration, _ parts: DaemonParts) async throws -> RunningDaemon
    {
        let running = try RunningDaemon(
            configuration, clock: .system, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, parts: parts
        )
        try await running.start()
        return running
    }

    /// Ends the daemon without a word to anybody, as `kill -9` does, and starts another one in its place.
    ///
    /// - Parameter between: what happens while there is none.
    func restart(_ between: () async throws -> Void = {}) async throws {
        await running.stop(.handingOver)
        for index in configuration.sip.listeners.indices { configuration.sip.listeners[index].port = address.port }
        try await between()
        running = try await Self.start(configuration, parts)
        watch()
    }

    private func watch() {
        let told = running.switchboard.onCallEnded
        running.switchboard.onCallEnded = { [ended] remaining in
            told?(remaining)
            ended.put(remaining)
        }
    }

    /// Starts a daemon, lets `body` use it, and stops it.
    ///
    /// - Parameters:
    ///   - text: the configuration; `DIRECTORY` and `ADDRESS` in it are replaced.
    ///   - folder: where the database is to be; without one it is in memory.
    ///   - adjust: changes the settings of the stack.
    ///   - configure: changes what was loaded.
    static func with<Result>(
        _ text: String, in folder: TestFolder? = nil,
        adjust: @escaping @Sendable (inout StackSettings) -> Void = { _ in },
        configure: (inout LoadedConfiguration) -> Void = { _ in },
        _ body: @Signalling (TestDaemon) async throws -> Result
    ) async throws -> Result {
        try await Gate.shared.enter()
        defer { Gate.shared.leave() }
        let own = try folder ?? TestFolder()
        var configuration = try load(text, own)
        // A database in memory costs no fsync on the loop that all daemons of the process share.
        if folder == nil { configuration.store = "" }
        // Peers speak when the script says so, and a disk may take its time.
        configuration.limits.deadMedia = .seconds(600)
        configure(&configuration)
        let daemon = try await TestDaemon(
            configuration, DaemonParts(prompts: Marker.prompts, adjust: adjust), own)
        do {
            let result = try await body(daemon)
            await daemon.running.stop()
            return result
        } catch {
            await daemon.running.stop()
            throw error
        }
    }

    /// Loads a configuration whose listeners take free ports.
    static func load(_ text: String, _ folder: TestFolder) throws -> LoadedConfiguration {
        let load = ConfigurationLoader.load(
            Array(folder.filled(text).utf8), path: folder.path + "/clinic.yaml", surroundings: .system)
        guard var configuration = load.configuration else {
            throw WireTimeout("the configuration is refused: \(load.errors.map(\.description))")
        }
        for index in configuration.sip.listeners.indices { configuration.sip.listeners[index].port = 0 }
        return configuration
    }

    // MARK: What became of it

    /// Waits until the next call is over, and reads its record from the store.
    func record() async throws -> CallRecord {
        _ = try await ended.take("the end of a call")
        try await running.store.flush()
        guard let record = try await running.store.records.latest(1).first else {
            throw WireTimeout("no record was written")
        }
        return record
    }

    /// All records, the oldest first.
    func records() async throws -> [CallRecord] {
        try await running.store.flush()
        return try await running.store.records.latest(1_000).reversed()
    }

    /// What the running calls are doing.
    var stages: [String] { running.switchboard.running.values.map(\.stage) }

    /// The stack that it runs on.
    var stack: SIPStack { running.stack }

    /// How many calls run.
    var calls: Int { running.switchboard.running.count }

    /// How many RTP ports are open.
    var openEndpoints: Int { running.openEndpoints }

    /// What is owed to patients.
    func obligations() async throws -> [Obligation] { try await running.store.obligations.open() }

    /// Waits until nothing of any call is left: no session, no transaction, no RTP port, no channel.
    func quiet() async throws {
        let stack = running.stack
        try await eventually(
            "sessions \(stack.liveSessions), transactions \(stack.transactions.live), ports \(running.openEndpoints)"
        ) {
            stack.liveSessions == 0 && stack.transactions.live == 0 && running.openEndpoints == 0
                && running.switchboard.running.isEmpty && stack.trunks.values.allSatisfy { $0.channelsInUse == 0 }
        }
    }
}

/// A folder of its own for a daemon, and an address of loopback; it goes away with the value.
final class TestFolder: Sendable {
    let path: String
    /// 127.77.x.y: one for each.
    let host: String
    private static let count = Mutex(0)

    init() throws {
        let number = Self.count.withLock {
            $0 += 1
            return $0
        }
        host = "127.\(64 + Int(getpid()) % 128).\(number / 250).\(number % 250 + 1)"
        path = NSTemporaryDirectory() + "nightbell-daemon-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The text with its address and folder filled in.
    func filled(_ text: String) -> String {
        text.replacingOccurrences(of: "ADDRESS", with: host).replacingOccurrences(of: "DIRECTORY", with: path)
    }
}

/// The prompts as markers: 100 ms of one octet each, so that a peer hears which one it is.
enum Marker {
    static let greeting: UInt8 = 0x81
    static let nightMenu: UInt8 = 0x82
    static let whisper: UInt8 = 0x83
    static let other: UInt8 = 0x84
    /// What peers say.
    static let caller: UInt8 = 0x91
    static let provider: UInt8 = 0x92

    static func prompts(_ configuration: LoadedConfiguration) -> PromptStore {
        let store = PromptStore()
        var names = configuration.prompts.map(\.prompt.description)
        names += BuiltInPrompt.allCases.filter { $0 != .ringback && $0 != .music }.map { "\($0.rawValue).en" }
        for name in names {
            let marker: UInt8 =
                switch name {
                case "greeting.en": greeting
                case "night-menu.en": nightMenu
                case "nightbell-whisper.en": whisper
                default: other
                }
            store.load(
                PromptKey(name), samples: [Int16](repeating: G711.linear(microLaw: marker), count: 800))
        }
        return store
    }
}

/// Lets a few daemons run at a time: a hundred at once would only make each other late.
@Signalling
final class Gate {
    static let shared = Gate()
    private var free = 24
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func enter() async throws {
        if free > 0 {
            free -= 1
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    func leave() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}
