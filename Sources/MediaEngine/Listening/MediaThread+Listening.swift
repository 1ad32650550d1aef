import CLinux
import Media

/// What somebody listens to: another codec on the other side of the bridge, or tones.
extension MediaThread {
    /// Gives the endpoint a listener when something needs one, and takes it away when nothing does.
    func listenAsNeeded(_ endpoint: Endpoint, now: MediaInstant) {
        defer { attend(endpoint, now: now) }
        let leg = unsafe endpoint.leg
        var isTranscoded = false
        if let peer = unsafe leg.pointee.peer {
            let (ours, theirs) = unsafe (leg.pointee.codec, peer.pointee.codec)
            // The two laws of G.711 are turned into one another octet by octet, in the relay.
            isTranscoded = ours != theirs && (ours.law == nil || theirs.law == nil)
        }
        unsafe leg.pointee.isTranscoded = isTranscoded
        let mayPress = unsafe leg.pointee.peer == nil || endpoint.hearsKeys && endpoint.audio == .voice
        let detectsTones = mayPress && endpoint.parameters?.detectsTones == true
        unsafe leg.pointee.isListened = isTranscoded || detectsTones
        if !detectsTones { endpoint.tones = nil }
        if !isTranscoded { endpoint.passedEvent = nil }
        guard isTranscoded || detectsTones else { return endpoint.listener = nil }
        if unsafe endpoint.listener?.codec != leg.pointee.codec {
            endpoint.listener = unsafe Listener(leg.pointee.codec, now: now)
            endpoint.tones = nil
            if endpoint.audio == .data { endpoint.listener?.passDataUnchanged() }
        }
        if detectsTones, endpoint.tones == nil {
            endpoint.tones = ToneDetector(rate: unsafe leg.pointee.codec.sampleRate)
        }
        pace(endpoint)
    }

    /// Takes a packet of a leg that somebody listens to.
    func hear(
        _ leg: UnsafeMutablePointer<Leg>, _ packet: Span<UInt8>, _ header: RTPHeader, isEvent: Bool, now: MediaInstant
    ) {
        guard let owner = unsafe leg.pointee.owner, unsafe leg.pointee.mayReceive else { return }
        let endpoint = unsafe Endpoint.owning(owner)
        if isEvent {
            endpoint.lastEvent = now
            unsafe passEvent(leg, header, now: now)
        } else if unsafe header.payloadType != leg.pointee.payloadTypeReceived {
            if header.payloadCount > 0 { endpoint.listener?.receivedNoise(level: packet[header.payloadOffset]) }
        } else {
            let payload = unsafe UnsafeRawBufferPointer(
                start: buffer + header.payloadOffset, count: header.payloadCount)
            unsafe endpoint.listener?.received(payload, header, now: now)
        }
    }

    /// The tick of an endpoint that somebody listens to.
    func listen(_ endpoint: Endpoint, now: MediaInstant) {
        guard let listener = endpoint.listener else { return }
        let madeUp = listener.concealed
        unsafe listener.frame(now: now, to: frame)
        let leg = unsafe endpoint.leg
        unsafe leg.pointee.statistics.packetsMalformed &+= listener.takeUnreadable()
        if listener.hasHeard {
            unsafe watchForData(
                endpoint, UnsafeBufferPointer(start: frame, count: listener.frameSamples),
                rate: listener.codec.sampleRate)
        }
        if let tones = endpoint.tones, listener.hasHeard {
            unsafe tones.hear(
                UnsafeBufferPointer(start: frame, count: listener.frameSamples), isMadeUp: listener.concealed != madeUp
            ) {
                emit(.tone(endpoint.id, $0))
            }
        }
        guard listener.hasHeard, unsafe leg.pointee.isTranscoded, let peer = unsafe leg.pointee.peer,
            let owner = unsafe peer.pointee.owner, unsafe leg.pointee.mayReceive, unsafe peer.pointee.maySend,
            unsafe !peer.pointee.isFedByUs
        else { return }
        let other = unsafe Endpoint.owning(owner)
        // While a digit goes through, the voice rests.
        guard now >= endpoint.lastEvent.advanced(by: .milliseconds(60)), let speaker = other.speakerAsAgreed() else {
            return
        }
        unsafe speaker.put(
            UnsafeBufferPointer(start: frame, count: listener.frameSamples), rate: listener.codec.sampleRate)
        sendPackets(of: speaker, to: other, now: now)
    }

    /// Passes a packet of a digit on in a transcoded bridge, under our numbers.
    private func passEvent(_ leg: UnsafeMutablePointer<Leg>, _ header: RTPHeader, now: MediaInstant) {
        guard unsafe leg.pointee.isTranscoded, let peer = unsafe leg.pointee.peer,
            let owner = unsafe peer.pointee.owner, unsafe peer.pointee.eventSend != Leg.none,
            unsafe peer.pointee.maySend, unsafe !peer.pointee.isFedByUs,
            header.payloadCount >= TelephoneEventBlock.count
        else { return }
        let other = unsafe Endpoint.owning(owner)
        let isFirst = other.passedEvent?.theirs != header.timestamp
        let timestamp =
            isFirst ? unsafe peer.pointee.outbound.splice(now: now).timestamp : other.passedEvent?.ours ?? 0
        other.passedEvent = (header.timestamp, timestamp)
        other.joins = true
        let sequence = unsafe peer.pointee.outbound.nextEventPacket(timestamp: timestamp, duration: 0, now: now)
        let outgoing = unsafe RTPHeader(
            marker: isFirst, payloadType: peer.pointee.eventSend, sequence: sequence, timestamp: timestamp,
            ssrc: peer.pointee.outbound.ssrc)
        let start = header.payloadOffset - RTPHeader.count
        let count = RTPHeader.count + header.payloadCount
        var span = unsafe MutableSpan<UInt8>(
            _unsafeStart: (buffer + start).assumingMemoryBound(to: UInt8.self), count: RTPHeader.count)
        outgoing.write(into: &span)
        unsafe Leg.send(peer, buffer + start, count: count)
    }
}
