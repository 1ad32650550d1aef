import Media

/// Machines on a bridge: what helps people who talk would spoil what machines say.
///
/// A bridge of two lines in G.711 passes every octet on as it came, so there is nothing to switch off and nothing is
/// listened to. Two things can be in the way: that the codecs differ, so that audio goes through a jitter buffer, loss
/// concealment and another codec; and that one side hears something of ours, such as an announcement, in place of the
/// other. In both cases the tone of 2,100 Hz is listened for. Once it was heard, nothing of ours is played on that bridge,
/// nothing is made up, left out or taken for a key, and signalling is told: it asks both sides for G.711.
extension MediaThread {
    /// Listens to 20 ms of a leg that is decoded anyway.
    func watchForData(_ endpoint: Endpoint, _ samples: UnsafeBufferPointer<Int16>, rate: Int) {
        guard unsafe endpoint.leg.pointee.peer != nil, endpoint.audio == .voice else { return }
        if endpoint.dataTone == nil { endpoint.dataTone = DataToneDetector(rate: rate) }
        if unsafe endpoint.dataTone?.hear(samples) == .tone { foundData(endpoint) }
    }

    /// Listens to a packet that the other side of the bridge does not hear, because it hears something of ours.
    @inline(never)
    func watchForData(behindAnnouncement leg: UnsafeMutablePointer<Leg>, _ header: RTPHeader, isEvent: Bool) {
        guard !isEvent, let owner = unsafe leg.pointee.owner, let law = unsafe leg.pointee.codec.law else { return }
        let endpoint = unsafe Endpoint.owning(owner)
        guard endpoint.audio == .voice else { return }
        if endpoint.dataTone == nil { endpoint.dataTone = DataToneDetector(rate: Tone.sampleRate) }
        let payload = unsafe UnsafeBufferPointer(
            start: (buffer + header.payloadOffset).assumingMemoryBound(to: UInt8.self), count: header.payloadCount)
        if unsafe endpoint.dataTone?.hear(payload, law) == .tone { foundData(endpoint) }
    }

    private func foundData(_ endpoint: Endpoint) {
        emit(.dataTone(endpoint.id))
        var both = [endpoint]
        if let owner = unsafe endpoint.leg.pointee.peer?.pointee.owner { both.append(unsafe Endpoint.owning(owner)) }
        for endpoint in both {
            endpoint.audio = .data
            endpoint.dataTone = nil
            endpoint.tones = nil
            endpoint.listener?.passDataUnchanged()
            endPlayback(endpoint, .stopped)
        }
    }

    /// A bridge is over or begins: people may talk again.
    func expectVoice(_ endpoint: Endpoint) {
        guard endpoint.audio == .data || endpoint.dataTone != nil else { return }
        endpoint.audio = .voice
        endpoint.dataTone = nil
        // One that passes data is made anew for people.
        endpoint.listener = nil
    }
}
