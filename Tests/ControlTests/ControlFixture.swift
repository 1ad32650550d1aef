import CallModel
import Foundation
import NIOPosix
import Storage
import Testing

@testable import Daemon

/// A control server on a socket of its own, with a handler that answers from literals.
struct ControlFixture {
    let path: String
    let hub = NarrationHub()

    init() { path = NSTemporaryDirectory() + "nb-" + UUID().uuidString.prefix(8) + ".sock" }

    var client: ControlClient { ControlClient(path: path) }

    /// Serves while `body` runs.
    func serving<Value: Sendable>(
        _ adjust: (inout ControlServer.Limits) -> Void = { _ in }, _ body: @Sendable () async throws -> Value
    ) async throws -> Value {
        var limits = ControlServer.Limits()
        adjust(&limits)
        let server = try await ControlServer.bind(
            path: path, handler: LiteralHandler(hub: hub), group: .singleton, limits: limits)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            let result = await Result { try await body() }
            group.cancelAll()
            return try result.get()
        }
    }
}

extension Result where Failure == any Error {
    init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}

/// Runs blocking code on a thread of its own: the server that it waits for needs the others.
func blocking<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
    }
}

/// Sends bytes as they are, and returns all that comes back until the daemon closes, or `lines` lines.
func raw(_ path: String, _ bytes: [UInt8], lines: Int = 1) async throws -> String {
    try await blocking {
        let socket = try ControlSocket(connectedTo: path)
        try socket.send(bytes)
        var received: [UInt8] = []
        while received.count(where: { $0 == 10 }) < lines {
            let more = try socket.receive()
            if more.isEmpty { break }
            received += more
        }
        return String(decoding: received, as: UTF8.self)
    }
}

struct LiteralHandler: ControlHandler {
    var hub: NarrationHub

    static let status = DaemonStatus(
        version: "0.1.0", activity: .serving, started: .newYear, now: .newYear + .seconds(90),
        configuration: ConfigurationStatus(
            path: "clinic.yaml", version: ConfigurationVersion("0123456789ab"), since: .newYear),
        phones: [PhoneStatus(phone: "201", name: "Front desk", contacts: ["udp 192.0.2.7:5062"], expires: .newYear)],
        trunks: [TrunkStatus(name: "carrier", state: .up, detail: "static", calls: 1, channels: 10)], calls: 1,
        openCallbacks: 2, overdueCallbacks: 1, store: StoreHealth(), counters: ["sip.malformed": 3])

    static let callback = Obligation(
        id: ObligationID(7), kind: .callback, call: CallID("0006474846204000-0001"),
        number: PhoneNumber(e164: "+16025550142"), reason: "refill", created: .newYear, due: .newYear + .seconds(60))

    func status() async throws -> DaemonStatus { Self.status }
    func calls(_ query: CallsQuery) async throws -> CallsReport {
        let call = CallSummary(
            id: CallID("a-1"), since: .newYear, dialled: "+16025550100", caller: Self.callback.number,
            source: "carrier", stage: "menu night", reveal: query.reveal)
        return CallsReport(running: [call], past: [])
    }
    func callbacks(_ query: CallbacksQuery) async throws -> CallbacksReport {
        CallbacksReport(callbacks: [CallbackReport(Self.callback, now: .newYear, reveal: query.reveal)])
    }
    func take(_ request: TakeCallback) async throws -> CallbackReport {
        guard request.id.value == 7 else { throw ControlError(.notFound, "there is no callback \(request.id)") }
        var taken = Self.callback
        taken.owner = request.by
        return CallbackReport(taken, now: .newYear, reveal: false)
    }
    func resolve(_ request: ResolveCallback) async throws -> CallbackReport {
        throw StoreError(.full, "no room to write")
    }
    func reload() async throws -> ReloadReport {
        ReloadReport(result: .refused, version: ConfigurationVersion("0123456789ab"), findings: ["clinic.yaml:3:5: no"])
    }
    func drain(_ query: DrainQuery) async throws -> DrainReport {
        DrainReport(calls: 2, limitSeconds: query.limitSeconds ?? 30)
    }
    func overrides(_ request: OverridesRequest) async throws -> OverridesReport {
        OverridesReport(overrides: [], changed: request.change.map { "\($0)" })
    }
    func modes(_ request: ModesRequest) async throws -> ModesReport {
        ModesReport(modes: [], known: ["snow-day"], changed: request.change.map { "\($0)" })
    }
    func recordings(_ query: RecordingsQuery) async throws -> RecordingsReport { RecordingsReport([], nil) }
    func exportRecording(_ request: ExportRequest, uid: UInt32?) async throws -> RecordingGrant {
        throw ControlError(.notFound, "uid \(uid.map(String.init) ?? "?") asks for \(request.id)")
    }
    func version() async throws -> VersionReport { VersionReport(version: "0.1.0") }
    func events() async throws -> AsyncStream<NarrationLine> {
        let lines = hub.lines()
        hub.post(NarrationLine(at: .newYear, text: "you listen"))
        return lines
    }
}

extension Timestamp {
    static let newYear = Timestamp(seconds: 1_767_225_600)
}
