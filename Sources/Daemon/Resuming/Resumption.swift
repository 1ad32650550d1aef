import CallModel
import Calls
import Foundation
import Legs
import Logging
import Media
import Routing
import SIPStack
import Storage

/// The calls that the daemon before this one had, taken up at the start.
///
///     rows read ─► prepare: lines made again, endpoints adopted ─► sockets open ─► begin: calls go on, the rest is hung up
///
/// Between the two a BYE that comes finds its dialog. A row that cannot be read is said in the log; what can be read of
/// its lines is hung up. What becomes of endpoints that no row names, ``UnnamedEndpoints`` says.
///
/// - Isolation: signalling.
@Signalling
final class Resumption {
    private let revival: LineRevival
    private let store: Store
    private let clock: WallClock
    private let logger: Logger
    private var calls: [(kept: KeptCall, lines: ResumedLines, parted: (any Leg)?)] = []
    /// Lines that are hung up.
    private var leftOver: [ResumedSIPLeg] = []
    private var all: [ResumedSIPLeg] = []
    private var rings: [[UInt8]] = []

    init(_ revival: LineRevival, store: Store, clock: WallClock, logger: Logger) {
        self.revival = revival
        self.store = store
        self.clock = clock
        self.logger = logger
    }

    /// Makes the lines of these calls again. The dialogs are known when this returns.
    func prepare(_ rows: [ReadCall]) { for row in rows { prepare(row) } }

    /// The endpoints of the lines that were made: they are to be adopted.
    var named: [EndpointID] { revival.endpoints }

    private func prepare(_ row: ReadCall) {
        var lines: [StoredLine.Role: [ResumedSIPLeg]] = [:]
        for line in row.lines where line.role != .ringing {
            switch revival.line(line.memory) {
            case .success(let leg):
                lines[line.role, default: []].append(leg)
                all.append(leg)
            case .failure(let error):
                logger.error(
                    "a line of a call cannot be taken up",
                    metadata: ["call": "\(row.id)", "line": "\(line.role.rawValue)", "why": "\(error.message)"])
            }
        }
        rings += row.lines.filter { $0.role == .ringing }.map(\.memory)
        leftOver += lines[.answered] ?? []
        let (caller, responder) = (lines[.caller]?.first, lines[.responder]?.first)
        guard let caller, let record = row.record, let situation = Self.situation(row),
            PhoneNumber(e164: record.dialled) != nil
        else {
            leftOver += [caller, responder].compactMap(\.self)
            return giveUp(row)
        }
        var kept = KeptCall(
            record: record,
            trace: CallTrace(resuming: row.trace, record.configuration, lines: CallLimits().recordLines),
            situation: situation, caller: [], responder: nil)
        kept.record.legs = kept.record.legs.map(Self.ended)
        var parted: ResumedSIPLeg?
        var talker = responder
        if let responder {
            switch revival.join(caller, responder) {
            case .joined: break
            case .parted: parted = responder
            case .none where caller.audio == .goesOn:
                // The caller is led to somebody else.
                leftOver.append(responder)
                talker = nil
            case .none: break
            }
        }
        if talker == nil { revival.part(caller) }
        calls.append(
            (kept, ResumedLines(caller: caller, responder: talker, audio: caller.audio), parted))
    }

    private static func situation(_ row: ReadCall) -> KeptCall.Situation? {
        try? JSONDecoder().decode(KeptCall.Situation.self, from: Data(row.situation.utf8))
    }

    /// A line that is not made again ended with the daemon.
    private static func ended(_ leg: LegRecord) -> LegRecord {
        var leg = leg
        if leg.ending == OutcomeWords.stillUp { leg.ending = "ended with the daemon" }
        return leg
    }

    /// Nothing can be done for this call but to end it, and to say so.
    private func giveUp(_ row: ReadCall) {
        logger.error("a call of the daemon before cannot be taken up: it is ended", metadata: ["call": "\(row.id)"])
        guard var record = row.record else { return store.keptCalls.remove(row.id) }
        record.outcome = .failed(.daemonEnded)
        record.times.ended = clock.now()
        record.legs = record.legs.map(Self.ended)
        store.records.add(
            record, trace: CallTrace(resuming: row.trace, record.configuration, lines: CallLimits().recordLines))
    }

    /// Goes on with the calls, and hangs up what is left. The sockets are open.
    func begin(_ stack: SIPStack, _ switchboard: Switchboard, _ dialer: any LegDialer) {
        for leg in all { leg.reach(stack) }
        for call in calls {
            if let parted = call.parted { dialer.bridge(call.lines.caller, parted) }
            switchboard.resume(call.kept, call.lines)
        }
        for leg in leftOver { leg.hangUp(.fault) }
        for ring in rings { revival.giveUp(ring: ring) }
        guard !calls.isEmpty || !leftOver.isEmpty else { return }
        let talking = calls.count { $0.lines.responder != nil && $0.lines.audio == .goesOn }
        logger.notice(
            "took up the calls of the daemon before",
            metadata: [
                "calls": "\(calls.count)", "talking": "\(talking)",
                "withoutAudio": "\(calls.count { $0.lines.audio == .gone })", "hungUp": "\(leftOver.count)",
                "rings": "\(rings.count)",
            ])
    }
}
