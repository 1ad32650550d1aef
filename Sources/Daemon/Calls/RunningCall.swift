import CallModel
import Calls
import Routing

/// A call that runs, as `status` and the narration see it.
///
/// - Isolation: signalling.
@Signalling
final class RunningCall {
    /// Whether a caller still waits for a person.
    enum Care: Hashable { case wanted, given }

    let arrival: CallArrival
    /// Whether a person has taken care of the caller.
    fileprivate(set) var care = Care.wanted
    /// Its task.
    var task: Task<CallOutcome, Never>?
    /// What it is doing: the last event that changed that.
    private var latest: CallEvent?
    private weak var switchboard: Switchboard?
    private let narration: NarrationHub

    init(_ arrival: CallArrival, _ switchboard: Switchboard, _ narration: NarrationHub) {
        self.arrival = arrival
        self.switchboard = switchboard
        self.narration = narration
        // A phone that calls another waits for nobody whom the clinic owes it.
        if case .connect = arrival.admission { care = .given }
    }

    /// What it is doing, in words: they are made when somebody asks.
    var stage: String { latest.flatMap(CallWords.stage) ?? "arriving" }
}

extension RunningCall: CallObserver {
    func observe(_ event: CallEvent, of call: CallID, at time: Timestamp) {
        if CallWords.changesStage(event) { latest = event }
        if case .bridged = event, care == .wanted {
            care = .given
            switchboard?.caredFor()
        }
        guard narration.isHeard else { return }
        narration.post(NarrationLine(at: time, call: call, since: arrival.invited, text: CallWords.line(event)))
    }
}
