import Media
import SIP

extension AudioNegotiation {
    /// The exchange of a line that another process had.
    ///
    /// - Parameters:
    ///   - description: what we sent last.
    ///   - parameters: what was agreed, as the media engine has it.
    ///   - local: our RTP address.
    ///   - octets: the key of what we send; empty where nothing is encrypted.
    /// - Returns: `nil` when the description cannot be read.
    init?(
        resuming description: [UInt8], parameters: StreamParameters, octets: [UInt8], local: MediaAddress, host: String,
        far: FarSide, capability: AudioCapability, encryption: MediaEncryption
    ) {
        guard let sent = try? SessionDescription(description) else { return nil }
        var capability = capability
        capability.encryption = encryption
        self.init(
            host: host, far: far,
            exchange: OfferAnswer(
                capability: capability, resuming: sent, local: LocalAudio(host: host, port: local.port),
                agreed: NegotiatedAudio(parameters), keyOctets: octets))
        self.local = local
    }
}

extension NegotiatedAudio {
    fileprivate init(_ parameters: StreamParameters) {
        self.init(
            host: parameters.remote.host, port: parameters.remote.port,
            rtcpPort: parameters.remote.port == .max ? 0 : parameters.remote.port + 1, codec: parameters.codec.name,
            clockRate: parameters.codec.clockRate, sendPayloadType: parameters.payloadType,
            receivePayloadType: parameters.payloadTypeReceived, telephoneEventSend: parameters.telephoneEventSend,
            telephoneEventReceive: parameters.telephoneEventReceive, packetTime: parameters.packetTime,
            direction: AudioDirection(parameters.direction), crypto: parameters.keys.flatMap(NegotiatedCrypto.init))
    }
}

extension NegotiatedCrypto {
    fileprivate init?(_ keys: StreamKeys) {
        let suite: CryptoSuite = keys.suite == .aes80 ? .aes80 : .aes32
        guard let send = CryptoKey(suite: suite, octets: keys.send),
            let receive = CryptoKey(suite: suite, octets: keys.receive)
        else { return nil }
        self.init(send: send, receive: receive)
    }
}

extension AudioDirection {
    fileprivate init(_ direction: StreamDirection) {
        switch direction {
        case .sendReceive: self = .sendReceive
        case .sendOnly: self = .sendOnly
        case .receiveOnly: self = .receiveOnly
        case .inactive: self = .inactive
        }
    }
}
