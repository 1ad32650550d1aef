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
    let counted = Settlement()
    whenCounted(lines[...], counted)
    guard !counted.isSettled else { return }
    let deadline = Deadline(limit, clock)
    await counted.waitOut(deadline)
    deadline.end()
}

/// One line after another, without a wait for each.
@Signalling
private func whenCounted(_ lines: ArraySlice<any Leg>, _ counted: Settlement) {
    guard let line = lines.first else { return counted.settle() }
    line.whenCounted { whenCounted(lines.dropFirst(), counted) }
}
