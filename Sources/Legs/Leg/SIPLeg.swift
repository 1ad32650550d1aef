package import CallModel
package import Calls
import Media
package import Routing
import SIP
import SIPStack

/// One line of a call: a SIP dialog and an RTP endpoint, joined here and nowhere else.
///
/// - Isolation: signalling.
@Signalling
package class SIPLeg: Leg {
    package let label: String
    /// The dialog.
    let session: Session
    /// The RTP endpoint.
    let media: LegMedia
    /// What offer and answer have agreed.
    var negotiation: AudioNegotiation
    private let direction: LegDirection
    /// Whose line it is.
    let source: SourceClass
    private let over = Settlement()
    package private(set) var ending: LegEnding?
    private var localReason: HangUpReason?
    /// Why the far side's answer cannot be served, in words.
    private(set) var negotiationFault: String?
    /// Why we end the leg, when it is neither side's wish: the session only knows that it was us.
    private var fault: LegEnding?
    /// Why the far side was not heard in a bridge, in words.
    private var audioFault: String?
    private var onHold: (@Signalling (Hold) -> Void)?
    private var onReferral: (@Signalling (any Referral) -> Void)?
    private var onConsulted: (@Signalling () -> Consulted?)?

    init(
        label: String, direction: LegDirection, source: SourceClass, session: Session, media: LegMedia,
        negotiation: AudioNegotiation
    ) {
        self.source = source
        self.label = label
        self.direction = direction
        self.session = session
        self.media = media
        self.negotiation = negotiation
        session.owner = self
        session.onEvent = { [weak self] event in self?.handle(event) }
        media.owner = self
        media.belongs(to: "\(direction.rawValue) \(session.callID)")
    }

    // MARK: Leg

    package func play(_ prompts: [PromptRef], loop: Looping) { media.play(prompts, loop: loop) }

    package func playbackEnded(_ deadline: Deadline?) async { await media.playbackEnded(deadline) }

    package func whenPlaybackEnded(_ action: @escaping @Signalling () -> Void) { media.whenPlaybackEnded(action) }

    package func stopPlaying() { media.stopPlaying() }

    package func nextKey(_ deadline: Deadline?) async -> Key? { await media.keys.take(deadline) }

    package func forgetKeys() { media.keys.clear() }

    package func hearKeys() { media.hearKeys() }

    package func ended(_ deadline: Deadline?) async -> LegEnding? {
        await over.wait(deadline)
        return ending
    }

    package func whenEnded(_ action: @escaping @Signalling () -> Void) { over.whenSettled(action) }

    package func whenCounted(_ action: @escaping @Signalling () -> Void) { media.whenCounted(action) }

    package func hangUp(_ reason: HangUpReason) {
        guard ending == nil, localReason == nil else { return }
        localReason = reason
        session.hangUp(reason: OutcomeMapping.reasonHeader(reason))
        // The session says `.ended` at once; should it not, the flow must not wait for it.
        finish(.local(reason))
    }

    package var record: LegRecord {
        let counts = media.counts
        return LegRecord(
            party: label, direction: direction, sipCallID: session.callID, ending: OutcomeMapping.words(ending),
            packetsReceived: counts?.packetsReceived ?? 0, packetsSent: counts?.packetsSent ?? 0,
            quality: media.parameters.map { LegQuality($0.codec, counts ?? StreamStatistics(), fault: audioFault) })
    }

    package var memory: [UInt8]? {
        guard ending == nil, let memory = session.memory else { return nil }
        return LineMemory(
            label: label, direction: direction, source: source, flow: session.flow, endpoint: media.id, session: memory
        ).bytes
    }

    package func whenChanged(_ action: @escaping @Signalling () -> Void) { session.onRefresh = action }

    package var hold: Hold { media.hold }

    package func whenHeld(_ action: @escaping @Signalling (Hold) -> Void) { onHold = action }

    package func whenReferred(_ action: (@Signalling (any Referral) -> Void)?) { onReferral = action }

    package var isOfClinic: Bool { if case .phone = source { true } else { false } }

    package func whenConsulted(_ action: (@Signalling () -> Consulted?)?) { onConsulted = action }

    package func takeConsulted() -> Consulted? { ending == nil ? onConsulted?() : nil }

    /// A carrier has session timers, and may know no OPTIONS in a dialog.
    package func probe() {
        guard ending == nil, case .phone = source else { return }
        session.probe()
    }

    // MARK: What the dialog says

    /// Takes an event of the session; subclasses add what is theirs.
    func handle(_ event: SessionAction) {
        switch event {
        case .offerArrived(let body):
            // The session lets no two offers cross: one of ours that is still unanswered got none in its ACK.
            negotiation.withdraw()
            answerOffer(body)
        case .offerWanted:
            negotiation.withdraw()
            guard let offer = negotiation.offer() else {
                session.refuseOffer()
                return
            }
            session.answerOffer(offer)
        case .answerArrived(let body): takeAnswer(body)
        case .ended(let how): finish(ending(how))
        case .requestArrived(let request, let key): session.respond(to: request, key: key, 405)
        case .infoArrived(let request): takeInfo(request)
        case .referArrived(let wish): takeReferral(wish)
        case .offerRefused, .offerWithdrawn: negotiation.withdraw()
        case .progressed, .answered, .acknowledged, .responseArrived, .send, .sendACK, .cancelInvite, .abandonInvite,
            .respond, .startTimer, .stopTimer, .dialogCreated, .challenged, .finished, .ignore:
            break
        }
    }

    /// Sets the endpoint to what was agreed.
    func configureMedia(_ parameters: StreamParameters) {
        let before = hold
        media.configure(parameters)
        if hold != before { onHold?(hold) }
    }

    /// Takes the peer's answer to an offer of ours; one that cannot be served ends the leg.
    func takeAnswer(_ body: MessageBody) {
        do {
            configureMedia(try negotiation.accept(body))
        } catch {
            negotiationFault = error.message
            end(.mediaFailed, reason: .fault)
        }
    }

    private func answerOffer(_ body: MessageBody) {
        do {
            let (answer, parameters) = try negotiation.answer(body)
            configureMedia(parameters)
            session.answerOffer(answer)
        } catch {
            session.refuseOffer()
        }
    }

    /// A phone wants the call to be passed on. It may while it talks with a caller, and at no other time.
    private func takeReferral(_ wish: Result<ReferTo, ReferTo.Fault>) {
        let referral = SIPReferral(wish, session, source)
        guard ending == nil, case .phone = source, let onReferral else { return referral.refuse(.noTalk) }
        onReferral(referral)
    }

    /// A key in an INFO of the two kinds that phones send: `Signal=5` and a bare digit.
    private func takeInfo(_ request: SIPRequest) {
        guard let key = InfoDigit.key(request) else { return }
        media.pressed(key, by: .info)
    }

    private func ending(_ how: SessionEnding) -> LegEnding {
        switch how {
        case .local: fault ?? localReason.map(LegEnding.local) ?? .local(.normal)
        case .remote, .cancelled: .remote
        case .refused, .rejected: .remote
        case .timedOut, .transportFailed, .acknowledgementMissing, .prackMissing, .expired, .dialogLost:
            .signallingLost
        }
    }

    /// Ends the leg for a reason that is neither side's wish.
    func end(_ ending: LegEnding, reason: HangUpReason) {
        guard self.ending == nil else { return }
        fault = ending
        session.hangUp(reason: OutcomeMapping.reasonHeader(reason))
        finish(ending)
    }

    private func finish(_ ending: LegEnding) {
        guard self.ending == nil else { return }
        self.ending = ending
        onHold = nil
        onReferral = nil
        onConsulted = nil
        media.close()
        over.settle()
    }
}

extension SIPLeg: LegMediaOwner {
    func mediaWentDead() { end(.deadMedia, reason: .fault) }

    func wentOneWay(_ audio: OneWayAudio) {
        guard let remote = media.parameters?.remote else { return }
        let words = audio.words(remote: remote, host: negotiation.host, signalling: negotiation.far.signalling)
        audioFault = words
        media.tellFault(label, words)
    }

    /// Offers G.711 alone, when the line has another codec. A far side that refuses keeps what it has.
    func heardMachine() {
        guard ending == nil, let offer = negotiation.plainOffer() else { return }
        session.offer(offer)
    }

    func mediaClosed() {
        if ending == nil { end(.mediaFailed, reason: .fault) }
    }
}
