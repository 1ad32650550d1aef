import Calls
package import Media
import SIP

/// How the media address of a far side may be learned.
package typealias MediaLatching = Latching

/// Offer and answer of one leg, from message bodies to what the media engine is told.
struct AudioNegotiation {
    /// Our RTP address, once the engine has given one.
    var local: MediaAddress?
    private let host: String
    private let latching: MediaLatching
    private var exchange: OfferAnswer

    /// An exchange that has not begun.
    ///
    /// - Parameter host: our address as the far side sees it, numeric.
    init(host: String, latching: MediaLatching) {
        self.host = host
        self.latching = latching
        exchange = OfferAnswer(sessionID: .random(in: 1..<(1 << 62)))
    }

    /// An offer with everything that we can do; `nil` without a local address, or while one is unanswered.
    mutating func offer() -> [UInt8]? {
        guard let end else { return nil }
        let breadth: OfferAnswer.Breadth = exchange.agreed == nil ? .everything : .asAgreed
        return try? exchange.offer(local: end, breadth).bytes
    }

    /// Forgets an offer of ours that nobody answered; what was agreed before stays.
    mutating func withdraw() { exchange.withdraw() }

    /// Answers the far side's offer.
    ///
    /// - Throws: ``LegError`` `.noCommonCodec` when it cannot be served; nothing changed then.
    mutating func answer(_ body: MessageBody) throws -> (answer: [UInt8], parameters: StreamParameters) {
        guard let end else { throw LegError(code: .noMedia, message: "no local media address") }
        let description = try read(body)
        let answer: SessionDescription
        do {
            answer = try exchange.answer(description, local: end)
        } catch {
            throw LegError(code: .noCommonCodec, message: error.description)
        }
        return (answer.bytes, try parameters())
    }

    /// Takes the far side's answer to our offer.
    ///
    /// - Throws: ``LegError`` when it cannot be served.
    mutating func accept(_ body: MessageBody) throws -> StreamParameters {
        let description = try read(body)
        do {
            _ = try exchange.accept(description)
        } catch {
            throw LegError(code: .noCommonCodec, message: error.description)
        }
        return try parameters()
    }

    private var end: LocalAudio? { local.map { LocalAudio(host: host, port: $0.port) } }

    private func read(_ body: MessageBody) throws -> SessionDescription {
        guard case .description(let bytes) = SessionBody.find(contentType: body.contentType, body: body.bytes) else {
            throw LegError(code: .noCommonCodec, message: "no session description in the body")
        }
        do {
            return try SessionDescription(bytes)
        } catch {
            throw LegError(code: .noCommonCodec, message: "\(error)")
        }
    }

    private func parameters() throws -> StreamParameters {
        guard let agreed = exchange.agreed, let codec = AudioCodec(rawValue: agreed.codec.lowercased()) else {
            throw LegError(code: .noCommonCodec, message: "nothing was agreed")
        }
        guard let remote = MediaAddress(agreed.host, port: agreed.port) else {
            throw LegError(code: .noCommonCodec, message: "the far side has no IPv4 media address")
        }
        return StreamParameters(
            remote: remote, codec: codec, payloadType: agreed.sendPayloadType,
            telephoneEventSend: agreed.telephoneEventSend, telephoneEventReceive: agreed.telephoneEventReceive,
            packetTime: agreed.packetTime, direction: agreed.direction.stream, latching: latching)
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
