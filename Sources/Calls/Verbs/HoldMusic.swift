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
        responder.leg.whenHeld { [weak self, weak leg = responder.leg] hold in
            guard let self, let leg, self.talk?.responder.leg === leg else { return }
            self.take(hold, by: leg, responder.device)
        }
        if responder.leg.hold == .on { take(.on, by: responder.leg, responder.device) }
    }

    private func take(_ hold: Hold, by responder: any Leg, _ device: RungDevice) {
        observe(.held(device, hold))
        switch hold {
        case .on:
            music = .plays
            resumed = resumed ?? Settled()
            leg.play([prompt(.music)], loop: .forever)
            probes += 1
            probe(responder, probes)
        case .off: stopMusic()
        }
    }

    /// The music of a hold is over; what else plays to the caller goes on.
    func stopMusic() {
        guard music == .plays else { return }
        music = .silent
        leg.stopPlaying()
        resumed?.settle(())
        resumed = nil
    }

    /// Asks again and again, until the hold for which it was begun is over.
    private func probe(_ responder: any Leg, _ number: Int) {
        clock.after(probeInterval) { [weak self, weak responder] in
            guard let self, let responder, self.probes == number, self.talk?.responder.leg === responder,
                responder.hold == .on
            else { return }
            responder.probe()
            self.probe(responder, number)
        }
    }
}

/// What a caller hears while they are on hold.
enum HoldMusic: Hashable, Sendable { case silent, plays }
