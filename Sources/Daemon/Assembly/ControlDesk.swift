import CallModel
import Calls
import Logging
import Media
import MediaEngine
import Routing
import SIPStack
import Storage

/// Answers the control socket from the running daemon.
struct ControlDesk: ControlHandler {
    let daemon: RunningDaemon
    let configurationPath: String

    func status() async throws -> DaemonStatus {
        let obligations = try? await daemon.store.obligations.open()
        return await daemon.status(obligations)
    }

    func calls(_ query: CallsQuery) async throws -> CallsReport {
        let running = query.id == nil || query.last > 0 ? await daemon.runningCalls(reveal: query.reveal) : []
        let records: [CallRecord]
        if let id = query.id {
            records = try await daemon.store.records.find(id).map { [$0] } ?? []
        } else {
            records = query.last > 0 ? try await daemon.store.records.latest(min(query.last, 1_000)) : []
        }
        let report = CallsReport(
            running: running.filter { query.id == nil || $0.id == query.id },
            past: records.map { PastCall($0, reveal: query.reveal) })
        if query.reveal { noteRevealed(report.running.map(\.caller) + report.past.map(\.caller), by: "calls") }
        return report
    }

    func callbacks(_ query: CallbacksQuery) async throws -> CallbacksReport {
        let now = daemon.clock.now()
        var all = try await daemon.store.obligations.open()
        if query.closed > 0 { all += try await daemon.store.obligations.closed(min(query.closed, 1_000)) }
        let report = CallbacksReport(callbacks: all.map { CallbackReport($0, now: now, reveal: query.reveal) })
        if query.reveal { noteRevealed(report.callbacks.map(\.number), by: "callbacks") }
        return report
    }

    /// Every reading of patients' numbers leaves a line. Who reads, nobody can say: the socket has one owner.
    private func noteRevealed(_ numbers: [String?], by command: String) {
        let count = numbers.count { $0 != nil }
        guard count > 0 else { return }
        daemon.logger.notice("numbers revealed", metadata: ["command": "\(command)", "numbers": "\(count)"])
    }

    func take(_ request: TakeCallback) async throws -> CallbackReport {
        let now = daemon.clock.now()
        let change = try await daemon.store.obligations.take(
            request.id, by: request.by, from: request.from, at: now)
        return try report(change, request.id, now)
    }

    func resolve(_ request: ResolveCallback) async throws -> CallbackReport {
        let now = daemon.clock.now()
        let change = try await daemon.store.obligations.resolve(
            request.id, by: request.by, resolution: request.resolution, at: now)
        return try report(change, request.id, now)
    }

    func reload() async throws -> ReloadReport {
        await daemon.reload(configurationPath)
    }

    func drain(_ query: DrainQuery) async throws -> DrainReport {
        let limit = query.limitSeconds.map { Duration.seconds(min(max($0, 0), 86_400)) }
        return await daemon.drainReport(limit)
    }

    func overrides(_ request: OverridesRequest) async throws -> OverridesReport {
        try await daemon.overrides(request)
    }

    func modes(_ request: ModesRequest) async throws -> ModesReport { try await daemon.modes(request) }

    func recordings(_ query: RecordingsQuery) async throws -> RecordingsReport { try await daemon.recordings(query) }

    func exportRecording(_ request: ExportRequest, uid: UInt32?) async throws -> RecordingGrant {
        try await daemon.grant(request, uid: uid)
    }

    func version() async throws -> VersionReport { VersionReport(version: Product.version) }

    func events() async throws -> AsyncStream<NarrationLine> { daemon.narration.lines() }

    private func report(_ change: Obligations.Change, _ id: ObligationID, _ now: Timestamp) throws -> CallbackReport {
        switch change {
        case .changed(let obligation): return CallbackReport(obligation, now: now, reveal: false)
        case .notFound: throw ControlError(.notFound, "there is no callback \(id): see `nightbell callbacks`")
        case .alreadyClosed: throw ControlError(.conflict, "the callback \(id) is closed already")
        case .heldBy(let person):
            throw ControlError(.conflict, "\(person) has the callback \(id): name them as `from` to take it over")
        }
    }
}

extension RunningDaemon {
    /// Reads the configuration anew and puts it in force, or says why not.
    nonisolated func reload(_ path: String) async -> ReloadReport {
        let load = ConfigurationLoader.load(path: path, surroundings: .system)
        let findings = load.findings.map(\.description)
        guard let new = load.configuration else {
            await refuse(findings)
            return ReloadReport(result: .refused, version: await configuration.version, findings: findings)
        }
        if await configuration.version == new.version {
            return ReloadReport(result: .unchanged, version: new.version, findings: findings)
        }
        do {
            let prompts = try parts.prompts(new)
            let fixed = await whatNeedsRestart(new)
            try await swap(new, prompts)
            await keepConfiguration()
            return ReloadReport(result: .swapped, version: new.version, findings: findings + fixed)
        } catch {
            let reasons = (error as? DaemonError)?.reasons ?? ["\(error)"]
            await refuse(reasons)
            return ReloadReport(result: .refused, version: await configuration.version, findings: reasons)
        }
    }

    /// What a reload cannot change: sockets and files that are open.
    private func whatNeedsRestart(_ new: LoadedConfiguration) -> [String] {
        var words: [String] = []
        if new.sip != configuration.sip { words.append("sip: takes effect when the daemon is restarted") }
        if new.media != configuration.media { words.append("media: takes effect when the daemon is restarted") }
        if new.store != configuration.store { words.append("store: takes effect when the daemon is restarted") }
        return words
    }

    func drainReport(_ limit: Duration?) -> DrainReport {
        let calls = switchboard.running.count
        beginDrain(limit: limit)
        return DrainReport(calls: calls, limitSeconds: Int((limit ?? drainLimit) / .seconds(1)))
    }

    func runningCalls(reveal: Bool) -> [CallSummary] {
        switchboard.running.values.sorted { $0.arrival.id < $1.arrival.id }.map { call in
            CallSummary(
                id: call.arrival.id, since: call.arrival.invited,
                dialled: call.arrival.dialled, caller: call.arrival.caller, source: call.arrival.source,
                stage: call.stage, reveal: reveal)
        }
    }

    func status(_ obligations: [Obligation]?) -> DaemonStatus {
        let now = clock.now()
        return DaemonStatus(
            version: Product.version, activity: takesCalls ? .serving : .draining, started: started, now: now,
            configuration: ConfigurationStatus(
                path: configuration.file, version: configuration.version, since: configuredSince,
                refusedReload: refusedReload),
            phones: configuration.phones.map(status), trunks: configuration.trunks.map(status),
            calls: switchboard.running.count, openCallbacks: obligations?.count,
            overdueCallbacks: obligations?.count { $0.due <= now }, store: store.health(), recording: recordingStatus,
            counters: counters)
    }

    private func status(_ phone: PhoneSettings) -> PhoneStatus {
        let contacts = stack.registrar.contacts(of: phone.number)
        return PhoneStatus(
            phone: phone.number, name: phone.name,
            contacts: contacts.map { "\($0.flow.kind.rawValue) \($0.flow.remote)" },
            expires: contacts.map(\.expires).max().map { Timestamp(microseconds: Int64($0 / .microseconds(1))) })
    }

    private func status(_ settings: TrunkSettings) -> TrunkStatus {
        guard let trunk = stack.trunks[settings.name] else {
            return TrunkStatus(name: settings.name, state: .unknown, detail: "not started", calls: 0)
        }
        let (state, detail): (TrunkStatus.State, String) =
            switch trunk.state {
            case .unknown: (.unknown, trunk.inWords)
            case .up: (.up, trunk.inWords)
            case .down(let why): (.down, why)
            }
        return TrunkStatus(
            name: settings.name, state: state, detail: detail, calls: trunk.channelsInUse, channels: settings.channels)
    }

    private var counters: [String: Int] {
        var all = switchboard.counters.merging(recordings.counters) { first, _ in first }
        all["sip.malformed"] = Int(stack.counters.malformed)
        all["sip.unknownSource"] = Int(stack.counters.unknownSource)
        all["sip.noDialog"] = Int(stack.counters.noDialog)
        all["sip.strayAnswers"] = Int(stack.counters.strayAnswers)
        all["sip.refusedForRoom"] = Int(stack.transactions.counters.refusedForRoom)
        all["sip.refusedByPort"] = Int(stack.transactions.counters.refusedByPort)
        all["sip.refusedByRate"] = Int(stack.refusedByRate)
        all["sip.unsent"] = Int(stack.transport.counters.datagramsUnsent)
        all["sip.connections"] = stack.transport.openConnections
        all["sip.connectionsRefused"] = Int(stack.transport.counters.connectionsRefused)
        all["sip.handshakesFailed"] = Int(stack.transport.counters.handshakesFailed)
        let audio = closedStreams
        all["media.oneWayBridges"] = oneWayBridges
        all["media.packetsRefused"] = Int(clamping: audio.packetsRefused)
        all["media.packetsMalformed"] = Int(clamping: audio.packetsMalformed)
        all["media.packetsLost"] = Int(clamping: audio.packetsLost)
        all["media.sendErrors"] = Int(clamping: audio.sendErrors)
        all.merge(mediaCounters) { first, _ in first }
        all["sip.transactions"] = stack.transactions.live
        all["sip.sessions"] = stack.liveSessions
        all["media.endpoints"] = openEndpoints
        all["registrar.accepted"] = Int(stack.registrar.counters.accepted)
        all["registrar.wrongPassword"] = Int(stack.registrar.counters.wrongPassword)
        return all
    }
}
