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

    /// Waits a little for the ends of all lines, so that the record has their last figures.
    func linesEnded() async {
        let lines = lines
        await waiting(limits.hangUp, clock) { deadline in
            for line in lines where await line.ended(deadline) != nil { await line.counted(deadline) }
        }
    }

    private var lines: [any Leg] { [leg] + responders }
}
