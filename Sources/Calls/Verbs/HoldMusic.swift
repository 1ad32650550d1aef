import CallModel
import Routing

/// How often a phone that holds a caller is asked whether it is there: nothing else need come from it.
private let probeInterval = Duration.seconds(30)

extension Call {
    /// Has the caller hear music for as long as who talks with them holds.
    ///
    ///     joined ── hold ──► music, and a question to the phone every 30 s ── resume ──► joined
    ///                          └─ the phone answers no more: its line is broken, and the caller is led to somebody else
    ///
    /// A recording goes on: it keeps what the caller says, and nothing of the phone, which believes that nobody hears.
    func attendToHold(by responder: Responder) {
        // Not the responder, which has the leg, which has this.
        responder.leg.whenHeld { [weak self, weak leg = responder.leg, device = responder.device] hold in
            guard let self, let leg, self.talk?.responder.leg === leg else { return }
            self.take(hold, by: leg, device)
        }
        if responder.leg.hold == .on { take(.on, by: responder.leg, responder.device) }
    }

    private func take(_ hold: Hold, by responder: any Leg, _ device: RungDevice) {
        observe(.held(device, hold))
        switch hold {
        case .on:
            guard resumed == nil else { return }
            let over = Settlement()
            resumed = over
            leg.play([prompt(.music)], loop: .forever)
            probe(responder, until: over)
        case .off: stopMusic()
        }
    }

    /// The music of a hold is over; what else plays to the caller goes on.
    func stopMusic() {
        guard let over = resumed else { return }
        resumed = nil
        leg.stopPlaying()
        over.settle()
    }

    /// Asks again and again, until the hold is over.
    private func probe(_ responder: any Leg, until over: Settlement) {
        clock.after(probeInterval) { [weak self, weak responder] in
            guard let self, let responder, self.resumed === over else { return }
            responder.probe()
            self.probe(responder, until: over)
        }
    }
}
