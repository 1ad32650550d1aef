import Media

extension MediaThread {
    /// Rounds of 20 ms that are made up for after a stall; the rest of a longer one is lost, rather than sent as a flood.
    private static let maximumCatchUp = 5

    /// The tick: prompts and digits of the endpoints of its phase leave, and once in 20 ms the endpoints are looked over.
    func tick(count: UInt64, now: MediaInstant) {
        guard isPacing else { return look(ticks: count, now: now) }
        for _ in 0..<min(count, UInt64(Self.maximumCatchUp * Self.phases)) {
            serve(turn % Self.phases, now: now)
            turn &+= 1
            if turn.isMultiple(of: Self.phases) { look(ticks: 1, now: now) }
        }
    }

    private func serve(_ phase: Int, now: MediaInstant) {
        // First what leaves, which takes as long in each round: so the packets of a prompt keep their distance.
        for index in paced[phase].indices {
            let endpoint = paced[phase][index]
            if endpoint.keys.isBusy {
                serveDigit(endpoint, now: now)
            } else if endpoint.isFeeding {
                servePlayback(endpoint, now: now)
            }
        }
        // What came can wait for that: of those who wake nobody, one half in each round.
        let round = turn / Self.phases
        var index = 0
        while index < paced[phase].count {
            let endpoint = paced[phase][index]
            if unsafe endpoint.leg.pointee.isListened { listen(endpoint, now: now) }
            if endpoint.isUnattended, (index + round).isMultiple(of: 2) { takeWaiting(endpoint, now: now) }
            if endpoint.needsTicks {
                index += 1
            } else {
                endpoint.phase = -1
                paced[phase].swapAt(index, paced[phase].count - 1)
                paced[phase].removeLast()
            }
        }
        setTicking()
    }

    private func serveDigit(_ endpoint: Endpoint, now: MediaInstant) {
        let leg = unsafe endpoint.leg
        if let packet = endpoint.keys.tick() {
            if packet.isFirst { endpoint.keyTimestamp = unsafe leg.pointee.outbound.splice(now: now).timestamp }
            let header = unsafe RTPHeader(
                marker: packet.isFirst, payloadType: leg.pointee.eventSend,
                sequence: leg.pointee.outbound.nextEventPacket(
                    timestamp: endpoint.keyTimestamp, duration: UInt32(packet.block.duration), now: now),
                timestamp: endpoint.keyTimestamp, ssrc: leg.pointee.outbound.ssrc)
            let count = RTPHeader.count + TelephoneEventBlock.count
            var span = unsafe MutableSpan<UInt8>(
                _unsafeStart: buffer.assumingMemoryBound(to: UInt8.self), count: count)
            header.write(into: &span)
            packet.block.write(into: &span, at: RTPHeader.count)
            if unsafe leg.pointee.isConfigured && leg.pointee.maySend { unsafe Leg.send(leg, buffer, count: count) }
        }
        endpoint.joins = true
        if !endpoint.keys.isBusy { stopFeedingIfIdle(endpoint) }
    }

    /// Sends the next 20 ms of the keys that go out as tones, or of the prompt.
    private func servePlayback(_ endpoint: Endpoint, now: MediaInstant) {
        // What is played before the first offer/answer waits for it.
        guard let parameters = endpoint.parameters else { return }
        if !endpoint.signals.isEmpty {
            advance(endpoint.signals[0], endpoint, parameters, now: now)
            if endpoint.signals[0].isAtEnd { endpoint.signals.removeFirst() }
            if endpoint.signals.isEmpty { stopFeedingIfIdle(endpoint) }
            return
        }
        guard let playback = endpoint.playback else { return }
        advance(playback, endpoint, parameters, now: now)
        if playback.isAtEnd { endPlayback(endpoint, .finished) }
    }

    private func advance(
        _ playback: Playback, _ endpoint: Endpoint, _ parameters: StreamParameters, now: MediaInstant
    ) {
        guard let law = parameters.codec.law else { return advanceEncoded(playback, endpoint, parameters, now: now) }
        let packetTime = min(max(parameters.packetTime / 10, 1), 6) * 10
        playback.tick(packetTime: packetTime)
        while playback.isDue(packetTime: packetTime) {
            let samples = packetTime * 8
            unsafe playback.fill(buffer + RTPHeader.count, count: samples, law: law)
            sendFrame(endpoint, count: samples, samples: UInt32(samples), now: now)
        }
    }

    /// The same in another codec.
    private func advanceEncoded(
        _ playback: Playback, _ endpoint: Endpoint, _ parameters: StreamParameters, now: MediaInstant
    ) {
        let packetTime = AudioEncoder.possible(parameters.packetTime, parameters.codec)
        playback.tick(packetTime: packetTime)
        while playback.isDue(packetTime: packetTime) {
            let packet = unsafe playback.encode(
                buffer + RTPHeader.count, parameters.codec, packetTime: packetTime, &encodedPrompts)
            // Without memory for an encoder the prompt passes unheard, and ends when it would have ended.
            guard let packet else {
                endpoint.joins = true
                continue
            }
            sendFrame(endpoint, count: packet.count, samples: packet.timestamps, now: now)
        }
    }

    /// Sends what a speaker has ready.
    func sendPackets(of speaker: Speaker, to endpoint: Endpoint, now: MediaInstant) {
        while speaker.hasPacket {
            let count = unsafe speaker.packet(
                to: buffer + RTPHeader.count, room: Self.bufferSize / 2)
            guard count > 0 else { continue }
            sendFrame(endpoint, count: count, samples: speaker.timestamps, now: now)
        }
    }

    /// Sends the payload that stands behind the place of the header.
    private func sendFrame(_ endpoint: Endpoint, count payload: Int, samples: UInt32, now: MediaInstant) {
        let leg = unsafe endpoint.leg
        // A peer on hold misses the prompt, and the prompt ends when it would have ended.
        guard unsafe leg.pointee.maySend else { return endpoint.joins = true }
        let place = unsafe leg.pointee.outbound.nextFrame(samples: samples, now: now, joining: endpoint.joins)
        let marker = endpoint.joins
        endpoint.joins = false
        let header = unsafe RTPHeader(
            marker: marker, payloadType: leg.pointee.payloadType, sequence: place.sequence,
            timestamp: place.timestamp, ssrc: leg.pointee.outbound.ssrc)
        let count = RTPHeader.count + payload
        var span = unsafe MutableSpan<UInt8>(_unsafeStart: buffer.assumingMemoryBound(to: UInt8.self), count: count)
        header.write(into: &span)
        unsafe Leg.send(leg, buffer, count: count)
    }
}
