import CallModel
import Calls
import Routing

/// What happens in a call, as a human reads it. Numbers are redacted.
enum CallWords {
    /// One line of narration.
    static func line(_ event: CallEvent) -> String {
        switch event {
        case .arrived(let dialled, let caller, let source):
            let number = PhoneNumber(e164: dialled).map { "\($0)" } ?? "an unknown number"
            return "a call comes in over \(source) from \(caller.map { "\($0)" } ?? "a withheld number") for \(number)"
        case .refused(let refusal): return "the call is refused: \(refusal.rawValue)"
        case .answered: return "the call is answered"
        case .decided(let point, let trace): return decided(point, trace)
        case .playing(let prompts): return "the caller hears \(prompts.map(\.name).joined(separator: ", "))"
        case .pressed(let menu, let key): return "the caller presses \(key) in the menu \(menu)"
        case .silence(let menu): return "the caller presses nothing in the menu \(menu)"
        case .ringing(let device, let time): return "\(named(device)) rings, for up to \(seconds(time))"
        case .deviceAnswered(let device): return "\(named(device)) answers and hears the whisper"
        case .attemptEnded(let device, let result): return "\(named(device)): \(words(result))"
        case .accepted(let device): return "\(device.name) accepts the call"
        case .bridged(let device): return "the caller and \(device.name) are connected"
        case .held(let device, .on): return "\(device.name) puts the caller on hold: they hear music"
        case .held(let device, .off): return "\(device.name) takes the caller up again"
        case .transferring(let device, let target): return "\(device.name) passes the caller on to \(target)"
        case .transferFailed: return "nobody takes the call that was passed on"
        case .recording(let news): return words(news)
        case .leavingNumber: return "the caller is asked for a number to call back"
        case .committed(let kind, let id): return "\(words(kind)) \(id) is on disk"
        case .commitFailed(let kind): return "\(words(kind)) could not be put on disk"
        case .settingMode: return "the caller is asked for the PIN to set a mode"
        case .enteredPIN(let answer): return "the PIN \(words(answer))"
        case .modeSet(let mode, let site):
            return "\(site ?? "the whole clinic") is in \(mode.map { "mode \($0)" } ?? "no mode") now"
        case .modeFailed: return "the mode could not be put on disk"
        case .promised(let id): return "the caller is promised a call back (\(id))"
        case .ended(let outcome): return "the call is over: \(words(outcome))"
        }
    }

    /// What a running call is doing, after this event; `nil` when the event changes nothing.
    static func stage(_ event: CallEvent) -> String? {
        switch event {
        case .arrived: "arriving"
        case .answered: "answered"
        case .playing(let prompts): prompts.first.map { "hears \($0.name)" }
        case .pressed(let menu, _), .silence(let menu): "menu \(menu)"
        case .ringing(let device, _): "ringing \(device.name), round \(device.round), step \(device.step)"
        case .bridged(let device), .held(let device, .off): "with \(device.name)"
        case .held(let device, .on): "on hold at \(device.name)"
        case .transferring(_, let target): "passed on to \(target)"
        case .leavingNumber: "leaving a number"
        case .settingMode: "setting a mode"
        case .refused, .decided, .deviceAnswered, .attemptEnded, .accepted, .committed, .commitFailed, .promised,
            .enteredPIN, .modeSet, .modeFailed, .transferFailed, .recording, .ended:
            nil
        }
    }

    /// Whether ``stage(_:)`` has words for it.
    static func changesStage(_ event: CallEvent) -> Bool {
        switch event {
        case .playing(let prompts): !prompts.isEmpty
        case .arrived, .answered, .pressed, .silence, .ringing, .bridged, .held, .transferring, .leavingNumber,
            .settingMode:
            true
        case .refused, .decided, .deviceAnswered, .attemptEnded, .accepted, .committed, .commitFailed, .promised,
            .enteredPIN, .modeSet, .modeFailed, .transferFailed, .recording, .ended:
            false
        }
    }

    /// How a call ended.
    static func words(_ outcome: CallOutcome) -> String {
        switch outcome {
        case .reachedHuman(let person): "a human was reached\(person.map { " (\($0))" } ?? "")"
        case .callbackPromised(let id): "a call back was promised (\(id))"
        case .caseOpened(let id): "an urgent case stays open (\(id))"
        case .abandoned(let phase): "the caller hung up (\(phase.rawValue))"
        case .refused(let refusal): "refused (\(refusal.rawValue))"
        case .informed: "the caller heard what there was to hear"
        case .failed(let fault): "failed (\(fault.rawValue))"
        }
    }

    private static func decided(_ point: DecisionPoint, _ trace: Trace) -> String {
        let gist = gist(trace).map { ": \($0.words)" } ?? ""
        return switch point {
        case .start: "routing decides\(gist)"
        case .key(let menu, let key): "routing decides on \(menu) \(key)\(gist)"
        case .silence(let menu, _): "routing decides on silence in \(menu)\(gist)"
        case .wrongKey(let menu, _): "routing decides on a wrong key in \(menu)\(gist)"
        case .answered(let question, let digits, _):
            "routing decides on \(digits.utf8.count) digits for \(question)\(gist)"
        case .exhausted(let policy, let round): "nobody accepted in round \(round) of \(policy)\(gist)"
        case .askedForPerson: "routing decides on key 0 at the PIN\(gist)"
        }
    }

    /// Who is rung first, where somebody is: the trace goes on to the last step. What was decided last otherwise.
    private static func gist(_ trace: Trace) -> Trace.Entry? {
        let rung = trace.entries.first { entry in
            guard case .target(_, let found) = entry.finding else { return false }
            return switch found {
            case .device, .everyone, .group: true
            case .person(_, let devices), .onCall(_, _, let devices): devices == .some
            case .nobodyOnCall, .nobodyNext, .missing, .unreadable: false
            }
        }
        return rung ?? trace.entries.last
    }

    private static func named(_ device: RungDevice) -> String { "\(device.name)'s \(device.device)" }

    private static func seconds(_ time: Duration) -> String { "\(Int((time / .seconds(1)).rounded())) s" }

    private static func words(_ result: AttemptResult) -> String {
        switch result {
        case .accepted: "accepted"
        case .declined: "declined"
        case .notAccepted: "answered, but nobody accepted"
        case .noAnswer: "no answer"
        case .busy: "busy"
        case .unreachable: "cannot be reached"
        case .answeredElsewhere: "stopped, somebody else took the call"
        case .callerLeft: "stopped, the caller left"
        }
    }

    private static func words(_ news: RecordingNews) -> String {
        switch news {
        case .began(let name): "the call is recorded (\(name))"
        case .paused: "the recording is paused"
        case .resumed: "the recording goes on"
        case .notAnnounced: "the call is not recorded: not both sides heard the announcement"
        case .failed: "the call is not recorded: see `nightbell status`"
        }
    }

    private static func words(_ answer: PINAnswer) -> String {
        switch answer {
        case .right: "is right"
        case .wrong: "is wrong"
        case .tooMany: "is not looked at: too many were wrong"
        }
    }

    private static func words(_ kind: ObligationKind) -> String {
        switch kind {
        case .callback: "the call back"
        case .openCase: "the open case"
        }
    }
}

extension CallWords {
    /// The name of an outcome's counter.
    static func kind(_ outcome: CallOutcome) -> String {
        switch outcome {
        case .reachedHuman: "reachedHuman"
        case .callbackPromised: "callbackPromised"
        case .caseOpened: "caseOpened"
        case .abandoned: "abandoned"
        case .refused(let refusal): "refused.\(refusal.rawValue)"
        case .informed: "informed"
        case .failed(let fault): "failed.\(fault.rawValue)"
        }
    }
}
