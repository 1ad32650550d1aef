import CallModel
import NightbellMedia
import NightbellWire
import Storage

@testable import Daemon

/// A clinic whose audio is in another process, which outlives the daemon.
@Signalling
enum LastingClinic {
    static func with<Result>(_ body: @Signalling (Stage, MediaHost) async throws -> Result) async throws -> Result {
        let folder = try TestFolder()
        let media = try MediaHost(in: folder.path)
        return try await Stage.with(
            configure: {
                $0.media.process = .unit
                $0.media.socket = media.path
            }, in: folder
        ) { try await body($0, media) }
    }

    /// The rows of calls that run.
    static func rows(_ stage: Stage) async throws -> [ReadCall] {
        try await stage.daemon.running.store.flush()
        return try await stage.daemon.running.store.keptCalls.load()
    }

    /// Waits until a call that runs has such a row.
    static func kept(_ stage: Stage, _ what: String, where matches: (ReadCall) -> Bool) async throws {
        try await eventually("a row of a call: \(what)") { try await rows(stage).contains(where: matches) }
    }

    /// Waits until the row of a talk is there.
    static func talkKept(_ stage: Stage) async throws {
        try await kept(stage, "two talk") { row in row.lines.contains { $0.role == .responder } }
    }
}
