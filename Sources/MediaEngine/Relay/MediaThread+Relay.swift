import CLinux
import Media

/// The path of a packet: receive, judge, count, then relay, or end here.
///
/// Nothing here allocates, locks, logs or counts references as long as the packet is relayed.
extension MediaThread {
    /// Datagrams longer than an Ethernet frame carries are not audio.
    private static let maximumDatagram = 1_500
    /// Datagrams that are taken at once when a socket was connected; the rest in the next turn.
    private static let queued = 64
    /// The payload type of comfort noise, taken from whoever sends it (RFC 3389 §4).
    private static let comfortNoise: UInt8 = 13

    /// Takes one datagram of a leg's RTP socket; epoll tells again when there are more.
    @inline(__always)
    func receive(_ leg: UnsafeMutablePointer<Leg>, now: MediaInstant) {
        // Twenty milliseconds ago is long ago for a cache: what this packet needs comes while the kernel hands it over.
        unsafe cl_prefetch(leg, Leg.hotBytes)
        if let peer = unsafe leg.pointee.peer { unsafe cl_prefetch(peer, Leg.hotBytes) }
        if unsafe leg.pointee.isFiltered {
            // The kernel lets nobody else in: who sent it need not be asked.
            let count = unsafe cl_receive_connected(leg.pointee.rtp, buffer, Self.bufferSize)
            return unsafe take(leg, count, from: leg.pointee.remote, now: now)
        }
        var source = MediaAddress(ipv4: 0, port: 0)
        let count = unsafe cl_receive(leg.pointee.rtp, buffer, Self.bufferSize, &source.ipv4, &source.port)
        unsafe take(leg, count, from: source, now: now)
        if unsafe leg.pointee.isConnected { unsafe filter(leg, now: now) }
    }

    /// Takes what came before the socket was connected, from whomever, until nothing of it is left.
    private func filter(_ leg: UnsafeMutablePointer<Leg>, now: MediaInstant) {
        for _ in 0..<Self.queued where unsafe leg.pointee.isConnected {
            var source = MediaAddress(ipv4: 0, port: 0)
            let count = unsafe cl_receive(leg.pointee.rtp, buffer, Self.bufferSize, &source.ipv4, &source.port)
            if count == -Int(EAGAIN) {
                unsafe leg.pointee.isFiltered = leg.pointee.isConnected
                if let owner = unsafe leg.pointee.owner { attend(unsafe Endpoint.owning(owner), now: now) }
                return
            }
            unsafe take(leg, count, from: source, now: now)
        }
    }

    @inline(__always)
    func take(
        _ leg: UnsafeMutablePointer<Leg>, _ received: Int, from source: MediaAddress, now: MediaInstant
    ) {
        var count = received
        // A negative count is "nothing there", or what ICMP said of an earlier packet of ours.
        guard count > 0 else {
            if count == -Int(ECONNREFUSED) { unsafe Leg.refusedByPort(leg) }
            return
        }
        // Before anything of it is believed, its source least of all.
        if let context = unsafe leg.pointee.protectsIn {
            count = count <= Self.maximumDatagram ? unsafe Leg.unprotected(context, buffer, count: count) : 0
            if count == 0, received <= Self.maximumDatagram { count = unsafe unprotectedAsOld(leg, received) }
            guard count > 0 else { return unsafe refuse(leg, .protection, source, now: now) }
        }
        let packet = unsafe Span<UInt8>(
            _unsafeStart: buffer.assumingMemoryBound(to: UInt8.self), count: min(count, 2_048))
        guard count <= Self.maximumDatagram, let header = RTPHeader(reading: packet) else {
            return unsafe refuse(leg, .form, source, now: now)
        }
        guard unsafe leg.pointee.isConfigured else {
            unsafe leg.pointee.statistics.packetsRefused &+= 1
            return
        }
        // Before the source is judged: only packets of this stream can teach an address.
        let isEvent = unsafe header.payloadType == leg.pointee.eventReceive
        let isNoise = !isEvent && header.payloadType == Self.comfortNoise
        guard unsafe isEvent || isNoise || header.payloadType == leg.pointee.payloadTypeReceived else {
            unsafe leg.pointee.refusedType = header.payloadType
            return unsafe refuse(leg, .payloadType, source, now: now)
        }
        guard unsafe isFromPeer(leg, source, header, now: now) else {
            return unsafe refuse(leg, .source, source, now: now)
        }
        unsafe leg.pointee.reception.count(header, at: now, isTimed: !isEvent)
        unsafe leg.pointee.isSilent = isNoise
        unsafe leg.pointee.statistics.bytesReceived &+= UInt64(count)
        unsafe leg.pointee.lastHeard = now
        if unsafe leg.pointee.awaitsFirst || leg.pointee.isReportedDead { unsafe heardAgain(leg) }
        if isEvent { unsafe detectDigit(leg, packet, header) }
        if let tap = unsafe leg.pointee.tap, !isEvent, !isNoise { unsafe keep(leg, header, in: tap, now: now) }
        if unsafe leg.pointee.isListened { unsafe hear(leg, packet, header, isEvent: isEvent, now: now) }
        if let peer = unsafe leg.pointee.peer {
            // What stands for silence was not agreed on with the other side; to it the silence is none sent.
            guard !isNoise, unsafe !leg.pointee.isTranscoded else { return }
            unsafe relay(leg, to: peer, header, isEvent: isEvent, now: now)
        }
    }

    private func unprotectedAsOld(_ leg: UnsafeMutablePointer<Leg>, _ count: Int) -> Int {
        guard let owner = unsafe leg.pointee.owner else { return 0 }
        return unsafe Endpoint.owning(owner).protectionIn?.unprotectedAsOld(buffer, count: count) ?? 0
    }

    /// Counts what is not heard, and keeps why, should somebody ask.
    private func refuse(
        _ leg: UnsafeMutablePointer<Leg>, _ why: Leg.Refusal, _ source: MediaAddress, now: MediaInstant
    ) {
        switch why {
        case .form, .payloadType: unsafe leg.pointee.statistics.packetsMalformed &+= 1
        case .none, .source, .protection: unsafe leg.pointee.statistics.packetsRefused &+= 1
        }
        // A stranger's garbage must not hide what the peer does.
        guard unsafe why == .source || source.ipv4 == leg.pointee.remote.ipv4 else { return }
        unsafe leg.pointee.refusal = why
        unsafe leg.pointee.refusedSource = source
        unsafe leg.pointee.refused = now
    }

    @inline(__always)
    private func isFromPeer(
        _ leg: UnsafeMutablePointer<Leg>, _ source: MediaAddress, _ header: RTPHeader, now: MediaInstant
    ) -> Bool {
        if unsafe leg.pointee.isConnected, unsafe source == leg.pointee.remote { return true }
        switch unsafe leg.pointee.latch.judge(from: source, ssrc: header.ssrc, sequence: header.sequence, now: now) {
        case .heard:
            unsafe Leg.connectIfFinal(leg, now: now)
            return true
        case .learned(let address):
            unsafe leg.pointee.remote = address
            unsafe Leg.disconnect(leg)
            unsafe Leg.connectIfFinal(leg, now: now)
            unsafe emit(.learned(leg.pointee.id, address))
            return true
        case .probation, .refused:
            return false
        }
    }

    private func heardAgain(_ leg: UnsafeMutablePointer<Leg>) {
        unsafe leg.pointee.isReportedDead = false
        guard unsafe leg.pointee.awaitsFirst else { return }
        unsafe leg.pointee.awaitsFirst = false
        unsafe emit(.firstPacket(leg.pointee.id))
    }

    private func detectDigit(_ leg: UnsafeMutablePointer<Leg>, _ packet: Span<UInt8>, _ header: RTPHeader) {
        var offset = header.payloadOffset
        let end = offset + header.payloadCount
        var timestamp = header.timestamp
        var isWhole = false
        // Several contiguous events may share a packet (RFC 4733 §2.5.1.5); eight are more than anyone presses.
        for _ in 0..<8 where end - offset >= TelephoneEventBlock.count {
            guard let block = TelephoneEventBlock(reading: packet, at: offset) else { break }
            isWhole = true
            if case .started(let digit) = unsafe leg.pointee.keys.receive(
                block, timestamp: timestamp, ssrc: header.ssrc)
            {
                unsafe emit(.digit(leg.pointee.id, digit))
            }
            timestamp &+= UInt32(block.duration)
            offset += TelephoneEventBlock.count
        }
        if !isWhole { unsafe leg.pointee.statistics.packetsMalformed &+= 1 }
    }

    @inline(__always)
    private func relay(
        _ leg: UnsafeMutablePointer<Leg>, to peer: UnsafeMutablePointer<Leg>, _ header: RTPHeader, isEvent: Bool,
        now: MediaInstant
    ) {
        // Who is on hold misses nothing that was numbered: what comes after it follows what went before.
        guard unsafe peer.pointee.maySend, unsafe leg.pointee.mayReceive else {
            return unsafe peer.pointee.mapping.part()
        }
        guard unsafe !peer.pointee.isFedByUs else {
            return unsafe watchForData(behindAnnouncement: leg, header, isEvent: isEvent)
        }
        let payloadType = unsafe isEvent ? peer.pointee.eventSend : peer.pointee.payloadType
        guard payloadType != Leg.none else { return unsafe peer.pointee.mapping.leaveOut(header) }
        let fixed = unsafe leg.pointee.packetSamples
        let samples = isEvent ? 0 : fixed > 0 ? fixed : UInt32(header.payloadCount)
        guard
            let place = unsafe peer.pointee.mapping.map(
                header, samples: samples, into: &peer.pointee.outbound, now: now)
        else { return }
        if !isEvent, unsafe leg.pointee.codec != peer.pointee.codec {
            unsafe transcode(
                buffer + header.payloadOffset, count: header.payloadCount, from: leg.pointee.codec)
        }
        // The new header stands right before the payload: contributing sources, extension and padding stay behind.
        let start = header.payloadOffset - RTPHeader.count
        let count = RTPHeader.count + header.payloadCount
        let outgoing = unsafe RTPHeader(
            marker: header.marker || place.isFirst && !isEvent, payloadType: payloadType, sequence: place.sequence,
            timestamp: place.timestamp, ssrc: peer.pointee.outbound.ssrc)
        var span = unsafe MutableSpan<UInt8>(
            _unsafeStart: (buffer + start).assumingMemoryBound(to: UInt8.self), count: RTPHeader.count)
        outgoing.write(into: &span)
        unsafe Leg.send(peer, buffer + start, count: count)
    }

    private func transcode(_ payload: UnsafeMutableRawPointer, count: Int, from codec: AudioCodec) {
        let table = unsafe codec == .pcmu ? transcoding : transcoding + 256
        let octets = unsafe payload.assumingMemoryBound(to: UInt8.self)
        for index in 0..<count { unsafe octets[index] = table[Int(octets[index])] }
    }
}
