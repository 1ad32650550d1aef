/// What is known of all endpoints from the commands that went in and the events that came out: enough for another process
/// to take over from the engine, or from the one who commands it.
///
/// - Isolation: a value; whoever has it.
package struct EndpointLedger: Sendable {
    /// One endpoint.
    package struct Entry: Hashable, Sendable {
        /// Its local address; `nil` until it is open.
        package fileprivate(set) var local: MediaAddress?
        package fileprivate(set) var name: EndpointName?
        package fileprivate(set) var parameters: StreamParameters?
        /// Where its peer was heard.
        package fileprivate(set) var heardFrom: MediaAddress?
        /// The other side of its bridge.
        package fileprivate(set) var peer: EndpointID?
        package fileprivate(set) var playing: Playing?
        /// What is written of it.
        package fileprivate(set) var recording: RecordingID?
        /// Its close was asked for.
        package fileprivate(set) var isClosing = false
    }

    /// A playback that runs.
    package struct Playing: Hashable, Sendable {
        package let id: PlaybackID
        package let prompts: [PromptKey]
        package let loop: PlaybackLoop
        /// When it was asked for.
        package let since: MediaInstant
    }

    /// All that were asked for and are not closed.
    package private(set) var entries: [EndpointID: Entry] = [:]

    /// No endpoint.
    package init() {}

    /// Takes in a command that goes to the engine.
    package mutating func note(_ command: MediaCommand, now: MediaInstant) {
        switch command {
        case .open(let id): if entries[id] == nil { entries[id] = Entry() }
        case .reopen(let id, let memory): reopen(id, memory, now: now)
        case .name(let id, let name): entries[id]?.name = name
        case .configure(let id, let parameters): configure(id, parameters)
        case .play(let id, let playback, let prompts, let loop):
            entries[id]?.playing = Playing(id: playback, prompts: prompts, loop: loop, since: now)
        case .stop(let id): entries[id]?.playing = nil
        case .bridge(let left, let right): bridge(left, right)
        case .unbridge(let id): unbridge(id)
        case .record(let id, let order): entries[id]?.recording = order.id
        case .hearKeys, .sendDigit, .pauseRecording, .resumeRecording, .stopRecording: break
        case .close(let id):
            unbridge(id)
            entries[id]?.isClosing = true
            entries[id]?.playing = nil
        }
    }

    /// Takes in an event of the engine.
    package mutating func note(_ event: MediaEvent) {
        switch event {
        case .opened(let id, let address): entries[id]?.local = address
        case .openFailed(let id, _), .closed(let id, _):
            unbridge(id)
            entries[id] = nil
        case .playbackEnded(let id, let playback, _):
            if entries[id]?.playing?.id == playback { entries[id]?.playing = nil }
        case .firstPacket(let id):
            guard let entry = entries[id], entry.heardFrom == nil else { return }
            entries[id]?.heardFrom = entry.parameters?.remote
        case .learned(let id, let address): entries[id]?.heardFrom = address
        case .recordingEnded(let id, let report):
            if entries[id]?.recording == report.id { entries[id]?.recording = nil }
        case .digit, .tone, .deadMedia, .oneWay, .dataTone: break
        }
    }

    /// What another process needs to be this endpoint; `nil` when it never had a port.
    package func memory(of id: EndpointID, now: MediaInstant) -> EndpointMemory? {
        guard let entry = entries[id], let local = entry.local else { return nil }
        let playing = entry.playing.map { playing in
            PlaybackMemory(
                id: playing.id, prompts: playing.prompts, loop: playing.loop,
                elapsed: now.samples(since: playing.since, perMillisecond: 1))
        }
        return EndpointMemory(
            port: local.port, parameters: entry.parameters, heardFrom: entry.heardFrom, playing: playing)
    }

    /// What a signalling process that comes is told of this endpoint; `nil` when it has no port yet or is being closed.
    package func summary(of id: EndpointID) -> EndpointSummary? {
        guard let entry = entries[id], let local = entry.local, !entry.isClosing else { return nil }
        return EndpointSummary(
            id: id, name: entry.name, port: local.port, peer: entry.peer, playing: entry.playing?.id,
            parameters: entry.parameters, heardFrom: entry.heardFrom)
    }

    /// Takes an endpoint that somebody else has asked for. What it plays is not ours to wait for.
    ///
    /// - Parameter address: the address that the engine is bound to.
    package mutating func adopt(_ summary: EndpointSummary, address: UInt32) {
        var entry = Entry()
        entry.local = MediaAddress(ipv4: address, port: summary.port)
        entry.name = summary.name
        entry.parameters = summary.parameters
        entry.heardFrom = summary.heardFrom
        entries[summary.id] = entry
        // Whichever of the two comes last joins them.
        if let peer = summary.peer { bridge(summary.id, peer) }
    }

    private mutating func reopen(_ id: EndpointID, _ memory: EndpointMemory, now: MediaInstant) {
        var entry = Entry()
        entry.parameters = memory.parameters
        entry.heardFrom = memory.heardFrom
        entry.playing = memory.playing.map {
            Playing(id: $0.id, prompts: $0.prompts, loop: $0.loop, since: now)
        }
        entries[id] = entry
    }

    /// Another address begins anew, as the engine's latch does.
    private mutating func configure(_ id: EndpointID, _ parameters: StreamParameters) {
        guard let before = entries[id] else { return }
        let isSame =
            before.parameters?.remote == parameters.remote && before.parameters?.latching == parameters.latching
        if !isSame { entries[id]?.heardFrom = nil }
        entries[id]?.parameters = parameters
    }

    private mutating func bridge(_ left: EndpointID, _ right: EndpointID) {
        guard left != right, entries[left] != nil, entries[right] != nil else { return }
        for id in [left, right] {
            unbridge(id)
            entries[id]?.playing = nil
        }
        entries[left]?.peer = right
        entries[right]?.peer = left
    }

    private mutating func unbridge(_ id: EndpointID) {
        guard let peer = entries[id]?.peer else { return }
        entries[id]?.peer = nil
        entries[peer]?.peer = nil
    }
}
