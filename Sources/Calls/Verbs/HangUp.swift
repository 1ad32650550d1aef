import CallModel
import Routing

extension Call {
    /// Tells a responder who was too late that somebody else has the call, and hangs up.
    ///
    /// - Cancellation: hangs up at once.
    func tellTakenElsewhere(_ leg: any Leg) async {
        leg.play([prompt(.takenElsewhere)], loop: .once)
        await waiting(limits.farewell, clock) { await leg.playbackEnded($0) }
        leg.hangUp(.answeredElsewhere)
    }

    /// Hangs up every line that still lives.
    func hangUpAll(_ reason: HangUpReason) {
        for line in lines where line.ending == nil { line.hangUp(reason) }
    }

    /// The lines of this call, without one that it has given to another.
    var lines: [any Leg] { [leg] + responders.filter { $0 !== consulted?.line } }
}

/// Waits a little for the last figures of lines that were hung up, for the record, be the task cancelled or not.
@Signalling
func untilCounted(_ lines: [any Leg], _ limit: Duration, _ clock: CallClock) async {
    let deadline = Deadline(limit, clock)
    for line in lines {
        let counted = Settlement()
        line.whenCounted { counted.settle() }
        await counted.waitOut(deadline)
    }
    deadline.end()
}
