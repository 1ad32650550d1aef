import CallModel
import Routing

/// One round of ringing people, slot by slot, until the first of them accepts.
///
/// A slot is what is rung together. The next one starts when its turn has come, or at once when nothing rings in the
/// present one any more: busy, declined and unreachable burn no ring time. Example, the second slot 5 s early:
///
///     0 s                20 s      25 s
///     slot 1 ─ rings ─────┼─────────┤ no answer
///     slot 2              └ rings ──┼──────────────┤
///
/// Whoever answered late in a slot keeps the time to press the key, while the next slot rings already. It is the one
/// arbiter of the call: results reach it one by one, so of two who accept in the same millisecond one is first.
@Signalling
final class Hunt {
    /// What is rung together.
    struct Slot: Sendable {
        var step: Int
        var targets: [DialTarget]
        var ringTime: Duration
        /// How long before the end of the slot before it this one starts.
        var startsEarly: Duration
        /// The ring of its one target, where that is under way.
        var ringing: (any OutboundAttempt)?
    }

    /// How it ended.
    enum End: Sendable {
        /// This responder is to be bridged; the others accepted or answered too late.
        case accepted(Responder, late: [any Leg])
        /// Nobody accepted.
        case exhausted
        /// The call was over first.
        case stopped
    }

    let call: Call
    let round: Int
    let slots: [Slot]
    let whisper: [PromptRef]
    let acceptTimeout: Duration

    init(call: Call, round: Int, slots: [Slot], whisper: [PromptRef], acceptTimeout: Duration) {
        self.call = call
        self.round = round
        self.slots = slots
        self.whisper = whisper
        self.acceptTimeout = acceptTimeout
    }

    private enum Event: Sendable {
        case due(slot: Int)
        case ended(slot: Int, Ringing, RingEnd)
    }

    /// Rings until somebody accepts, nobody is left, or the call is over. Returns when no ring is left.
    func run() async -> End {
        slots.count == 1 && slots[0].targets.count == 1 ? await runAlone() : await runTogether()
    }

    @inline(never)
    private func runTogether() async -> End {
        await withTaskGroup(of: Event.self) { group in
            var state = Progress(slots: slots.count)
            while true {
                while state.mayStart, !call.isOver {
                    let slot = slots[state.next]
                    let targets = admitted(slot.targets)
                    for target in targets { ring(target, slot, state.next, &group) }
                    let following = state.next + 1
                    if following < slots.count, !targets.isEmpty {
                        arm(following, slot.ringTime - slots[following].startsEarly, &group)
                    }
                    state.started(targets.count)
                }
                guard state.live > 0, let event = await group.next() else { break }
                switch event {
                case .due(let slot): state.due(slot)
                case .ended(let slot, let ring, let end):
                    state.ended(slot)
                    if settle(end, ring, &state) {
                        call.stopRinging(.answeredElsewhere)
                        group.cancelAll()
                    }
                }
            }
            group.cancelAll()
            if let winner = state.winner { return .accepted(winner, late: state.late) }
            return call.isOver ? .stopped : .exhausted
        }
    }

    /// The same where there is one device to ring: in the task that there is.
    @inline(__always)
    private func runAlone() async -> End {
        guard !call.isOver, let ring = beginAlone() else { return call.isOver ? .stopped : .exhausted }
        return endAlone(ring, await call.ring(ring))
    }

    @inline(never)
    private func beginAlone() -> Ringing? {
        admitted(slots[0].targets).first.map { begin($0, slots[0]) }
    }

    @inline(never)
    private func endAlone(_ ring: Ringing, _ end: RingEnd) -> End {
        var state = Progress(slots: 1)
        _ = settle(end, ring, &state)
        if let winner = state.winner { return .accepted(winner, late: state.late) }
        return call.isOver ? .stopped : .exhausted
    }

    /// Takes note of a ring that is over.
    ///
    /// - Returns: whether it is the one that wins.
    private func settle(_ end: RingEnd, _ ring: Ringing, _ state: inout Progress) -> Bool {
        let device = ring.device
        let result: AttemptResult
        var wins = false
        switch end {
        case .notRung: return false
        case .accepted(let responder) where state.winner == nil:
            result = .accepted
            if call.isOver {
                responder.leg.hangUp(call.stopReason)
            } else {
                state.winner = responder
                wins = true
            }
        case .accepted(let responder):
            result = .answeredElsewhere
            state.late.append(responder.leg)
        case .failed(let failure):
            result = failure
        case .stopped(let leg) where state.winner == nil:
            result = .callerLeft
            leg?.hangUp(call.stopReason)
        case .stopped(let leg):
            result = .answeredElsewhere
            if let leg { state.late.append(leg) }
        }
        call.story.add(
            AttemptRecord(
                person: device.person, device: device.device, round: device.round, step: device.step,
                started: ring.began,
                ended: call.now, result: result))
        call.observe(.attemptEnded(device, result))
        if wins { call.observe(.accepted(device)) }
        return wins
    }

    private func ring(_ target: DialTarget, _ slot: Slot, _ index: Int, _ group: inout TaskGroup<Event>) {
        let ring = begin(target, slot)
        group.addTask { @Sendable @Signalling in .ended(slot: index, ring, await self.call.ring(ring)) }
    }

    private func begin(_ target: DialTarget, _ slot: Slot) -> Ringing {
        call.dialled += 1
        return Ringing(
            target, RungDevice(target, round: round, step: slot.step), began: call.now, time: slot.ringTime,
            whisper: whisper, acceptTimeout: acceptTimeout, attempt: slot.ringing)
    }

    private func arm(_ slot: Int, _ delay: Duration, _ group: inout TaskGroup<Event>) {
        let clock = call.clock
        group.addTask { @Sendable @Signalling in
            await clock.sleep(for: delay)
            return .due(slot: slot)
        }
    }

    /// Those of the targets that may still be rung: ``CallLimits/attempts`` bounds them over the whole call.
    private func admitted(_ targets: [DialTarget]) -> [DialTarget] {
        let left = max(0, call.limits.attempts - call.dialled)
        if targets.count > left { call.story.note("attempts: no more than \(call.limits.attempts) in a call") }
        return Array(targets.prefix(left))
    }
}

/// How far a hunt has come.
private struct Progress {
    private let slots: Int
    /// The slot to start next.
    private(set) var next = 0
    /// Rings that are not over.
    private(set) var live = 0
    private var isDue = true
    private var ringing: [Int: Int] = [:]
    var winner: Responder?
    var late: [any Leg] = []

    init(slots: Int) { self.slots = slots }

    /// Whether the next slot is to be started now.
    var mayStart: Bool { isDue && winner == nil && next < slots }

    /// The next slot was started with so many rings; an empty one makes room for its follower at once.
    mutating func started(_ rings: Int) {
        ringing[next] = rings
        live += rings
        next += 1
        isDue = rings == 0
    }

    /// The turn of a slot has come; passed over when it was started already.
    mutating func due(_ slot: Int) {
        if slot == next { isDue = true }
    }

    /// A ring of a slot is over. When it was the last one, and the slot the latest, the next need not wait.
    mutating func ended(_ slot: Int) {
        live -= 1
        ringing[slot, default: 1] -= 1
        if ringing[slot] == 0, slot == next - 1 { isDue = true }
    }
}
