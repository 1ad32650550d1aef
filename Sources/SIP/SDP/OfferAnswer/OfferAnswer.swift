/// The offer/answer exchange of one dialog, from our side (RFC 3264, RFC 6337).
///
///     offered by them:  answer(offer) ─────────────► agreed ──► answer(re-offer), offer(…) …
///     offered by us:    offer(…) ──► accept(answer) ─► agreed ──► …
///                          └──────► withdraw()  the re-INVITE failed, what was agreed stays
///
/// One audio stream; all other streams are refused and keep their place. A forked INVITE has one copy of the value for
/// each dialog.
package struct OfferAnswer: Hashable, Sendable {
    /// What we can do; may be narrowed between exchanges.
    package var capability: AudioCapability
    /// What is agreed; `nil` before the first answer.
    package internal(set) var agreed: NegotiatedAudio?
    /// Whether an offer of ours waits for its answer.
    package private(set) var isOfferPending = false

    let sessionID: UInt64
    /// Master key and salt of all that we send in this session; empty when nothing is encrypted.
    let keyOctets: [UInt8]
    /// The last description that we sent, and its version.
    var lastSent: OwnHalf?
    var version: UInt64 = 1
    /// Our half of what is agreed: the pattern of a re-offer, and what a refresh offers again.
    var agreedLocal: OwnHalf?
    /// Our last offer: an answer may come again, in a 183 and in the 200.
    private var offered: OwnHalf?

    /// What we described, without its o= line, and the end that it is of.
    final class OwnHalf: Hashable, Sendable {
        let description: SessionDescription
        let local: LocalAudio
        /// The formats and keys of our audio stream, so that it need not be read again.
        let formats: [AudioFormat]
        let crypto: [CryptoAttribute]

        init(
            description: SessionDescription, local: LocalAudio, formats: [AudioFormat], crypto: [CryptoAttribute]
        ) {
            self.description = description
            self.local = local
            self.formats = formats
            self.crypto = crypto
        }

        static func == (one: OwnHalf, other: OwnHalf) -> Bool {
            one === other || one.local == other.local && one.description == other.description
        }

        func hash(into hasher: inout Hasher) { hasher.combine(description) }
    }

    /// An exchange that has not begun.
    ///
    /// - Parameters:
    ///   - capability: what we can do.
    ///   - sessionID: the session's number in our o= lines, below 2⁶², different for every session.
    ///   - keyOctets: ``CryptoSuite/keyLength`` octets that nobody can guess, when audio may be encrypted.
    package init(capability: AudioCapability = AudioCapability(), sessionID: UInt64, keyOctets: [UInt8] = []) {
        self.capability = capability
        self.sessionID = sessionID
        self.keyOctets = keyOctets
    }

    // MARK: Their offer

    /// Answers an offer: its codec and telephone-event by the offer's payload types, one codec alone (so that neither
    /// end can change it midway), the direction mirrored, every other stream refused with port 0.
    ///
    /// - Parameters:
    ///   - offer: what the peer described.
    ///   - local: our end, and what we want to do.
    /// - Returns: the answer to send; ``agreed`` holds from now on.
    /// - Throws: ``OfferAnswerError``; nothing changed then.
    /// - Source: RFC 3264 §6.
    package mutating func answer(_ offer: SessionDescription, local: LocalAudio) throws(OfferAnswerError)
        -> SessionDescription
    {
        guard !isOfferPending else { throw OfferAnswerError(.glare) }
        let (index, stream, address, selection) = try choose(in: offer, local: local)
        let crypto = try answeredCrypto(stream)
        var negotiated = agreement(stream, address, selection, local: local, receive: selection)
        negotiated.crypto = crypto?.keys
        var answer = SessionDescription(origin: nil, connection: SDPConnection(host: local.host))
        // RFC 3264 §6: the t= line of the answer is that of the offer.
        for line in offer.otherLines where line.type == "t" {
            answer.otherLines = [line]
            break
        }
        answer.media.reserveCapacity(offer.media.count)
        for place in offer.media.indices {
            answer.media.append(
                place == index
                    ? described(
                        local.port, offer.media[place].proto, [selection.format],
                        events: selection.telephoneEvent, negotiated.packetTime, negotiated.direction,
                        crypto: crypto.map { [$0.line] } ?? [])
                    : refused(offer.media[place]))
        }
        let complete = sent(
            OwnHalf(
                description: answer, local: local,
                formats: [selection.format] + (selection.telephoneEvent.map { [$0] } ?? []),
                crypto: crypto.map { [$0.line] } ?? []))
        offered = nil
        agreed = negotiated
        agreedLocal = lastSent
        return complete
    }

    // MARK: Our offer

    /// How much an offer of ours offers.
    package enum Breadth: Hashable, Sendable {
        /// What the last exchange described: a refresh, hold or resume.
        case asAgreed
        /// All that we can do: a first offer, or one that an INVITE without an offer asks for (RFC 3264 §5,
        /// RFC 6337 §5.2.5).
        case everything
    }

    /// Makes an offer. Streams that were refused before stay in their place with port 0 (RFC 3264 §8).
    ///
    /// - Throws: ``OfferAnswerError`` when one is pending already, or when we have no codec.
    package mutating func offer(local: LocalAudio, _ breadth: Breadth = .everything) throws(OfferAnswerError)
        -> SessionDescription
    {
        guard !isOfferPending else { throw OfferAnswerError(.unexpected) }
        guard !capability.codecs.isEmpty else { throw OfferAnswerError(.noCommonCodec) }
        var offer = SessionDescription(origin: nil, connection: SDPConnection(host: local.host))
        offer.otherLines = agreedLocal?.description.otherLines ?? []
        offer.media = agreedLocal?.description.media ?? []
        let index = offer.media.firstIndex { $0.kind == "audio" && $0.port != 0 } ?? offer.media.endIndex
        let formats: [AudioFormat]
        let crypto: [CryptoAttribute]
        if breadth == .asAgreed, let agreedLocal, index < offer.media.count {
            (formats, crypto) = (agreedLocal.formats, agreedLocal.crypto)
            offer.media[index].port = local.port
            offer.media[index].attributes.removeAll { AudioDirection(name: $0.name) != nil }
            offer.media[index].attributes.append(SDPAttribute(local.direction.rawValue))
        } else {
            let (codecs, events) = everyFormat()
            crypto = offeredCrypto
            let audio = described(
                local.port, index < offer.media.count ? offer.media[index].proto : offeredProfile, codecs,
                events: events, agreed?.packetTime ?? capability.packetTime, local.direction, crypto: crypto)
            if index < offer.media.count { offer.media[index] = audio } else { offer.media.append(audio) }
            formats = codecs + (events.map { [$0] } ?? [])
        }
        isOfferPending = true
        let complete = sent(OwnHalf(description: offer, local: local, formats: formats, crypto: crypto))
        offered = lastSent
        return complete
    }

    /// Takes the answer to our last offer. A later answer to the same offer takes its place (183, then 200). Without an
    /// offer it is the answer to a refresh, which offered once more what is agreed.
    ///
    /// - Returns: what is agreed.
    /// - Throws: ``OfferAnswerError``; the offer is no longer pending then, and what was agreed before stays.
    /// - Source: RFC 3264 §7, RFC 4028 §7.4.
    @discardableResult
    package mutating func accept(_ answer: SessionDescription) throws(OfferAnswerError) -> NegotiatedAudio {
        guard let ownHalf = offered ?? agreedLocal else { throw OfferAnswerError(.unexpected) }
        isOfferPending = false
        let local = ownHalf.local
        guard let index = ownHalf.description.media.firstIndex(where: { $0.kind == "audio" && $0.port != 0 })
        else { throw OfferAnswerError(.unexpected) }
        // Some answer with the audio stream alone, in the wrong place.
        let theirs = AudioStream(answer, at: index) ?? AudioStream.all(in: answer).first?.stream
        guard let theirs, theirs.port != 0 else { throw OfferAnswerError(.noAudio) }
        guard isSpoken(theirs.proto) else { throw OfferAnswerError(.noCommonProfile) }
        let crypto = try acceptedCrypto(theirs, offered: ownHalf.crypto)
        let address = try address(theirs, local)
        let ours = ownHalf.formats
        guard let selection = AudioSelection(theirs.formats, capability, preference: .theirs, offered: ours),
            let receive = AudioSelection(ours, of: selection.codec, capability)
        else { throw OfferAnswerError(.noCommonCodec) }
        var negotiated = agreement(theirs, address, selection, local: local, receive: receive)
        negotiated.crypto = crypto
        agreed = negotiated
        agreedLocal = ownHalf
        return negotiated
    }

    /// Gives our pending offer up: the request that carried it failed. What was agreed before stays (RFC 3261 §14.1).
    package mutating func withdraw() {
        isOfferPending = false
        offered = nil
    }

    // MARK: Parts

    private func choose(in offer: SessionDescription, local: LocalAudio) throws(OfferAnswerError)
        -> (Int, AudioStream, IPAddressText, AudioSelection)
    {
        var worst = OfferAnswerError(.noAudio)
        for (index, stream) in AudioStream.all(in: offer) where stream.port != 0 {
            guard isSpoken(stream.proto) else {
                worst = OfferAnswerError(isEncrypted(stream.proto) ? .encryptionRefused : .noCommonProfile)
                continue
            }
            guard let address = try? address(stream, local) else {
                worst = OfferAnswerError(.unusableAddress)
                continue
            }
            guard let selection = AudioSelection(stream.formats, capability, preference: capability.preference) else {
                worst = OfferAnswerError(.noCommonCodec)
                continue
            }
            return (index, stream, address, selection)
        }
        throw worst
    }

    private func address(_ theirs: AudioStream, _ local: LocalAudio) throws(OfferAnswerError) -> IPAddressText {
        let address = theirs.host.map { IPAddressText($0, local: local.host) } ?? .unusable
        guard address != .unusable else { throw OfferAnswerError(.unusableAddress) }
        return address
    }

    private func agreement(
        _ theirs: AudioStream, _ address: IPAddressText, _ send: AudioSelection, local: LocalAudio,
        receive: AudioSelection
    ) -> NegotiatedAudio {
        let host = theirs.host ?? ""
        var direction = local.direction.limited(to: theirs.direction.mirrored)
        if address == .hold { direction = direction.limited(to: .receiveOnly) }
        let events = send.telephoneEvent != nil && receive.telephoneEvent != nil
        return NegotiatedAudio(
            host: host, port: theirs.port, rtcpPort: theirs.rtcpPort ?? (theirs.port == .max ? 0 : theirs.port + 1),
            codec: send.codec.name, clockRate: send.codec.clockRate, sendPayloadType: send.format.payloadType,
            receivePayloadType: receive.format.payloadType,
            telephoneEventSend: events ? send.telephoneEvent?.payloadType : nil,
            telephoneEventReceive: events ? receive.telephoneEvent?.payloadType : nil,
            packetTime: PacketTime.chosen(
                asked: theirs.packetTime, maximum: theirs.maximumPacketTime, standard: capability.packetTime),
            direction: direction)
    }
}
