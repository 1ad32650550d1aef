package import CallModel
package import Calls
package import Routing

/// Rings nothing: the test says what each device does.
@Signalling
package final class FakeDialer: LegDialer {
    /// What a device does by itself when it is rung.
    package enum Behaviour: Sendable {
        /// Rings until somebody does something.
        case rings
        case busy, declines, unreachable
        /// Is answered so long after the ring began, and nothing is pressed: a voicemail, or a trusted phone.
        case answers(after: Duration)
        /// Is answered, and these keys are pressed so long after that.
        case presses(String, after: Duration, answeredAfter: Duration)
    }

    /// What each device does, by its label; those not named ring.
    package var behaviours: [String: Behaviour] = [:]
    /// Every ring, in order.
    package private(set) var attempts: [FakeAttempt] = []
    /// Pairs of legs that were bridged, in order.
    package private(set) var bridges: [String] = []
    private let chronicle: Chronicle
    private let clock: ManualClock
    private let times: PromptTimes

    /// A dialer whose devices all ring.
    package init(_ chronicle: Chronicle, _ clock: ManualClock, _ times: PromptTimes = PromptTimes()) {
        self.chronicle = chronicle
        self.clock = clock
        self.times = times
    }

    package func dial(_ target: DialTarget, for call: CallID, caller: PhoneNumber?) -> any OutboundAttempt {
        let leg = FakeLeg(target.label, chronicle, clock, times)
        let attempt = FakeAttempt(target.label, leg, chronicle, caller)
        attempts.append(attempt)
        chronicle.write("\(target.label) rings")
        switch behaviours[target.label] ?? .rings {
        case .rings: break
        case .busy: attempt.end(.busy)
        case .declines: attempt.end(.declined)
        case .unreachable: attempt.end(.unreachable("not registered"))
        case .answers(let delay): clock.after(delay) { attempt.answer() }
        case .presses(let keys, let pause, let delay):
            clock.after(delay) { attempt.answer() }
            clock.after(delay + pause) { leg.press(keys) }
        }
        return attempt
    }

    package func bridge(_ first: any Leg, _ second: any Leg) {
        chronicle.write("bridge \(first.label) and \(second.label)")
        bridges.append("\(first.label) + \(second.label)")
        join(first, second.label)
        join(second, first.label)
    }

    package func unbridge(_ first: any Leg, _ second: any Leg) {
        chronicle.write("unbridge \(first.label) and \(second.label)")
        join(first, nil)
        join(second, nil)
    }

    private func join(_ leg: any Leg, _ other: String?) {
        guard let leg = leg as? FakeLeg else { return }
        leg.stopPlaying()
        leg.bridgedTo = other
    }

    /// The labels of the devices that ring at this moment, in the order in which they began.
    package var ringing: [String] { attempts.filter(\.isRinging).map(\.label) }

    /// The latest ring of a device; `nil` when it was never rung.
    package func attempt(_ label: String) -> FakeAttempt? { attempts.last { $0.label == label } }
}

/// A ring that the test answers, or that its device ends by itself.
@Signalling
package final class FakeAttempt: OutboundAttempt {
    /// The device: `phone 211`.
    package let label: String
    /// The leg that there is once it is answered.
    package let leg: FakeLeg
    /// The number that the device was shown.
    package let shows: PhoneNumber?
    /// Why it was given up, when it was; the first reason counts.
    package private(set) var cancelled: HangUpReason?
    private let chronicle: Chronicle
    private let settlement = Settlement()
    package private(set) var result: DialOutcome?

    init(_ label: String, _ leg: FakeLeg, _ chronicle: Chronicle, _ shows: PhoneNumber?) {
        self.label = label
        self.leg = leg
        self.chronicle = chronicle
        self.shows = shows
    }

    /// Whether it rings still.
    package var isRinging: Bool { result == nil }

    /// Whether something answered.
    package var answered: Bool { if case .answered = result { true } else { false } }

    package var over: Settlement {
        chronicle.suspends()
        return settlement
    }

    package func cancel(_ reason: HangUpReason) {
        guard isRinging else { return }
        cancelled = reason
        chronicle.write("\(label) is cancelled: \(reason)")
        end(.cancelled)
    }

    /// The device is answered. An answer that crosses the CANCEL never becomes a leg.
    package func answer() {
        guard isRinging else { return }
        chronicle.write("\(label) answers")
        end(.answered(leg))
    }

    /// The device ends the ring in its own way.
    package func end(_ outcome: DialOutcome) {
        guard isRinging else { return }
        result = outcome
        settlement.settle()
    }

    /// How many tasks wait for this ring.
    package var waiters: Int { settlement.waiters }
}
