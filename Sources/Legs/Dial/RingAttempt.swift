import CallModel
import Calls
import Media
import Routing
import SIP
import SIPStack

/// One ring of one target: its branches, and the one outcome that comes of them.
///
/// The contacts of a phone are branches at once; the trunks of a number are tried one after another. The first answer
/// wins; the others are told that the call was completed elsewhere, and whatever they still answer is ended behind the
/// back of the flow.
///
/// - Isolation: signalling.
@Signalling
final class RingAttempt: OutboundAttempt {
    private enum Plan {
        case contacts([RegisteredContact])
        case number(PhoneNumber, trunks: [String])
    }

    private var plan: Plan
    private let party: OutboundInvite.Party
    private let dialer: SIPLegDialer
    let over = Settlement()
    private(set) var result: DialOutcome?
    private var branches: [OutboundSIPLeg] = []
    private var opening = 0
    private var worst: DialOutcome = .unreachable("no way to reach it")
    private var isOver: Bool { result != nil }

    init(contacts: [RegisteredContact], party: OutboundInvite.Party, dialer: SIPLegDialer) {
        plan = .contacts(contacts)
        self.party = party
        self.dialer = dialer
        if contacts.isEmpty { worst = .unreachable("the phone is not registered") }
    }

    init(number: PhoneNumber, trunks: [String], party: OutboundInvite.Party, dialer: SIPLegDialer) {
        plan = .number(number, trunks: trunks)
        self.party = party
        self.dialer = dialer
        if trunks.isEmpty { worst = .unreachable("no trunk carries calls out") }
    }

    func begin() {
        // A contact that fails at once must not end the ring before the next one was tried.
        opening += 1
        switch plan {
        case .contacts(let contacts):
            for contact in contacts { open { prepared in self.ring(contact, prepared) } }
        case .number: tryNextTrunk()
        }
        opening -= 1
        settleIfNothingIsLeft()
    }

    // MARK: OutboundAttempt

    func cancel(_ reason: HangUpReason) {
        guard !isOver else { return }
        result = .cancelled
        for branch in branches { branch.hangUp(reason) }
        branches = []
        over.settle()
    }

    var memories: [[UInt8]] { branches.compactMap(\.ringMemory) }

    // MARK: Branches

    /// Takes an RTP port, then lets `ring` make the leg.
    private func open(_ ring: @escaping @Signalling (PreparedMedia) -> Void) {
        let media = dialer.hub.open()
        opening += 1
        media.opened.whenSettled { self.take(media, ring) }
    }

    private func take(_ media: LegMedia, _ ring: @Signalling (PreparedMedia) -> Void) {
        opening -= 1
        guard !isOver, case .success(let address) = media.address else {
            media.close()
            if case .failure(let error) = media.address { note(.unreachable(error.message)) }
            settleIfNothingIsLeft()
            return
        }
        ring(PreparedMedia(media: media, address: address))
    }

    private func ring(_ contact: RegisteredContact, _ prepared: PreparedMedia) {
        let stack = dialer.stack
        var negotiation = AudioNegotiation(
            host: dialer.hub.host(towards: contact.flow.remote.host),
            far: FarSide(signalling: contact.flow.remote.host, place: dialer.place(.phone(contact.phone))),
            capability: .phone, encryption: dialer.encryption(.phone(contact.phone)),
            number: stack.transactions.makeNumber())
        negotiation.local = prepared.address
        let offer = negotiation.offer() ?? []
        let invite = OutboundInvite.toPhone(contact, party: party, offer: offer, stack: stack)
        let session = stack.call(invite, over: contact.flow, routing: .flow)
        start(session, .phone(contact.phone), prepared, negotiation) { _, _ in }
    }

    private func tryNextTrunk() {
        guard case .number(let number, let trunks) = plan, let name = trunks.first else { return }
        plan = .number(number, trunks: Array(trunks.dropFirst()))
        guard let trunk = dialer.stack.trunks[name] else {
            note(.unreachable("the trunk \(name) is not configured"))
            tryNextTrunk()
            return
        }
        guard let channel = trunk.takeChannel() else {
            note(.unreachable("the trunk \(name) has no free channel"))
            tryNextTrunk()
            return
        }
        open { prepared in self.ring(number, trunk, channel, prepared) }
    }

    private func ring(_ number: PhoneNumber, _ trunk: Trunk, _ channel: TrunkChannel, _ prepared: PreparedMedia) {
        opening += 1
        Signalling.start {
            let flow = await trunk.flow()
            self.opening -= 1
            guard !self.isOver, let flow else {
                prepared.media.close()
                channel.release()
                if flow == nil { self.note(.unreachable("the trunk \(trunk.settings.name) cannot be reached")) }
                if !self.isOver { self.tryNextTrunk() }
                self.settleIfNothingIsLeft()
                return
            }
            let stack = self.dialer.stack
            var negotiation = AudioNegotiation(
                host: self.dialer.hub.host(towards: flow.remote.host),
                far: FarSide(
                    signalling: flow.remote.host, place: self.dialer.place(.trunk(trunk.settings.name))),
                encryption: self.dialer.encryption(.trunk(trunk.settings.name)),
                number: stack.transactions.makeNumber())
            negotiation.local = prepared.address
            let offer = negotiation.offer() ?? []
            let invite = OutboundInvite.toNumber(number, trunk: trunk, flow: flow, offer: offer, stack: stack)
            let session = stack.call(invite, over: flow, routing: .target)
            session.credentials = { request, response in trunk.credentials(request, response) }
            session.onQuiet = { channel.release() }
            self.start(session, .trunk(trunk.settings.name), prepared, negotiation) { outcome, how in
                if trunk.shouldFailOver(how) { self.tryNextTrunk() }
            }
        }
    }

    private func start(
        _ session: Session, _ source: SourceClass, _ prepared: PreparedMedia, _ negotiation: AudioNegotiation,
        onFailed: @escaping @Signalling (DialOutcome, SessionEnding) -> Void
    ) {
        let leg = OutboundSIPLeg(
            label: party.label, direction: .outbound, source: source, session: session, media: prepared.media,
            negotiation: negotiation)
        branches.append(leg)
        leg.onAnswered = { [weak leg] in if let leg { self.answered(leg) } }
        leg.onFailed = { [weak leg] outcome, how in
            self.branches.removeAll { $0 === leg }
            self.note(outcome)
            if !self.isOver { onFailed(outcome, how) }
            self.settleIfNothingIsLeft()
        }
        session.start()
    }

    private func answered(_ leg: OutboundSIPLeg) {
        guard !isOver else {
            leg.hangUp(.answeredElsewhere)
            return
        }
        result = .answered(leg)
        for branch in branches where branch !== leg { branch.hangUp(.answeredElsewhere) }
        branches = []
        over.settle()
    }

    private func note(_ outcome: DialOutcome) {
        if OutcomeMapping.rank(outcome) >= OutcomeMapping.rank(worst) { worst = outcome }
    }

    private func settleIfNothingIsLeft() {
        guard !isOver, opening == 0, branches.isEmpty else { return }
        result = worst
        over.settle()
    }
}

/// An endpoint that has its port.
struct PreparedMedia {
    let media: LegMedia
    let address: MediaAddress
}
