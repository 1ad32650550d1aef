import CLinux
import Media
import Synchronization

extension MediaThread {
    /// Does what a message of the queue asks.
    func perform(_ message: ThreadMessage, now: MediaInstant) {
        switch message {
        case .command(.open(let id)): open(id, now: now)
        case .reopen(let id, let memory, let sockets): reopen(id, memory, sockets, now: now)
        case .command(.reopen), .command(.name): ignore()
        case .command(.configure(let id, let parameters)): with(id) { configure($0, parameters, now: now) }
        case .command(.play(let id, let playback, let keys, let loop)): with(id) { play($0, playback, keys, loop) }
        case .command(.stop(let id)): with(id) { endPlayback($0, .stopped) }
        case .command(.bridge(let left, let right)): bridge(left, right, now: now)
        case .command(.unbridge(let id)): with(id) { unbridge($0, now: now) }
        case .command(.hearKeys(let id)):
            with(id) {
                $0.hearsKeys = unsafe $0.leg.pointee.peer != nil
                listenAsNeeded($0, now: now)
            }
        case .command(.sendDigit(let id, let digit, let milliseconds)): with(id) { send($0, digit, milliseconds) }
        case .command(.record(let id, let order)): with(id) { record($0, order, now: now) }
        case .command(.pauseRecording(let id)): with(id) { setRecording($0, isPaused: true, now: now) }
        case .command(.resumeRecording(let id)): with(id) { setRecording($0, isPaused: false, now: now) }
        case .command(.stopRecording(let id)): with(id) { stopRecording($0, now: now) }
        case .command(.close(let id)): close(id, now: now)
        case .handOver(let id, let index): handOver(id, to: index, now: now)
        case .emit(let event): emit(event)
        case .awaitEndpoint: break
        }
    }

    private func with(_ id: EndpointID, _ body: (Endpoint) -> Void) {
        guard let endpoint = endpoints[id] else { return ignore() }
        body(endpoint)
    }

    func ignore() { commandsIgnored.add(1, ordering: .relaxed) }

    private func open(_ id: EndpointID, now: MediaInstant) {
        do throws(MediaEngineError) {
            let ports = try takePorts(now: now)
            admit(Endpoint(id: id, ports: ports, outbound: randomStream(clockRate: 8_000), now: now))
            emit(.opened(id, MediaAddress(ipv4: configuration.address.ipv4, port: ports.port)))
        } catch {
            forget(id)
            emit(.openFailed(id, error.description))
        }
    }

    /// A pair of ports in the epoll set: one that has rested, a new one, or whatever there is.
    private func takePorts(now: MediaInstant) throws(MediaEngineError) -> PortPair {
        if let rested = resting.take(now: now) { return rested }
        do throws(MediaEngineError) {
            let new = PortPair(try ports.take(), now: now)
            guard watch(new) == .queued else {
                throw MediaEngineError(.system, "the kernel watches no more sockets")
            }
            return new
        } catch {
            guard let tired = resting.takeAny() else { throw error }
            return tired
        }
    }

    func configure(_ endpoint: Endpoint, _ parameters: StreamParameters, now: MediaInstant) {
        let before = endpoint.parameters
        // A refresh changes nothing once the peer was heard. Before that it begins anew: early media was agreed on long
        // ago, and the peer speaks from its answer on.
        let isUnheard = unsafe endpoint.leg.pointee.awaitsFirst
        guard parameters != before || isUnheard else { return }
        endpoint.parameters = parameters
        if before == nil {
            unsafe endpoint.leg.pointee.reports = ReportExchange(
                interval: configuration.reportInterval, name: chance.next(), now: now)
            agree(endpoint)
        }
        unsafe configure(endpoint.leg, parameters, before: before, now: now)
        protect(endpoint, parameters.keys)
        if parameters.codec != before?.codec || parameters.packetTime != before?.packetTime { endpoint.speaker = nil }
        if parameters.codec.clockRate != before?.codec.clockRate ?? 8_000 { restartStream(endpoint, parameters.codec) }
        listenAsNeeded(endpoint, now: now)
        if let owner = unsafe endpoint.leg.pointee.peer?.pointee.owner {
            listenAsNeeded(unsafe Endpoint.owning(owner), now: now)
        }
    }

    func randomStream(clockRate: Int) -> OutboundStream {
        OutboundStream(
            ssrc: .random(in: 1 ... .max, using: &chance), firstSequence: .random(in: 0...0x7FFF, using: &chance),
            firstTimestamp: .random(in: 0 ... .max, using: &chance), clockRate: clockRate)
    }

    /// Takes the keys of both directions. A key that stays keeps its context, and with it the count of its packets.
    private func protect(_ endpoint: Endpoint, _ keys: StreamKeys?) {
        func context(
            _ before: ProtectionContext?, _ direction: ProtectionContext.Direction, _ key: [UInt8]?
        ) -> ProtectionContext? {
            guard let keys, let key else { return nil }
            if let before, before.key == key, before.suite == keys.suite { return before }
            return ProtectionContext(direction, key: key, suite: keys.suite)
        }
        endpoint.protectionIn = context(endpoint.protectionIn, .inbound, keys?.receive)
        endpoint.protectionOut = context(endpoint.protectionOut, .outbound, keys?.send)
        let leg = unsafe endpoint.leg
        unsafe leg.pointee.protectsIn = endpoint.protectionIn?.pointer
        unsafe leg.pointee.protectsOut = endpoint.protectionOut?.pointer
        // What was to be encrypted is never sent, nor heard, in the open.
        guard keys != nil, endpoint.protectionIn == nil || endpoint.protectionOut == nil else { return }
        unsafe leg.pointee.maySend = false
        unsafe leg.pointee.isConfigured = false
    }

    /// Another clock of the timestamps is another stream: a receiver could make nothing of a change (RFC 7160 §4.1).
    private func restartStream(_ endpoint: Endpoint, _ codec: AudioCodec) {
        unsafe endpoint.leg.pointee.outbound = randomStream(clockRate: codec.clockRate)
        unsafe endpoint.leg.pointee.mapping.part()
        endpoint.joins = true
    }

    private func configure(
        _ leg: UnsafeMutablePointer<Leg>, _ parameters: StreamParameters, before: StreamParameters?, now: MediaInstant
    ) {
        unsafe leg.pointee.codec = parameters.codec
        unsafe leg.pointee.payloadType = parameters.payloadType
        unsafe leg.pointee.payloadTypeReceived = parameters.payloadTypeReceived
        unsafe leg.pointee.packetSamples =
            parameters.codec.hasOctetClock ? 0 : UInt32(parameters.codec.clockRate / 50)
        unsafe leg.pointee.eventSend = parameters.telephoneEventSend ?? Leg.none
        unsafe leg.pointee.eventReceive = parameters.telephoneEventReceive ?? Leg.none
        unsafe leg.pointee.maySend = parameters.direction == .sendReceive || parameters.direction == .sendOnly
        unsafe leg.pointee.mayReceive = parameters.direction == .sendReceive || parameters.direction == .receiveOnly
        // A refresh with the same address keeps what was learned; another address starts anew.
        if unsafe before?.remote != parameters.remote || before?.latching != parameters.latching
            || !leg.pointee.latch.hasHeard
        {
            unsafe leg.pointee.latch = Latch(
                negotiated: parameters.remote, policy: parameters.latching, now: now, window: configuration.latchWindow)
            unsafe leg.pointee.remote = parameters.remote
            unsafe leg.pointee.reportPort = 0
            unsafe Leg.disconnect(leg)
            unsafe Leg.connectIfFinal(leg, now: now)
        }
        unsafe leg.pointee.learnsReportPort = parameters.latching != .locked
        unsafe leg.pointee.reception.perMillisecond = UInt32(parameters.codec.clockRate / 1_000)
        unsafe leg.pointee.noteHold(parameters.direction == .sendReceive ? nil : now, now: now)
        unsafe leg.pointee.isConfigured = true
        unsafe leg.pointee.awaitsFirst = true
        unsafe leg.pointee.isSilent = false
        unsafe leg.pointee.lastHeard = now
        unsafe leg.pointee.isReportedDead = false
        unsafe leg.pointee.isReportedOneWay = false
        unsafe leg.pointee.refusal = .none
        unsafe leg.pointee.portClosed = nil
        unsafe leg.pointee.probed = nil
    }

    /// - Parameter skipped: milliseconds from the beginning that are not played.
    func play(
        _ endpoint: Endpoint, _ id: PlaybackID, _ keys: [PromptKey], _ loop: PlaybackLoop, skipped: UInt32 = 0
    ) {
        endPlayback(endpoint, .stopped)
        let found = keys.compactMap(prompts.prompt)
        guard found.count == keys.count else { return emit(.playbackEnded(endpoint.id, id, .missingPrompt)) }
        let playback = Playback(id: id, prompts: found, loop: loop)
        if skipped > 0 { playback.skip(milliseconds: skipped) }
        guard !playback.isAtEnd else { return emit(.playbackEnded(endpoint.id, id, .finished)) }
        endpoint.playback = playback
        feed(endpoint)
    }

    private func send(_ endpoint: Endpoint, _ digit: MediaDigit, _ milliseconds: Int) {
        if unsafe endpoint.leg.pointee.eventSend != Leg.none {
            guard endpoint.keys.send(digit, milliseconds: milliseconds) == .queued else { return ignore() }
        } else {
            guard endpoint.signals.count < TelephoneEventSender.capacity else { return ignore() }
            let tones = Prompt(samples: KeyTone.samples(digit, milliseconds: milliseconds))
            endpoint.signals.append(Playback(id: PlaybackID(0), prompts: [tones], loop: .once))
        }
        feed(endpoint)
    }

    /// The endpoint is heard by its far end now, not the peer of its bridge.
    private func feed(_ endpoint: Endpoint) {
        if unsafe !endpoint.leg.pointee.isFedByUs {
            unsafe endpoint.leg.pointee.isFedByUs = true
            endpoint.speaker?.restart()
            endpoint.joins = true
        }
        pace(endpoint)
    }

    /// Ends what is playing, if anything is.
    func endPlayback(_ endpoint: Endpoint, _ end: PlaybackEnd) {
        guard let playback = endpoint.playback else { return }
        endpoint.playback = nil
        stopFeedingIfIdle(endpoint)
        emit(.playbackEnded(endpoint.id, playback.id, end))
    }

    /// Lets the peer of the bridge be heard again, when neither a prompt nor a digit is left.
    func stopFeedingIfIdle(_ endpoint: Endpoint) {
        guard !endpoint.isFeeding else { return }
        endpoint.speaker?.restart()
        unsafe endpoint.leg.pointee.isFedByUs = false
        unsafe endpoint.leg.pointee.mapping.part()
    }

    private func bridge(_ left: EndpointID, _ right: EndpointID, now: MediaInstant) {
        guard let first = endpoints[left], let second = endpoints[right] else { return ignore() }
        for endpoint in [first, second] {
            unbridge(endpoint, now: now)
            // What came before the bridge is not for the other side of it.
            heed(endpoint, now: now)
            endPlayback(endpoint, .stopped)
            expectVoice(endpoint)
            unsafe endpoint.leg.pointee.mapping.part()
            unsafe endpoint.leg.pointee.bridged = now
            unsafe endpoint.leg.pointee.isReportedOneWay = false
        }
        unsafe first.leg.pointee.peer = second.leg
        unsafe second.leg.pointee.peer = first.leg
        for endpoint in [first, second] { listenAsNeeded(endpoint, now: now) }
        tap(first, now: now)
    }

    func unbridge(_ endpoint: Endpoint, now: MediaInstant) {
        guard let peer = unsafe endpoint.leg.pointee.peer else { return }
        unsafe endpoint.leg.pointee.peer = nil
        unsafe peer.pointee.peer = nil
        endpoint.hearsKeys = false
        endpoint.joins = true
        expectVoice(endpoint)
        listenAsNeeded(endpoint, now: now)
        tap(endpoint, now: now)
        guard let owner = unsafe peer.pointee.owner else { return }
        let other = unsafe Endpoint.owning(owner)
        tap(other, now: now)
        other.hearsKeys = false
        other.joins = true
        expectVoice(other)
        listenAsNeeded(other, now: now)
    }

    private func close(_ id: EndpointID, now: MediaInstant) {
        guard let endpoint = endpoints[id] else { return emit(.closed(id, StreamStatistics())) }
        endPlayback(endpoint, .stopped)
        stopRecording(endpoint, now: now)
        unbridge(endpoint, now: now)
        dismiss(endpoint, now: now)
        unsafe report(endpoint.leg, isLast: true, now: now)
        emit(.closed(id, unsafe endpoint.leg.pointee.finalStatistics(now: now)))
        endpoint.over(now: now)
        if resting.put(endpoint.ports, now: now) == .refused { unwatch(endpoint.ports) }
    }

    private func handOver(_ id: EndpointID, to index: Int, now: MediaInstant) {
        guard let endpoint = endpoints[id] else { return threads[index].adopt(id, nil) }
        unbridge(endpoint, now: now)
        dismiss(endpoint, now: now)
        unwatch(endpoint.ports)
        threads[index].adopt(id, endpoint)
    }

    /// Takes an endpoint that comes from another thread.
    func welcome(_ endpoint: Endpoint, now: MediaInstant) {
        guard watch(endpoint.ports) == .refused else { return admit(endpoint) }
        // The kernel watches no more sockets for this user: without them the endpoint is deaf, so it ends.
        endPlayback(endpoint, .stopped)
        stopRecording(endpoint, now: MediaInstant(nanoseconds: cl_monotonic()))
        forget(endpoint.id)
        emit(.closed(endpoint.id, unsafe endpoint.leg.pointee.finalStatistics(now: now)))
    }
}
