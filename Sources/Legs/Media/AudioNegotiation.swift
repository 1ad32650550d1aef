import Media
import SIP

/// Offer and answer of one leg, from message bodies to what the media engine is told.
struct AudioNegotiation {
    /// Our RTP address, once the engine has given one.
    var local: MediaAddress?
    /// Our address as the far side was told.
    let host: String
    /// What is known of the far side.
    let far: FarSide
    private var exchange: OfferAnswer

    /// An exchange that has not begun.
    ///
    /// - Parameters:
    ///   - host: our address as the far side sees it, numeric.
    ///   - far: what is known of the far side.
    ///   - capability: what it is offered, and what is taken from it.
    ///   - encryption: whether its audio is encrypted.
    ///   - number: of the session, by chance.
    init(
        host: String, far: FarSide, capability: AudioCapability = AudioCapability(),
        encryption: MediaEncryption = .off, number: UInt64
    ) {
        var capability = capability
        capability.encryption = encryption
        // The system's generator is a cryptographic one.
        let octets = encryption == .off ? [] : (0..<CryptoSuite.keyLength).map { _ in UInt8.random(in: 0...255) }
        self.host = host
        self.far = far
        exchange = OfferAnswer(
            capability: capability, sessionID: max(1, number >> 2), keyOctets: octets)
    }

    init(host: String, far: FarSide, exchange: OfferAnswer) {
        self.host = host
        self.far = far
        self.exchange = exchange
    }

    /// An offer with everything that we can do, also within a session: whoever asks for one in a re-INVITE without a body
    /// may be about to join us with somebody else (RFC 3261 §14.2, RFC 6337 §5.2.5).
    ///
    /// - Returns: `nil` without a local address, or while an offer is unanswered.
    mutating func offer() -> [UInt8]? {
        guard let end else { return nil }
        return try? exchange.offer(local: end, .everything).bytes
    }

    /// An offer of G.711 alone, for machines that talk; nothing else is offered or taken from then on.
    ///
    /// - Returns: `nil` when the line has it already, or while an offer is unanswered.
    mutating func plainOffer() -> [UInt8]? {
        guard let end, let agreed = exchange.agreed,
            AudioCodec(name: agreed.codec, clockRate: agreed.clockRate)?.law == nil
        else { return nil }
        let before = exchange.capability
        exchange.capability.codecs.removeAll { AudioCodec(name: $0.name, clockRate: $0.clockRate)?.law == nil }
        guard let offer = try? exchange.offer(local: end, .everything) else {
            exchange.capability = before
            return nil
        }
        return offer.bytes
    }

    /// Forgets an offer of ours that nobody answered; what was agreed before stays.
    mutating func withdraw() { exchange.withdraw() }

    /// Answers the far side's offer.
    ///
    /// - Throws: when it cannot be served, or while an offer of ours is unanswered; nothing changed then.
    mutating func answer(_ body: MessageBody) throws(NegotiationError)
        -> (answer: [UInt8], parameters: StreamParameters)
    {
        guard let end else { throw NegotiationError(code: .noMedia, message: "no local media address") }
        let description = try read(body)
        let answer: SessionDescription
        do {
            answer = try exchange.answer(description, local: end)
        } catch {
            throw NegotiationError(error)
        }
        return (answer.bytes, try parameters())
    }

    /// Takes the far side's answer to our offer.
    ///
    /// - Throws: when it cannot be served.
    mutating func accept(_ body: MessageBody) throws(NegotiationError) -> StreamParameters {
        let description = try read(body)
        do {
            _ = try exchange.accept(description)
        } catch {
            throw NegotiationError(error)
        }
        return try parameters()
    }

    private var end: LocalAudio? { local.map { LocalAudio(host: host, port: $0.port) } }

    private func read(_ body: MessageBody) throws(NegotiationError) -> SessionDescription {
        guard case .description(let bytes) = SessionBody.find(contentType: body.contentType, body: body.bytes) else {
            throw NegotiationError(code: .noCommonCodec, message: "no session description in the body")
        }
        do {
            return try SessionDescription(bytes)
        } catch {
            throw NegotiationError(code: .noCommonCodec, message: "\(error)")
        }
    }

    private func parameters() throws(NegotiationError) -> StreamParameters {
        guard let agreed = exchange.agreed, let codec = AudioCodec(name: agreed.codec, clockRate: agreed.clockRate)
        else {
            throw NegotiationError(code: .noCommonCodec, message: "nothing was agreed")
        }
        guard let described = MediaAddress(agreed.host, port: agreed.port) else {
            throw NegotiationError(code: .noCommonCodec, message: "the far side has no IPv4 media address")
        }
        let (remote, latching) = far.hearing(described)
        return StreamParameters(
            remote: remote, codec: codec, payloadType: agreed.sendPayloadType,
            payloadTypeReceived: agreed.receivePayloadType, telephoneEventSend: agreed.telephoneEventSend,
            telephoneEventReceive: agreed.telephoneEventReceive,
            packetTime: agreed.packetTime, direction: agreed.direction.stream, latching: latching,
            detectsTones: agreed.telephoneEventReceive == nil, keys: agreed.crypto.flatMap(StreamKeys.init))
    }
}

extension NegotiationError {
    fileprivate init(_ error: OfferAnswerError) {
        self.init(code: error.code == .glare ? .glare : .noCommonCodec, message: error.description)
        warning = "\(error.warning.code) nightbell \"\(error.warning.text)\""
    }
}

extension StreamKeys {
    fileprivate init?(_ crypto: NegotiatedCrypto) {
        self.init(
            suite: crypto.send.suite == .aes80 ? .aes80 : .aes32, send: crypto.send.octets,
            receive: crypto.receive.octets)
    }
}

extension AudioDirection {
    fileprivate var stream: StreamDirection {
        switch self {
        case .sendReceive: .sendReceive
        case .sendOnly: .sendOnly
        case .receiveOnly: .receiveOnly
        case .inactive: .inactive
        }
    }
}
