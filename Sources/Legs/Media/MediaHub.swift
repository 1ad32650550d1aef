package import CallModel
import Calls
package import Media

/// The media engine as signalling sees it: commands go in, events come back by endpoint.
///
/// Events are values that may have crossed a process boundary: one for an endpoint that is no longer known is passed
/// over.
///
/// **When commands leave.** Waking a media thread costs more than most commands, so they leave together, in the order in
/// which they were told. What somebody waits to hear leaves when signalling has done what it is doing. How a caller's
/// audio is to be sent rides with that for ``pause``, which the first packet to it or from it takes anyhow; a close, and
/// an endpoint for the stock, for ``patience``.
///
/// - Isolation: signalling.
@Signalling
package final class MediaHub {
    /// How long a command that nobody waits for may be kept.
    package static let patience = Duration.milliseconds(20)
    /// How long a command that is needed soon may be kept.
    package static let pause = Duration.milliseconds(2)

    private let send: @Sendable ([MediaCommand]) -> Void
    private let pace: MediaPace
    private let address: @Signalling (String) -> String
    private let loadedPrompt: @Sendable (PromptKey) -> Bool
    /// All endpoints, those of the stock too.
    private var endpoints: [EndpointID: LegMedia] = [:]
    private var stock = EndpointStock()
    /// Who is told that a recording is over.
    private var recordings: [RecordingID: @Signalling (RecordingReport) -> Void] = [:]
    private var nextEndpoint: UInt64
    private let names: EndpointNaming
    private var commands: [MediaCommand] = []
    private var departure = Departure.none

    /// Told of the end of a recording that somebody before us began: another signalling process.
    package var onForeignRecording: (@Signalling (RecordingReport) -> Void)?

    /// When the commands that wait will leave.
    private enum Departure { case none, later, soon, turnEnd }

    /// A hub over an engine.
    ///
    /// - Parameters:
    ///   - send: hands commands to the engine, in order; must not block.
    ///   - pace: when commands leave.
    ///   - address: our media address as a far side reaches it, by that side's signalling address; both numeric.
    ///   - hasPrompt: whether the engine has this prompt.
    ///   - naming: how endpoints are numbered, and whether the engine is told whose they are.
    package init(
        send: @escaping @Sendable ([MediaCommand]) -> Void, pace: MediaPace,
        address: @escaping @Signalling (String) -> String, hasPrompt: @escaping @Sendable (PromptKey) -> Bool,
        naming: EndpointNaming = .unnamed
    ) {
        names = naming
        switch naming {
        case .unnamed: nextEndpoint = 1
        case .named(let first): nextEndpoint = first
        }
        self.send = send
        self.pace = pace
        self.address = address
        self.loadedPrompt = hasPrompt
    }

    /// What the endpoints that are closed by now have counted, all together.
    package private(set) var total = StreamStatistics()

    /// Bridges in which one side was not heard.
    package private(set) var oneWayBridges = 0

    /// Called with who was not heard in a bridge, and why, in words.
    package var onFault: (@Signalling (String, String) -> Void)?

    func foundFault(_ label: String, _ words: String) {
        oneWayBridges += 1
        onFault?(label, words)
    }

    /// How many endpoints are in calls.
    package var openEndpoints: Int { endpoints.count - stock.count }

    /// Our media address as `remote` reaches it.
    func host(towards remote: String) -> String { address(remote) }

    /// Whether the engine has this prompt.
    func hasPrompt(_ key: PromptKey) -> Bool { loadedPrompt(key) }

    /// Takes an RTP port; the endpoint's ``LegMedia/opened`` says which, or why not. It often does so at once.
    func open() -> LegMedia {
        let media = stock.take() ?? make { tell(.open($0)) }
        for _ in 0..<stock.missing { stock.order(make { tellLater(.open($0)) }) }
        return media
    }

    /// Takes an endpoint that another process had; `nil` when nothing was agreed for it.
    ///
    /// - Parameter address: of the engine, IPv4.
    func adopt(_ summary: EndpointSummary, address: UInt32) -> LegMedia? {
        guard let parameters = summary.parameters, endpoints[summary.id] == nil else { return nil }
        let media = LegMedia(
            adopted: summary.id, at: MediaAddress(ipv4: address, port: summary.port), parameters,
            playing: summary.playing, hub: self)
        endpoints[media.id] = media
        return media
    }

    private func make(_ ask: (EndpointID) -> Void) -> LegMedia {
        let media = LegMedia(id: EndpointID(nextEndpoint), hub: self)
        nextEndpoint += 1
        endpoints[media.id] = media
        ask(media.id)
        return media
    }

    /// Tells the engine whose an endpoint is, if it is asked to remember that.
    func name(_ id: EndpointID, _ name: @autoclosure () -> String) {
        guard case .named = names else { return }
        tellLater(.name(id, EndpointName(name())))
    }

    /// Hands a command of an endpoint to the engine, in the order of the calls, once signalling has done what it is
    /// doing.
    func tell(_ command: MediaCommand) {
        commands.append(command)
        guard departure != .turnEnd else { return }
        departure = .turnEnd
        pace.atTurnEnd { self.depart() }
    }

    /// The same for a command that is needed soon, most often after another one.
    func tellSoon(_ command: MediaCommand) {
        commands.append(command)
        guard departure == .none || departure == .later else { return }
        departure = .soon
        pace.after(Self.pause) { self.depart() }
    }

    /// The same for a command that nobody waits for.
    func tellLater(_ command: MediaCommand) {
        commands.append(command)
        guard departure == .none else { return }
        departure = .later
        pace.after(Self.patience) { self.depart() }
    }

    private func depart() {
        // What this timer was for may have left with something else.
        guard !commands.isEmpty else { return }
        departure = .none
        send(commands)
        commands.removeAll(keepingCapacity: true)
    }

    /// Has somebody told when this recording is over.
    func await(_ recording: RecordingID, ended: @escaping @Signalling (RecordingReport) -> Void) {
        recordings[recording] = ended
    }

    /// Takes in what the engine tells of one of its turns.
    package func handle(_ events: [MediaEvent]) {
        for event in events { handle(event) }
    }

    private func handle(_ event: MediaEvent) {
        switch event {
        case .opened(let id, let address):
            guard let media = endpoints[id] else { return }
            media.open(.success(address))
            stock.arrived(media)
        case .openFailed(let id, let reason): forget(id)?.failedToOpen(reason)
        case .digit(let id, let digit): endpoints[id]?.pressed(digit, by: .event)
        case .tone(let id, let digit): endpoints[id]?.pressed(digit, by: .tones)
        case .playbackEnded(let id, let playback, let end): endpoints[id]?.playbackEnded(playback, end)
        case .firstPacket: break
        case .learned: break
        case .deadMedia(let id): endpoints[id]?.wentDead()
        case .dataTone(let id): endpoints[id]?.heardMachine()
        case .recordingEnded(_, let report):
            (recordings.removeValue(forKey: report.id) ?? onForeignRecording)?(report)
        case .oneWay(let id, let audio): endpoints[id]?.wentOneWay(audio)
        case .closed(let id, let statistics):
            total.packetsRefused &+= statistics.packetsRefused
            total.packetsMalformed &+= statistics.packetsMalformed
            total.packetsLost &+= statistics.packetsLost
            total.sendErrors &+= statistics.sendErrors
            forget(id)?.closed(statistics)
        }
    }

    private func forget(_ id: EndpointID) -> LegMedia? {
        let media = endpoints.removeValue(forKey: id)
        if let media { stock.lost(media) }
        return media
    }
}

/// What endpoints are called.
package enum EndpointNaming: Hashable, Sendable {
    /// They have numbers from 1, and end with the process.
    case unnamed
    /// They have numbers from this one, and the engine is told whose they are: it may outlive the one who commands it.
    case named(first: UInt64)
}

/// When a ``MediaHub``'s commands leave.
package struct MediaPace: Sendable {
    /// Runs a function once, when signalling has done what it is doing now.
    let atTurnEnd: @Signalling (@escaping @Signalling () -> Void) -> Void
    /// Runs a function once, that long from now, or a little later.
    let after: @Signalling (Duration, @escaping @Signalling () -> Void) -> Void

    /// A pace by these two.
    package init(
        atTurnEnd: @escaping @Signalling (@escaping @Signalling () -> Void) -> Void,
        after: @escaping @Signalling (Duration, @escaping @Signalling () -> Void) -> Void
    ) {
        self.atTurnEnd = atTurnEnd
        self.after = after
    }
}
