import CallModel
import Calls
import Media
import Routing

/// The RTP endpoint of one leg: what it plays, the keys pressed on it, and its end.
///
/// - Isolation: signalling.
@Signalling
final class LegMedia {
    /// Its name in the engine.
    let id: EndpointID
    /// The local RTP address, or why there is none; `nil` until ``opened`` has come.
    private(set) var address: Result<MediaAddress, LegError>?
    let opened = Settlement()
    /// The endpoint's counts, once it is closed.
    private(set) var counts: StreamStatistics?
    private var onCounted: (@Signalling () -> Void)?
    /// Keys that nobody has read yet. Sixty-four are more than anybody types ahead.
    let keys = Mailbox<Key>(limit: 64)
    /// Told what happens to it.
    weak var owner: (any LegMediaOwner)?

    /// Whether it waits in the stock of the hub, for a call.
    var stocked = EndpointStock.Place.no

    /// What was agreed on last; `nil` before.
    private(set) var parameters: StreamParameters?

    private let hub: MediaHub
    private var keySource: KeySource?
    private var playback: Playback?
    private var nextPlayback: UInt64 = 1
    private var isClosing = false
    /// Whether the far side is sent audio, by what was agreed last.
    private var sends = false
    /// Whether the far side listens, by what was agreed last.
    var hold: Hold { parameters == nil || sends ? .off : .on }
    /// The other side of its bridge.
    private weak var bridged: LegMedia?

    init(id: EndpointID, hub: MediaHub) {
        self.id = id
        self.hub = hub
    }

    /// An endpoint that another process had, as it is.
    init(
        adopted id: EndpointID, at address: MediaAddress, _ parameters: StreamParameters, playing: PlaybackID?,
        hub: MediaHub
    ) {
        self.id = id
        self.hub = hub
        nextPlayback = (playing?.value ?? 0) &+ 1
        note(parameters)
        open(.success(address))
    }

    /// An endpoint that ended with the process that had it.
    init(lost id: EndpointID, hub: MediaHub) {
        self.id = id
        self.hub = hub
        closed(StreamStatistics())
    }

    /// The two are joined already.
    func isJoined(to other: LegMedia) {
        bridged = other
        other.bridged = self
    }

    /// Says whose the endpoint is.
    func belongs(to name: @autoclosure () -> String) {
        if !isClosing { hub.name(id, name()) }
    }

    /// Sets how the endpoint sends and receives.
    func configure(_ parameters: StreamParameters) {
        guard !isClosing else { return }
        note(parameters)
        hub.tell(.configure(id, parameters))
    }

    /// The same before anything is to be heard: it leaves with what follows.
    func prepare(_ parameters: StreamParameters) {
        guard !isClosing else { return }
        note(parameters)
        hub.tellSoon(.configure(id, parameters))
    }

    private func note(_ parameters: StreamParameters) {
        sends = parameters.direction == .sendReceive || parameters.direction == .sendOnly
        self.parameters = parameters
    }

    /// Starts prompts in place of what is playing.
    ///
    /// A prompt that the engine does not have in this language is looked for in its first language, English, and is
    /// left out when it is nowhere: a caller must not wait in silence for a file.
    func play(_ prompts: [PromptRef], loop: Looping) {
        guard !isClosing else { return }
        let keys = prompts.compactMap(key)
        playback?.end(.stopped)
        guard !keys.isEmpty else {
            playback = nil
            hub.tell(.stop(id))
            return
        }
        let begun = Playback(PlaybackID(nextPlayback))
        nextPlayback += 1
        playback = begun
        hub.tell(.play(id, begun.id, keys, loop == .forever ? .forever : .once))
    }

    /// Plays prompts once, and waits until they are over. One that the engine does not have is no announcement.
    func playToEnd(_ prompts: [PromptRef]) async -> Heard {
        guard !isClosing, sends, !prompts.isEmpty, prompts.allSatisfy({ key($0) != nil }) else { return .notToTheEnd }
        play(prompts, loop: .once)
        guard let playback else { return .notToTheEnd }
        await playback.over.wait()
        return playback.end == .finished && sends ? .toTheEnd : .notToTheEnd
    }

    /// Begins a recording of this endpoint.
    func record(_ order: RecordingOrder, ended: @escaping @Signalling (RecordingReport) -> Void) {
        guard !isClosing else {
            let end = RecordingReport.End.failed("the line was over")
            return ended(
                RecordingReport(id: order.id, end: end, bytes: 0, milliseconds: 0, packetsDropped: 0))
        }
        hub.await(order.id, ended: ended)
        hub.tell(.record(id, order))
    }

    /// Runs `action`, in place of any other, when ``counts`` is there.
    func whenCounted(_ action: @escaping @Signalling () -> Void) {
        if counts == nil { onCounted = action } else { action() }
    }

    /// Changes the recording.
    func setRecording(_ command: MediaCommand) { if !isClosing { hub.tell(command) } }

    /// Waits until what plays is over.
    func playbackEnded(_ deadline: Deadline?) async {
        guard let playback, !isClosing else { return }
        await playback.over.wait(deadline)
    }

    /// Runs `action` when what plays is over.
    func whenPlaybackEnded(_ action: @escaping @Signalling () -> Void) {
        guard let playback, !isClosing else { return action() }
        playback.over.whenSettled(action)
    }

    /// Stops what is playing.
    func stopPlaying() {
        guard let playback else { return }
        playback.end(.stopped)
        self.playback = nil
        if !isClosing { hub.tell(.stop(id)) }
    }

    /// Joins this endpoint's audio with another's.
    func bridge(to other: LegMedia) {
        guard !isClosing, !other.isClosing else { return }
        stopBookkeeping()
        other.stopBookkeeping()
        bridged = other
        other.bridged = self
        hub.tell(.bridge(id, other.id))
    }

    /// Has keys heard in the bridge too.
    func hearKeys() { if !isClosing { hub.tell(.hearKeys(id)) } }

    /// Parts it again.
    func unbridge() {
        guard let other = bridged else { return }
        bridged = nil
        other.bridged = nil
        // The close of either does it by itself.
        if !isClosing, !other.isClosing { hub.tell(.unbridge(id)) }
    }

    /// Gives the port back, soon: nobody but the record waits for that. Every waiter returns.
    func close() {
        guard !isClosing else { return }
        isClosing = true
        stopBookkeeping()
        keys.close()
        hub.tellLater(.close(id))
    }

    // MARK: What the engine says

    /// It has its port, or none can be had; what is said a second time is passed over.
    func open(_ result: Result<MediaAddress, LegError>) {
        guard address == nil else { return }
        address = result
        opened.settle()
    }

    func failedToOpen(_ reason: String) {
        open(.failure(LegError(code: .noMedia, message: reason)))
        closed(StreamStatistics())
    }

    func pressed(_ digit: MediaDigit, by way: KeySource) {
        // A…D are on no patient's telephone and in no menu.
        guard let key = Key(digit.character) else { return }
        pressed(key, by: way)
    }

    /// Takes a key, unless another way has brought one before.
    func pressed(_ key: Key, by way: KeySource) {
        if keySource == nil { keySource = way }
        guard keySource == way else { return }
        keys.put(key)
    }

    func playbackEnded(_ id: PlaybackID, _ end: PlaybackEnd) {
        guard let current = playback, current.id == id else { return }
        playback = nil
        current.end(end)
    }

    func heardMachine() {
        owner?.heardMachine()
        bridged?.owner?.heardMachine()
    }

    func wentDead() { owner?.mediaWentDead() }

    func wentOneWay(_ audio: OneWayAudio) { owner?.wentOneWay(audio) }

    /// Tells whoever watches the audio of all calls of a fault.
    func tellFault(_ label: String, _ words: String) { hub.foundFault(label, words) }

    func closed(_ counts: StreamStatistics) {
        isClosing = true
        stopBookkeeping()
        keys.close()
        open(.failure(LegError(code: .ended, message: "the endpoint was closed")))
        if self.counts == nil { self.counts = counts }
        owner?.mediaClosed()
        let told = onCounted
        onCounted = nil
        told?()
    }

    private func stopBookkeeping() {
        playback?.end(.stopped)
        playback = nil
    }

    private func key(_ prompt: PromptRef) -> PromptKey? {
        let own = PromptKey(prompt.description)
        if hub.hasPrompt(own) { return own }
        let english = PromptKey("\(prompt.name).en")
        if english != own, hub.hasPrompt(english) { return english }
        let plain = PromptKey(prompt.name)
        return hub.hasPrompt(plain) ? plain : nil
    }
}

/// Prompts that play, and how that ended.
@Signalling
private final class Playback {
    let id: PlaybackID
    let over = Settlement()
    private(set) var end: PlaybackEnd?

    init(_ id: PlaybackID) { self.id = id }

    func end(_ end: PlaybackEnd) {
        if self.end == nil { self.end = end }
        over.settle()
    }
}

/// The leg that an endpoint belongs to.
@Signalling
protocol LegMediaOwner: AnyObject {
    /// The dead-media time is over.
    func mediaWentDead()
    /// The far side is not heard while the other side of its bridge is.
    func wentOneWay(_ audio: OneWayAudio)
    /// Machines talk on its bridge, whichever side began.
    func heardMachine()
    /// The engine has given the port back.
    func mediaClosed()
}
