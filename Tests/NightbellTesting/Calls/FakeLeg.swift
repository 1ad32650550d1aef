package import CallModel
package import Calls
package import Routing

/// A leg without SIP and without audio: prompts take their time on the manual clock, keys are pressed by the test.
@Signalling
package final class FakeLeg: InboundLeg {
    /// How the leg answers (an inbound one only).
    package enum Answering: Sendable {
        case works(after: Duration)
        case fails(LegError)
        /// The ACK never comes.
        case hangs
    }

    package let label: String
    package private(set) var ending: LegEnding?
    /// What plays at this moment; empty for silence.
    package private(set) var hears: [String] = []
    /// Everything that was played, in order.
    package private(set) var heard: [String] = []
    /// Why we hung up, when we did.
    package private(set) var hungUp: HangUpReason?
    /// How it was refused, when it was.
    package private(set) var refused: Refusal?
    /// Whether 180 was said.
    package private(set) var rang = 0
    /// Whether it is bridged to another leg, and to which.
    package var bridgedTo: String?
    /// How it answers.
    package var answering = Answering.works(after: .zero)

    private let chronicle: Chronicle
    private let clock: ManualClock
    private let times: PromptTimes
    private let over = Settlement()
    private var playback = Settlement()
    private var keys: [Key] = []
    private var reader: Settled<Key?>?

    /// A leg that lives.
    package init(_ label: String, _ chronicle: Chronicle, _ clock: ManualClock, _ times: PromptTimes = PromptTimes()) {
        self.label = label
        self.chronicle = chronicle
        self.clock = clock
        self.times = times
        playback.settle()
    }

    package func play(_ prompts: [PromptRef], loop: Looping) {
        guard ending == nil else { return }
        let names = prompts.map(\.name)
        chronicle.write("\(label) hears \(names.joined(separator: ", "))")
        playback.settle()
        let current = Settlement()
        playback = current
        hears = names
        heard += names
        guard loop == .once else { return }
        clock.after(times.length(of: names)) {
            guard !current.isSettled else { return }
            self.hears = []
            current.settle()
        }
    }

    package func playbackEnded(_ deadline: Deadline?) async {
        chronicle.suspends()
        await playback.wait(deadline)
    }

    /// Whether announcements reach the far side.
    package var announcements = Heard.toTheEnd

    package func playToEnd(_ prompts: [PromptRef]) async -> Heard {
        play(prompts, loop: .once)
        let mine = playback
        let names = hears
        chronicle.suspends()
        await mine.wait()
        let isWhole = ending == nil && hears.isEmpty && !names.isEmpty && !Task.isCancelled
        return isWhole ? announcements : .notToTheEnd
    }

    package func whenPlaybackEnded(_ action: @escaping @Signalling () -> Void) { playback.whenSettled(action) }

    package func stopPlaying() {
        hears = []
        playback.settle()
    }

    package func nextKey(_ deadline: Deadline?) async -> Key? {
        chronicle.suspends()
        if !keys.isEmpty { return keys.removeFirst() }
        guard ending == nil, !Task.isCancelled, deadline?.isOver != true else { return nil }
        if reader != nil { chronicle.breach("\(label): two tasks read keys") }
        let mine = Settled<Key?>()
        reader = mine
        defer { if reader === mine { reader = nil } }
        return await mine.wait(deadline) ?? nil
    }

    package func forgetKeys() { keys = [] }

    /// Whether keys are heard in its bridge.
    package private(set) var hearsKeysJoined = false

    package func hearKeys() { hearsKeysJoined = bridgedTo != nil }

    package func ended(_ deadline: Deadline?) async -> LegEnding? {
        chronicle.suspends()
        await over.wait(deadline)
        return ending
    }

    package func whenEnded(_ action: @escaping @Signalling () -> Void) { over.whenSettled(action) }

    package func hangUp(_ reason: HangUpReason) {
        guard ending == nil else { return }
        hungUp = reason
        chronicle.write("\(label) is hung up: \(reason)")
        end(.local(reason))
    }

    package func ring() { rang += 1 }

    package func answer(_ deadline: Deadline?) async throws {
        chronicle.suspends()
        if ending != nil { throw LegError(code: .ended, message: "the caller left") }
        switch answering {
        case .works(let delay):
            guard delay > .zero else { break }
            let acknowledged = Settlement()
            clock.after(delay) { acknowledged.settle() }
            await acknowledged.wait(deadline)
        case .fails(let error): throw error
        case .hangs: await Settlement().wait(deadline)
        }
        if ending != nil || Task.isCancelled || deadline?.isOver == true {
            throw LegError(code: .ended, message: "the caller left")
        }
        chronicle.write("\(label) is answered")
    }

    package func refuse(_ refusal: Refusal) {
        guard ending == nil else { return }
        refused = refusal
        chronicle.write("\(label) is refused: \(refusal.rawValue)")
        end(.local(.normal))
    }

    package private(set) var hold = Hold.off
    /// How often it was asked whether it is there.
    package private(set) var probes = 0
    private var held: @Signalling (Hold) -> Void = { _ in }

    package func whenHeld(_ action: @escaping @Signalling (Hold) -> Void) { held = action }

    private var onReferral: (@Signalling (any Referral) -> Void)?

    package func whenReferred(_ action: (@Signalling (any Referral) -> Void)?) { onReferral = action }

    package var isOfClinic: Bool { label.hasPrefix("phone ") }

    private var onConsulted: (@Signalling () -> Consulted?)?

    package func whenConsulted(_ action: (@Signalling () -> Consulted?)?) { onConsulted = action }

    package func takeConsulted() -> Consulted? { ending == nil ? onConsulted?() : nil }

    package func probe() {
        chronicle.write("\(label) is asked whether it is there")
        probes += 1
    }

    package var record: LegRecord {
        let words = ending.map { "\($0)" } ?? "alive"
        return LegRecord(
            party: label, direction: label == "caller" ? .inbound : .outbound, sipCallID: "\(label)@test", ending: words
        )
    }

    // MARK: What the far side does

    /// The far side presses these keys, all in the same instant.
    package func press(_ text: String) {
        for key in text.compactMap(Key.init) where ending == nil {
            if let waiting = reader {
                reader = nil
                waiting.settle(key)
            } else {
                keys.append(key)
            }
        }
    }

    /// The far side holds, or takes up the call again.
    package func turns(_ hold: Hold) {
        self.hold = hold
        held(hold)
    }

    /// The far side wants to pass the caller on.
    package func refers(_ referral: FakeReferral) {
        guard let onReferral, ending == nil else { return referral.refuse(.noTalk) }
        onReferral(referral)
    }

    /// The leg ends by itself: a hang-up of the far side, or a fault.
    package func end(_ ending: LegEnding) {
        guard self.ending == nil else { return }
        self.ending = ending
        hears = []
        playback.settle()
        reader?.settle(nil)
        reader = nil
        over.settle()
    }

    /// How many tasks wait for this leg.
    package var waiters: Int { over.waiters + playback.waiters + (reader?.waiters ?? 0) }
}

/// How long prompts are.
package struct PromptTimes: Sendable {
    /// Every prompt that is not named otherwise.
    package var each: Duration = .seconds(2)
    /// One spoken digit.
    package var digit: Duration = .milliseconds(300)
    /// Those that differ.
    package var named: [String: Duration] = [:]

    /// The usual lengths.
    package init() {}

    func length(of names: [String]) -> Duration {
        names.reduce(.zero) { total, name in
            total + (named[name] ?? (name.count == "nightbell-0".count ? digit : each))
        }
    }
}
