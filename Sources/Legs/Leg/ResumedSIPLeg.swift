package import CallModel
package import Calls
import Media
import SIP
package import SIPStack

/// A line that another process had: answered long ago, on either side.
///
/// - Isolation: signalling.
@Signalling
package final class ResumedSIPLeg: SIPLeg, InboundLeg {
    /// Whether its endpoint is there still. A line without can only be hung up.
    package let audio: ResumedLines.Audio

    init(
        _ memory: LineMemory, audio: ResumedLines.Audio, session: Session, media: LegMedia,
        negotiation: AudioNegotiation
    ) {
        self.audio = audio
        super.init(
            label: memory.label, direction: memory.direction, source: memory.source, session: session, media: media,
            negotiation: negotiation)
        session.resume()
    }

    /// Finds the way to the far side again. Call it when the sockets are open.
    package func reach(_ stack: SIPStack) {
        if case .trunk(let name) = source, let trunk = stack.trunks[name] {
            let channel = trunk.countChannel()
            session.onQuiet = { channel.release() }
            session.credentials = { trunk.credentials($0, $1) }
            guard session.flow.kind.isReliable else { return reachDatagram(stack) }
            Signalling.start { if let flow = await trunk.flow() { self.session.move(to: flow) } }
            return
        }
        reachDatagram(stack)
    }

    /// The listener may have another address than it had.
    private func reachDatagram(_ stack: SIPStack) {
        guard session.flow.kind == .udp, !stack.transport.isOpen(session.flow),
            let flow = stack.transport.datagramFlow(to: session.flow.remote)
        else { return }
        session.move(to: flow)
    }

    /// It was answered.
    package func ring() {}

    /// It was answered.
    package func answer(_ deadline: Deadline?) async throws {}

    /// It was answered, so that it can only be hung up.
    package func refuse(_ refusal: Refusal) { hangUp(.fault) }
}
