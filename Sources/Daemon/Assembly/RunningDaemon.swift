package import CallModel
import Calls
import Legs
package import Logging
import Media
import MediaEngine
package import MediaProcess
import Routing
import SIP
package import SIPStack
import Security
import Storage

/// The daemon in one piece: made from a configuration, started, reloaded, drained and stopped. Only here do signalling,
/// audio and the store meet.
///
/// - Isolation: signalling.
@Signalling
package final class RunningDaemon {
    /// The configuration in force.
    private(set) var configuration: LoadedConfiguration
    /// When it was put in force.
    private(set) var configuredSince: Timestamp
    /// What was set at run time.
    var standing = StandingOrders()
    /// What the last reload found wrong.
    private(set) var refusedReload: String?
    let stack: SIPStack
    let store: Store
    let switchboard: Switchboard
    let narration = NarrationHub()
    let recordings: RecordingDesk
    let clock: WallClock
    let started: Timestamp
    let logger: Logger
    /// Wrong PINs of the last hour, which a reload does not forget.
    let pinTries = PINTries()
    let parts: DaemonParts
    let engine: any AudioEngine
    let hub: MediaHub
    let dialer: any LegDialer
    private var writer: Task<Void, Never>?
    private var drain: DrainMachine
    private let finished = Settlement()

    /// A daemon that does not listen yet. Reads or speaks the prompts, and opens the store.
    ///
    /// - Throws: ``DaemonError`` for prompts that cannot be had. A store that cannot be opened is logged and shown in
    ///   status: calls go on without promises.
    package init(
        _ configuration: LoadedConfiguration, clock: WallClock, logger: Logger, parts: DaemonParts = .installed
    ) throws {
        let prompts = try parts.prompts(configuration)
        self.parts = parts
        self.configuration = configuration
        self.clock = clock
        self.logger = logger
        started = clock.now()
        configuredSince = started
        drain = DrainMachine(limit: configuration.limits.drain)

        let owner = StoreOwner()
        store = Store(path: configuration.store, clock: clock) { event in
            Self.log(event, logger)
            if case .recovered = event { Signalling.start { await owner.daemon?.takeUpStore() } }
        }
        recordings = RecordingDesk(configuration.recording, store: store, clock: clock, logger: logger)
        let registrar = Registrar(realm: configuration.sip.realm, clock: clock, logger: logger)
        registrar.setPhones(configuration.phoneAccounts)
        var settings = configuration.stackSettings
        parts.adjust(&settings)
        stack = SIPStack(
            settings: settings, listeners: configuration.transportListeners, registrar: registrar, logger: logger)

        let hubBox = HubBox()
        engine = try configuration.audioEngine(logger: logger) { events in
            Signalling.run { hubBox.hub?.handle(events) }
        }
        try engine.take(prompts)
        let engine = engine
        let (stack, addresses) = (stack, configuration.media)
        hub = MediaHub(
            send: { engine.send($0) },
            pace: MediaPace(
                atTurnEnd: { Signalling.run($0) }, after: { [timers = stack.timers] in timers.after($0, $1) }),
            address: { remote in
                if let external = addresses.externalAddress, !stack.settings.isInside(remote) { return external }
                return stack.advertisedHost(towards: remote, local: addresses.address)
            }, hasPrompt: { engine.has($0) }, naming: configuration.endpointNaming(at: started))
        hubBox.hub = hub
        hub.onFault = { label, words in
            logger.warning("one side of a bridge is not heard", metadata: ["leg": "\(label)", "cause": "\(words)"])
        }

        let places = MediaPlaces(configuration)
        dialer = SIPLegDialer(
            stack: stack, hub: hub, logger: logger, place: { places.place(of: $0) },
            encryption: { places.encryption(of: $0) })
        switchboard = Switchboard(
            stack: stack, hub: hub, dialer: dialer,
            journal: StoreJournal(
                store: store, clock: clock, logger: logger,
                keeper: configuration.media.process == .shared
                    ? nil : StoreCallKeeper(store: store, timers: stack.timers)),
            routing: TableRouting(table: configuration.table, clock: clock), narration: narration, clock: clock,
            limits: configuration.limits, room: configuration.room, logger: logger,
            place: { places.place(of: $0) }, encryption: { places.encryption(of: $0) })
        self.places = places
        unnamed = UnnamedEndpoints(
            grace: parts.unnamedGrace, found: { engine.found }, close: { engine.send($0.map { .close($0) }) },
            after: { [timers = stack.timers] in timers.after($0, $1) }, logger: logger)
        switchboard.recorder = recordings
        hub.onForeignRecording = { [recordings] in recordings.endedForeign($0) }
        stack.setUrgent(configuration.urgentNumbers)
        takePIN()
        owner.daemon = self
    }

    let places: MediaPlaces
    /// Endpoints of the daemon before that no call has.
    let unnamed: UnnamedEndpoints
    /// Whether the rows of its calls have been read.
    var rowsReading = RowsReading.notYet

    /// Opens the sockets, takes the phones' bindings back, and begins to serve.
    ///
    /// - Throws: ``DaemonError`` that names the address which could not be had.
    package func start() async throws {
        do {
            try store.open()
        } catch {
            logger.error("the store cannot be opened; calls go on without promises", metadata: ["error": "\(error)"])
        }
        let store = store
        writer = Task { await store.run() }
        await takeUpStore()
        await recordings.look()
        let bindings = try? await store.bindings.load(at: clock.now())
        // Before the first socket: a call that comes while the others are being opened must not be refused.
        stack.registrar.onChange = { store.bindings.note($0) }
        stack.onInvite = { [weak self] in self?.switchboard.take($0) }
        let resumption: Resumption?
        do {
            try await engine.begin()
            // Before the first socket: a BYE that comes must find its dialog.
            resumption = await prepareResumption()
            try await stack.start()
        } catch {
            await stop()
            throw DaemonError(["\(error)"])
        }
        lookAfterRecordings()
        if let bindings { stack.restore(bindings.compactMap(\.binding)) } else { lookForBindings() }
        switchboard.onCallEnded = { [weak self] remaining in
            guard let self else { return }
            self.perform(self.drain.callEnded(remaining: remaining))
        }
        resumption?.begin(stack, switchboard, dialer)
        logger.notice(
            "serving",
            metadata: [
                "clinic": "\(configuration.clinic.name)", "configuration": "\(configuration.version)",
                "phones": "\(configuration.phones.count)", "trunks": "\(configuration.trunks.count)",
            ])
    }

    /// The sockets that the daemon listens on, with the ports that it got.
    package var listeners: [TransportListener] { stack.boundListeners }

    /// How many RTP endpoints are open.
    var openEndpoints: Int { hub.openEndpoints }
    /// What the endpoints that are closed by now have counted.
    var closedStreams: StreamStatistics { hub.total }
    /// Bridges in which one side was not heard.
    var oneWayBridges: Int { hub.oneWayBridges }
    /// What the media engine counts besides its endpoints' audio.
    var mediaCounters: [String: Int] { engine.counters }

    /// Looks through the recordings every minute, for as long as the daemon lives.
    private func lookAfterRecordings() {
        stack.timers.after(RecordingDesk.rounds) { [weak self] in
            guard let self else { return }
            Signalling.start {
                await self.recordings.look()
                self.lookAfterRecordings()
            }
        }
    }

    // MARK: Reload

    /// Puts another configuration in force for new calls. Running calls keep theirs.
    ///
    /// - Throws: when the media engine cannot take the prompts; nothing changed then.
    func swap(_ new: LoadedConfiguration, _ prompts: PromptStore) throws {
        try engine.take(prompts)
        switchboard.routing = TableRouting(table: standing.over(new.table), clock: clock)
        switchboard.limits = new.limits
        switchboard.room = CallRoom(
            calls: new.limits.calls, endpoints: configuration.endpoints, urgent: new.urgentNumbers)
        stack.setUrgent(new.urgentNumbers)
        stack.registrar.setPhones(new.phoneAccounts)
        stack.setTrunks(new.trunks)
        places.set(new)
        configuration = new
        configuredSince = clock.now()
        refusedReload = nil
        takePIN()
        let recordings = recordings
        Signalling.start { await recordings.set(new.recording) }
        logger.notice("configuration swapped", metadata: ["configuration": "\(new.version)"])
    }

    /// Takes what the store has, and gives it what belongs there: at the start, and whenever it works again. It may have
    /// been opened late, and a change that it was too slow to confirm may be in it all the same.
    private func takeUpStore() async {
        await loadStanding()
        await keepConfiguration()
    }

    /// Keeps the configuration in force with the store, so that its decisions can be made again. A store that fails
    /// costs replay, and nothing else.
    func keepConfiguration() async {
        do {
            try await store.configurations.keep(configuration.version, configuration.sources, at: clock.now())
        } catch {
            logger.error("the configuration could not be kept for replay", metadata: ["error": "\(error)"])
        }
    }

    /// Notes that a reload was refused; the old configuration stays.
    func refuse(_ findings: [String]) {
        refusedReload = findings.first
        logger.error("reload refused", metadata: ["findings": "\(findings.count)", "first": "\(findings.first ?? "")"])
    }

    // MARK: Drain and stop

    /// How long a drain waits when nobody says otherwise.
    var drainLimit: Duration { configuration.limits.drain }

    /// Whether new calls are taken.
    var takesCalls: Bool { drain.takesCalls }

    /// Takes no new calls, and finishes when the running ones are over.
    package func beginDrain(limit: Duration? = nil) {
        perform(drain.stopRequested(calls: switchboard.running.count, limit: limit))
    }

    /// Waits until a drain has finished.
    package func waitUntilDrained() async { await finished.wait() }

    private func perform(_ actions: [DrainMachine.Action]) {
        for action in actions {
            switch action {
            case .refuseNewCalls:
                switchboard.isDraining = true
                logger.notice("draining", metadata: ["calls": "\(switchboard.running.count)"])
            case .startLimit(let limit):
                stack.timers.after(limit) { [weak self] in
                    guard let self else { return }
                    self.perform(self.drain.limitReached())
                }
            case .hangUpAll: switchboard.hangUpAll()
            case .startGrace(let grace):
                stack.timers.after(grace) { [weak self] in
                    guard let self else { return }
                    self.perform(self.drain.graceOver())
                }
            case .finish: finished.settle()
            }
        }
    }

    /// Closes everything. Records that wait are written first.
    ///
    /// - Parameter leave: whether the endpoints of calls that run are closed or left to the next daemon.
    package func stop(_ leave: MediaLink.Leave = .closing) async {
        await stack.stop()
        engine.end(leave)
        writer?.cancel()
        await writer?.value
        narration.finish()
        try? store.close()
    }

    private nonisolated static func log(_ event: StoreEvent, _ logger: Logger) {
        switch event {
        case .failing(let error):
            logger.error("the store fails; calls go on", metadata: ["error": "\(error)"])
        case .recovered(let time, let dropped):
            logger.notice(
                "the store works again", metadata: ["after": "\(time)", "droppedRecords": "\(dropped)"])
        case .droppingRecords: logger.error("call records are being lost: the store has failed for too long")
        case .recordRefused(let call, let error):
            logger.error("a call record was refused", metadata: ["call": "\(call)", "error": "\(error)"])
        case .newerSchema: logger.warning("the store was last written by a newer version")
        }
    }
}

/// The hub that events are for; the engine is made before it.
@Signalling
private final class HubBox {
    var hub: MediaHub?

    nonisolated init() {}
}

/// The daemon that takes up its store when that works again; the store is made before it.
@Signalling
private final class StoreOwner {
    weak var daemon: RunningDaemon?

    nonisolated init() {}
}
