package import CallModel
package import Calls
package import Logging
import Media
package import SIP
package import SIPStack

/// The caller's leg.
///
/// - Isolation: signalling.
@Signalling
package final class InboundSIPLeg: SIPLeg, InboundLeg {
    private enum Stage { case waiting, ringing, answering, answered, refused }

    private let offer: MessageBody?
    private let logger: Logger?
    private let acknowledged = Settlement()
    private var stage = Stage.waiting

    /// The leg of an INVITE that came. The session is begun: what the rules refuse is refused at once.
    ///
    /// - Parameters:
    ///   - place: where the caller stands, and so how its audio is found.
    ///   - encryption: whether its audio is encrypted.
    package init(
        _ invite: IncomingInvite, stack: SIPStack, hub: MediaHub, place: MediaPlace,
        encryption: MediaEncryption = .off, logger: Logger? = nil
    ) {
        self.logger = logger
        let body = invite.request.body
        offer = body.isEmpty ? nil : MessageBody(contentType: invite.request.headers.contentTypeText, bytes: body)
        super.init(
            label: "caller", direction: .inbound, source: invite.source, session: stack.answer(invite),
            media: hub.open(),
            negotiation: AudioNegotiation(
                host: hub.host(towards: invite.flow.remote.host),
                far: FarSide(signalling: invite.flow.remote.host, place: place), encryption: encryption,
                number: stack.transactions.makeNumber()))
        if case .trunk(let name) = invite.source, let channel = stack.trunks[name]?.countChannel() {
            session.onQuiet = { channel.release() }
        }
        session.start()
    }

    package func ring() {
        guard stage == .waiting, ending == nil else { return }
        stage = .ringing
        session.progress(180)
    }

    package func answer(_ deadline: Deadline?) async throws {
        guard ending == nil, stage == .waiting || stage == .ringing else {
            throw LegError(code: .ended, message: "the caller left before the answer")
        }
        stage = .answering
        if media.address == nil { await media.opened.wait(deadline) }
        try answerNow()
        await acknowledged.wait(deadline)
        guard acknowledged.isSettled, ending == nil else {
            throw LegError(code: .ended, message: "the caller left before the ACK")
        }
    }

    package func refuse(_ refusal: Refusal) {
        guard stage != .answered, stage != .refused, ending == nil else { return }
        stage = .refused
        let (code, reason) = OutcomeMapping.status(refusal)
        let retry = code == 503 ? [HeaderField("Retry-After", "30")] : []
        session.refuse(code, reason: reason, others: retry)
    }

    override func handle(_ event: SessionAction) {
        if case .acknowledged = event { acknowledged.settle() }
        super.handle(event)
        if case .ended = event { acknowledged.settle() }
    }

    /// The endpoint has its port, or will not get one in time.
    @inline(never)
    private func answerNow() throws {
        guard ending == nil else { throw LegError(code: .ended, message: "the caller left before the answer") }
        switch media.address {
        case .success(let address): negotiation.local = address
        case .failure(let error):
            refuse(.overload)
            throw error
        case nil: throw LegError(code: .ended, message: "the call was given up before the answer")
        }
        try sendAnswer()
        stage = .answered
    }

    private func sendAnswer() throws {
        guard let offer else {
            // An INVITE without offer: ours goes into the 200, the answer comes in the ACK (RFC 3261 §13.2.1).
            guard let own = negotiation.offer() else {
                throw LegError(code: .noMedia, message: "no local media address")
            }
            session.answer(own)
            return
        }
        do {
            let (answer, parameters) = try negotiation.answer(offer)
            media.prepare(parameters)
            session.answer(answer)
        } catch {
            logger?.warning(
                "the caller's audio cannot be served: 488",
                metadata: ["call": "\(session.callID)", "why": "\(error.message)"])
            stage = .refused
            let (code, reason) = OutcomeMapping.status(.noCommonCodec)
            // RFC 3261 §20.43: what the one who reads a trace at the other end needs to know.
            let warning = error.warning.map { [HeaderField("Warning", $0)] } ?? []
            session.refuse(code, reason: reason, others: warning)
            throw error.legError
        }
    }
}
