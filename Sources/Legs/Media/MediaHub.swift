package import CallModel
import Calls
package import Media

/// The media engine as signalling sees it: commands go in, events come back by endpoint.
///
/// Events are values that may have crossed a process boundary: one for an endpoint that is no longer known is passed
/// over.
///
/// - Isolation: signalling.
@Signalling
package final class MediaHub {
    private let send: @Sendable ([MediaCommand]) -> Void
    private let address: @Signalling (String) -> String
    private let loadedPrompt: @Sendable (PromptKey) -> Bool
    private var endpoints: [EndpointID: LegMedia] = [:]
    private var nextEndpoint: UInt64 = 1
    private var commands: [MediaCommand] = []

    /// A hub over an engine.
    ///
    /// - Parameters:
    ///   - send: hands commands to the engine, in order; must not block.
    ///   - address: our media address as a far side reaches it, by that side's signalling address; both numeric.
    ///   - hasPrompt: whether the engine has this prompt.
    package init(
        send: @escaping @Sendable ([MediaCommand]) -> Void, address: @escaping @Signalling (String) -> String,
        hasPrompt: @escaping @Sendable (PromptKey) -> Bool
    ) {
        self.send = send
        self.address = address
        self.loadedPrompt = hasPrompt
    }

    /// What the endpoints that are closed by now have counted, all together.
    package private(set) var total = StreamStatistics()

    /// How many endpoints are open.
    package var openEndpoints: Int { endpoints.count }

    /// Our media address as `remote` reaches it.
    func host(towards remote: String) -> String { address(remote) }

    /// Whether the engine has this prompt.
    func hasPrompt(_ key: PromptKey) -> Bool { loadedPrompt(key) }

    /// Takes an RTP port; the endpoint's ``LegMedia/opened`` says which, or why not.
    func open() -> LegMedia {
        let media = LegMedia(id: EndpointID(nextEndpoint), hub: self)
        nextEndpoint += 1
        endpoints[media.id] = media
        tell(.open(media.id))
        return media
    }

    /// Hands a command of an endpoint to the engine, in the order of the calls, once signalling has done what it is
    /// doing: what belongs together wakes a media thread once.
    func tell(_ command: MediaCommand) {
        commands.append(command)
        if commands.count == 1 { Signalling.run { self.flush() } }
    }

    private func flush() {
        send(commands)
        commands.removeAll()
    }

    /// Takes in what the engine tells of one of its turns.
    package func handle(_ events: [MediaEvent]) {
        for event in events { handle(event) }
    }

    private func handle(_ event: MediaEvent) {
        switch event {
        case .opened(let id, let address): endpoints[id]?.opened.settle(.success(address))
        case .openFailed(let id, let reason):
            endpoints.removeValue(forKey: id)?.failedToOpen(reason)
        case .digit(let id, let digit): endpoints[id]?.pressed(digit, by: .event)
        case .tone(let id, let digit): endpoints[id]?.pressed(digit, by: .tones)
        case .playbackEnded(let id, let playback, let end): endpoints[id]?.playbackEnded(playback, end)
        case .firstPacket(let id): endpoints[id]?.heard()
        case .deadMedia(let id): endpoints[id]?.wentDead()
        case .closed(let id, let statistics):
            total.packetsRefused &+= statistics.packetsRefused
            total.packetsMalformed &+= statistics.packetsMalformed
            total.packetsLost &+= statistics.packetsLost
            total.sendErrors &+= statistics.sendErrors
            endpoints.removeValue(forKey: id)?.closed(statistics)
        }
    }
}
