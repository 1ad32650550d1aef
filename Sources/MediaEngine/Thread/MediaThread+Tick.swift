import CLinux
import Media

extension MediaThread {
    /// Rounds of 20 ms that are made up for after a stall; the rest of a longer one is lost, rather than sent as a flood.
    private static let maximumCatchUp = 5

    /// The ticks that are due: prompts and digits of their endpoints leave, and once in a round the endpoints are looked
    /// over.
    ///
    /// Before the one that the timer is set for, none has anything to do.
    func tick(now: MediaInstant) {
        let current = now.nanoseconds / Self.tickNanoseconds
        let bound = UInt64(Self.maximumCatchUp * Self.phases)
        for tick in max(armed, current &- min(current, bound))...current { serve(tick, now: now) }
        let round = current / UInt64(Self.phases)
        look(rounds: round &- lookedOver, now: now)
        lookedOver = round
        armNext(after: current)
    }

    private func serve(_ tick: UInt64, now: MediaInstant) {
        let phase = Self.phase(of: tick)
        let served = unsafe paced[phase]
        // First what leaves, which takes as long in each round: so the packets of a prompt keep their distance.
        for index in unsafe served.indices {
            unsafe fetch(served, after: index)
            let endpoint = unsafe Endpoint.owning(served[index])
            guard endpoint.firstTick <= tick else { continue }
            if endpoint.keys.isBusy {
                serveDigit(endpoint, now: now)
            } else if endpoint.isFeeding {
                servePlayback(endpoint, now: now)
            }
        }
        // What came can wait for that: of those who wake nobody, a third in each round.
        let round = tick / UInt64(Self.phases)
        for index in unsafe served.indices.reversed() {
            let endpoint = unsafe Endpoint.owning(served[index])
            if unsafe endpoint.leg.pointee.isListened { listen(endpoint, now: now) }
            if endpoint.isUnattended, (endpoint.id.value &+ round).isMultiple(of: 3) { takeWaiting(endpoint, now: now) }
            guard !endpoint.needsTicks else { continue }
            endpoint.phase = -1
            unsafe paced[phase].remove(at: index)
        }
    }

    /// Has the endpoints that come next fetched, while the kernel works for the one before: after 20 ms they are in no
    /// cache. What one is found by is fetched one endpoint earlier.
    @inline(__always)
    private func fetch(_ served: [UnsafeRawPointer], after index: Int) {
        if unsafe index + 2 < served.count { unsafe cl_prefetch(served[index + 2], Endpoint.tickedBytes) }
        guard unsafe index + 1 < served.count else { return }
        let next = unsafe Endpoint.owning(served[index + 1])
        unsafe cl_prefetch(next.leg, Leg.hotBytes)
        if let playback = unsafe next.playbackMemory { unsafe cl_prefetch(playback, Playback.tickedBytes) }
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
        guard let packetTime = endpoint.parameters?.packetTime else { return }
        if !endpoint.signals.isEmpty {
            advance(endpoint.signals[0], endpoint, packetTime, now: now)
            if endpoint.signals[0].isAtEnd { endpoint.signals.removeFirst() }
            if endpoint.signals.isEmpty { stopFeedingIfIdle(endpoint) }
            return
        }
        guard let playback = endpoint.playback else { return }
        advance(playback, endpoint, packetTime, now: now)
        if playback.isAtEnd { endPlayback(endpoint, .finished) }
    }

    private func advance(_ playback: Playback, _ endpoint: Endpoint, _ agreed: Int, now: MediaInstant) {
        let codec = unsafe endpoint.leg.pointee.codec
        guard let law = codec.law else { return advanceEncoded(playback, endpoint, codec, agreed, now: now) }
        let packetTime = min(max(agreed / 10, 1), 6) * 10
        playback.tick(packetTime: packetTime)
        while playback.isDue(packetTime: packetTime) {
            let samples = packetTime * 8
            unsafe playback.fill(buffer + RTPHeader.count, count: samples, law: law)
            sendFrame(endpoint, count: samples, samples: UInt32(samples), now: now)
        }
    }

    /// The same in another codec.
    private func advanceEncoded(
        _ playback: Playback, _ endpoint: Endpoint, _ codec: AudioCodec, _ agreed: Int, now: MediaInstant
    ) {
        let packetTime = AudioEncoder.possible(agreed, codec)
        playback.tick(packetTime: packetTime)
        while playback.isDue(packetTime: packetTime) {
            let packet = unsafe playback.encode(
                buffer + RTPHeader.count, codec, packetTime: packetTime, &encodedPrompts)
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
