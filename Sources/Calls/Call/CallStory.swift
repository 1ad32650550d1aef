import CallModel
import Routing

/// What the record of a call will say, gathered while it happens. Bounded: what goes on for ever fills no memory.
struct CallStory: Sendable {
    private(set) var attempts: [AttemptRecord] = []
    private(set) var choices: [String] = []
    /// The decisions, and what else should be known.
    private(set) var trace: CallTrace
    var times: SignallingTimes
    private let lines: Int

    /// The story of a call whose INVITE has just arrived.
    ///
    /// - Parameter lines: how many lines of choices and of trace it keeps.
    init(invited: Timestamp, _ configuration: ConfigurationVersion, lines: Int) {
        times = SignallingTimes(invited: invited)
        trace = CallTrace(configuration, lines: lines)
        self.lines = lines
    }

    /// The story so far of a call that another process had.
    init(resuming kept: KeptCall, lines: Int) {
        times = kept.record.times
        times.ended = nil
        attempts = kept.record.attempts
        choices = kept.record.choices
        trace = kept.trace
        self.lines = lines
    }

    /// The ring of a device is over. ``CallLimits/attempts`` bounds how many there can be.
    mutating func add(_ attempt: AttemptRecord) { attempts.append(attempt) }

    /// The caller chose something by key.
    mutating func choose(_ choice: String) {
        if choices.count < lines { choices.append(choice) }
    }

    /// Something that the reader of the record should know.
    mutating func note(_ fact: String) { trace.note(fact) }

    /// The engine answered.
    mutating func note(_ record: DecisionRecord) { trace.note(record) }
}
