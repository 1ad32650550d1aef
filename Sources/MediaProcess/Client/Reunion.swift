package import Media

/// What a signalling process has to say to a media process that it has just been joined with, so that all is again as its
/// ledger has it: whether that is the process it knew, or another one.
///
/// | in the ledger | there | what is done |
/// |---|---|---|
/// | open | yes | adopted; its parameters, bridge and playback are set right |
/// | open | no | made again on its port, then its bridge |
/// | being opened | no | opened |
/// | being closed | yes | closed |
/// | being closed | no | its `.closed` is told |
/// | – | yes, and it was ours | closed |
///
/// A playback of which nobody knows how it ended is told as `.stopped`: whoever waits for it must not wait for ever.
package struct Reunion: Equatable, Sendable {
    /// Endpoints that are ours.
    package private(set) var adopted: [EndpointID] = []
    /// What to command, in this order.
    package private(set) var commands: [MediaCommand] = []
    /// What signalling is told.
    package private(set) var events: [MediaEvent] = []
    /// How many are made again.
    package private(set) var reopened = 0
    /// How many endpoints are there that are somebody else's.
    package private(set) var others = 0
    private let address: UInt32

    /// The plan for `ledger` and what is there.
    ///
    /// - Parameters:
    ///   - abandoned: endpoints that were closed while nobody could be told.
    ///   - address: the address that the engine is bound to.
    package init(
        _ ledger: EndpointLedger, there summaries: [EndpointSummary], abandoned: Set<EndpointID>, address: UInt32,
        now: MediaInstant
    ) {
        self.address = address
        let there = Dictionary(summaries.map { ($0.id, $0) }) { first, _ in first }
        let ids = ledger.entries.keys.sorted { $0.value < $1.value }
        for id in ids {
            guard let entry = ledger.entries[id] else { continue }
            if let summary = there[id] { keep(summary, entry) } else { remake(id, entry, ledger, now: now) }
        }
        for id in ids { join(id, ledger, there) }
        for id in there.keys.sorted(by: { $0.value < $1.value }) where ledger.entries[id] == nil {
            if abandoned.contains(id) { commands.append(.close(id)) } else { others += 1 }
        }
    }

    private mutating func keep(_ summary: EndpointSummary, _ entry: EndpointLedger.Entry) {
        let id = summary.id
        adopted.append(id)
        guard !entry.isClosing else { return commands.append(.close(id)) }
        if entry.local == nil { events.append(.opened(id, MediaAddress(ipv4: address, port: summary.port))) }
        if let parameters = entry.parameters { commands.append(.configure(id, parameters)) }
        if summary.playing != nil, summary.playing != entry.playing?.id { commands.append(.stop(id)) }
        if let playing = entry.playing, playing.id != summary.playing {
            events.append(.playbackEnded(id, playing.id, .stopped))
        }
        if let peer = summary.peer, peer != entry.peer { commands.append(.unbridge(id)) }
    }

    private mutating func remake(
        _ id: EndpointID, _ entry: EndpointLedger.Entry, _ ledger: EndpointLedger, now: MediaInstant
    ) {
        if let recording = entry.recording {
            let report = RecordingReport(failed: recording, "the media process died; what it wrote before can be read")
            events.append(.recordingEnded(id, report))
        }
        guard !entry.isClosing else { return events.append(.closed(id, StreamStatistics())) }
        guard var memory = ledger.memory(of: id, now: now) else { return commands.append(.open(id)) }
        // A bridge ends playbacks: what is played over one comes after it.
        if entry.peer != nil { memory.playing = nil }
        commands.append(.reopen(id, memory))
        if let name = entry.name { commands.append(.name(id, name)) }
        reopened += 1
    }

    /// Bridges a pair anew, once, unless it has stayed joined.
    private mutating func join(
        _ id: EndpointID, _ ledger: EndpointLedger, _ there: [EndpointID: EndpointSummary]
    ) {
        guard let entry = ledger.entries[id], let peer = entry.peer, id.value < peer.value,
            there[id]?.peer != peer || there[peer]?.peer != id
        else { return }
        commands.append(.bridge(id, peer))
        for side in [id, peer] {
            guard let playing = ledger.entries[side]?.playing else { continue }
            commands.append(.play(side, playing.id, playing.prompts, playing.loop))
        }
    }
}
