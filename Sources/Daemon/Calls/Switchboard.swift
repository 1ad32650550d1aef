import CallModel
import Calls
import Legs
import Logging
import Routing
import SIP
import SIPStack

/// Takes the calls that the stack brings, and keeps them until they are over.
///
/// - Isolation: signalling.
@Signalling
final class Switchboard {
    /// The calls that run, by id.
    private(set) var running: [CallID: RunningCall] = [:]
    /// How many of them wait for a person still: counted as they come and go, because every decision asks.
    private var waiting = 0
    /// What happened so far.
    private(set) var counters: [String: Int] = [:]
    /// Whether new calls are taken.
    var isDraining = false
    /// The engine for new calls.
    var routing: TableRouting { didSet { services = nil } }
    /// Where modes are set from the telephone.
    var modes: (any ModeDesk)? { didSet { services = nil } }
    /// Who records; nobody when `nil`.
    var recorder: (any CallRecorder)? { didSet { services = nil } }
    /// How long each call may last.
    var limits: LimitSettings { didSet { services = nil } }
    /// What all new calls have in common; made anew for the next one when something of it has changed.
    private var services: CallServices?
    /// Calls at once, one more being refused with 503, and what is kept for urgent ones.
    var room: CallRoom
    /// Called when a call is over, with how many run still.
    var onCallEnded: (@Signalling (Int) -> Void)?

    private let stack: SIPStack
    private let hub: MediaHub
    private let dialer: any LegDialer
    private let journal: StoreJournal
    private let narration: NarrationHub
    private let clock: WallClock
    private let callClock: CallClock
    private let logger: Logger
    private let place: @Signalling (SourceClass) -> MediaPlace
    private let encryption: @Signalling (SourceClass) -> MediaEncryption

    init(
        stack: SIPStack, hub: MediaHub, dialer: any LegDialer, journal: StoreJournal, routing: TableRouting,
        narration: NarrationHub, clock: WallClock, limits: LimitSettings, room: CallRoom, logger: Logger,
        place: @escaping @Signalling (SourceClass) -> MediaPlace,
        encryption: @escaping @Signalling (SourceClass) -> MediaEncryption
    ) {
        self.encryption = encryption
        self.stack = stack
        self.hub = hub
        self.dialer = dialer
        self.journal = journal
        self.routing = routing
        self.narration = narration
        self.clock = clock
        self.limits = limits
        self.room = room
        self.logger = logger
        self.place = place
        let started = ContinuousClock.now
        let timers = stack.timers
        callClock = CallClock(now: { started.duration(to: .now) }, after: { timers.after($0, $1) })
    }

    /// Takes a call.
    func take(_ invite: IncomingInvite) {
        let now = clock.now()
        let table = routing.table
        let identity = InboundIdentity(invite) { table.serves($0) }
        let arrival = CallArrival(
            id: CallID(at: now, chance: UInt16(truncatingIfNeeded: stack.transactions.makeNumber())),
            dialled: identity.dialledText,
            caller: identity.caller, source: source(invite.source), invited: now,
            admission: admission(identity, table, invite.source))
        let leg = InboundSIPLeg(
            invite, stack: stack, hub: hub, place: place(invite.source),
            encryption: encryption(invite.source), logger: logger)
        let (call, inbound) = begin(arrival)
        call.task = inbound.start(leg) { self.ended(call, $0) }
    }

    /// Goes on with a call of the daemon before this one.
    func resume(_ kept: KeptCall, _ lines: ResumedLines) {
        let record = kept.record
        let arrival = CallArrival(
            id: record.id, dialled: record.dialled, caller: record.caller, source: record.source,
            invited: record.times.invited,
            admission: PhoneNumber(e164: record.dialled).map { .serve($0) } ?? .refuse(.unknownNumber))
        let (call, inbound) = begin(arrival)
        call.task = inbound.resume(kept, lines) { self.ended(call, $0) }
    }

    private func begin(_ arrival: CallArrival) -> (RunningCall, InboundCall) {
        let call = RunningCall(arrival, self, narration)
        if call.care == .wanted { waiting += 1 }
        running[arrival.id] = call
        return (call, InboundCall(arrival, servicesInForce, observer: call))
    }

    private var servicesInForce: CallServices {
        if let services { return services }
        let services = CallServices(
            routing: routing, dialer: dialer, journal: journal, clock: callClock, wallClock: clock)
        services.limits.talk = limits.longestCall
        services.load = load
        services.modes = modes
        services.recorder = recorder
        services.keeper = journal.keeper
        self.services = services
        return services
    }

    /// A person has taken care of a caller.
    func caredFor() { waiting -= 1 }

    /// How busy the clinic is.
    private lazy var load: @Signalling @Sendable () -> CallLoad? = { [weak self] in
        self.map { CallLoad(active: $0.running.count, waiting: $0.waiting) }
    }

    /// Hangs up every call.
    func hangUpAll() {
        for call in running.values { call.task?.cancel() }
    }

    private func admission(
        _ identity: InboundIdentity, _ table: RoutingTable, _ source: SourceClass
    ) -> CallArrival.Admission {
        if isDraining { return .refuse(.draining) }
        guard room.has(identity.dialled, calls: running.count, endpoints: hub.openEndpoints) else {
            return .refuse(.overload)
        }
        if let number = identity.dialled, table.serves(number) { return .serve(number) }
        guard case .phone(let phone) = source, case .phone(let target) = table.transferTarget(identity.dialledText)
        else { return .refuse(.unknownNumber) }
        return target.device == .phone(phone) ? .refuse(.busy) : .connect(target, from: phone)
    }

    private func source(_ source: SourceClass) -> String {
        switch source {
        case .trunk(let name): name
        case .phone(let phone): "phone \(phone)"
        case .unknown: "unknown"
        }
    }

    @inline(never)
    private func ended(_ call: RunningCall, _ outcome: CallOutcome) {
        let arrival = call.arrival
        running[arrival.id] = nil
        if call.care == .wanted { waiting -= 1 }
        counters["calls.\(CallWords.kind(outcome))", default: 0] += 1
        if logger.logLevel <= .info {
            // One text and no fields, in memory taken once: this is the one line that every call writes.
            let seconds = Int(((clock.now() - arrival.invited) / .seconds(1)).rounded())
            var line = ""
            line.reserveCapacity(200)
            line += "call over call="
            line += arrival.id.value
            line += " caller="
            line += arrival.caller?.description ?? "withheld"
            line += " outcome=\""
            line += CallWords.words(outcome)
            line += "\" seconds="
            line += String(seconds)
            line += " source="
            line += StandardErrorLog.quoted(arrival.source)
            logger.info(Logger.Message(stringLiteral: line))
        }
        onCallEnded?(running.count)
    }
}
