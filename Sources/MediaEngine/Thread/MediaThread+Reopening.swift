import Media

extension MediaThread {
    /// Makes an endpoint that another process had: what it agreed, whom it heard, what it played.
    ///
    /// What it sends is a new stream: how the old one was numbered nobody knows any more, and numbers that go back under
    /// the same SSRC would be thrown away as late (RFC 3550 §8.2), or, encrypted, be a key stream used twice
    /// (RFC 3711 §9.1).
    func reopen(_ id: EndpointID, _ memory: EndpointMemory, _ sockets: PortPool.Sockets, now: MediaInstant) {
        let pair = PortPair(sockets, now: now)
        guard watch(pair) == .queued else {
            forget(id)
            return emit(.openFailed(id, "the kernel watches no more sockets"))
        }
        let endpoint = Endpoint(id: id, ports: pair, outbound: randomStream(clockRate: 8_000), now: now)
        admit(endpoint)
        emit(.opened(id, MediaAddress(ipv4: configuration.address.ipv4, port: pair.port)))
        if let parameters = memory.parameters { configure(endpoint, parameters, now: now) }
        endpoint.protectionIn?.expectOldStream()
        if let address = memory.heardFrom, memory.parameters != nil { unsafe resume(endpoint.leg, address, now: now) }
        if let playing = memory.playing {
            play(endpoint, playing.id, playing.prompts, playing.loop, skipped: playing.elapsed)
        }
    }

    private func resume(_ leg: UnsafeMutablePointer<Leg>, _ address: MediaAddress, now: MediaInstant) {
        unsafe leg.pointee.latch = Latch(resuming: address, now: now)
        unsafe leg.pointee.remote = address
        unsafe leg.pointee.awaitsFirst = false
        unsafe Leg.disconnect(leg)
        unsafe Leg.connectIfFinal(leg, now: now)
    }
}
