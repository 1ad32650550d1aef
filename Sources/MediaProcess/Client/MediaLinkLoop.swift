import CLinux
import Media

/// What the thread of a media link does: it finds the media process, and stays joined with it.
///
/// ```
/// away ── connected ──▶ greeting ── welcome, endpoints, ready ──▶ joined
///   ▲                       │ refused, or silent for 2 s            │ the connection ends
///   └───────────────────────┴───────────────────────────────────────┘
/// ```
final class MediaLinkLoop {
    enum Phase {
        case away(next: MediaInstant)
        case greeting(FrameSocket, deadline: MediaInstant)
        case joined(FrameSocket)
    }

    let link: MediaLink
    private let joined: () -> Void
    private let launcher: MediaLauncher?
    private(set) var phase: Phase
    var ledger = EndpointLedger()
    /// Closed while the media process was away.
    var abandoned: Set<EndpointID> = []
    private(set) var prompts: PromptFile?
    private var welcome: (build: String, setup: MediaWelcome.Setup)?
    private var there: [EndpointSummary] = []
    /// Since when the media process is away.
    private var awaySince: MediaInstant?
    private var attempts = 0
    private var hasBeenJoined = false
    private(set) var isOutOfPatience = false
    private var isGone = false
    private var lastRefusal: String?
    private var leave: MediaLink.Leave?
    private var heartbeat: Heartbeat

    private static let mostEndpoints = 1 << 20

    init(_ link: MediaLink, joined: @escaping () -> Void) {
        self.link = link
        self.joined = joined
        launcher = link.settings.launch.map(MediaLauncher.init)
        phase = .away(next: Self.now)
        awaySince = Self.now
        heartbeat = Self.heartbeat(link)
    }

    private static func heartbeat(_ link: MediaLink) -> Heartbeat {
        let times = link.settings.heartbeat
        return Heartbeat(pause: times.pause, patience: times.patience, now: now)
    }

    private static var now: MediaInstant { MediaInstant(nanoseconds: cl_monotonic()) }

    func run() {
        while leave == nil {
            wait()
            let now = Self.now
            runErrands(now: now)
            switch phase {
            case .away(let next): if now >= next { connect(now: now) }
            case .greeting(let socket, let deadline):
                serve(socket, now: now)
                if case .greeting(let same, _) = phase, same === socket, now >= deadline {
                    refused("the media process does not answer", now: now)
                }
            case .joined(let socket):
                serve(socket, now: now)
                lookForLife(now: now)
            }
            judgeAbsence(now: now)
        }
        guard case .joined(let socket) = phase, leave == .closing else { return }
        _ = socket.send(SignallingMessage.farewell.frame)
    }

    // MARK: Waiting

    private func wait() {
        var wishes = [Watch.Wish(file: link.postbox.bell)]
        var deadlines: [MediaInstant] = []
        switch phase {
        case .away(let next): deadlines.append(next)
        case .greeting(let socket, let deadline):
            wishes.append(Watch.Wish(file: socket.file))
            deadlines.append(deadline)
        case .joined(let socket):
            wishes.append(Watch.Wish(file: socket.file, room: socket.wantsRoom ? .needed : .notNeeded))
            deadlines.append(heartbeat.next)
        }
        if let awaySince {
            if !isOutOfPatience { deadlines.append(awaySince.advanced(by: link.settings.patience)) }
            if !isGone { deadlines.append(awaySince.advanced(by: link.settings.silence)) }
        }
        Watch.wait(for: wishes, until: deadlines.min()?.nanoseconds)
    }

    private func runErrands(now: MediaInstant) {
        for errand in link.postbox.takeAll() {
            switch errand {
            case .commands(let commands): obey(commands, now: now)
            case .prompts(let file):
                prompts = file
                if case .joined = phase { sendPrompts(now: now) }
            case .adopt(let endpoints): adopt(endpoints, now: now)
            case .stop(let leave): self.leave = leave
            }
        }
    }

    // MARK: Joining

    private func connect(now: MediaInstant) {
        attempts += 1
        let descriptor = unsafe cl_unix_connect(link.settings.path)
        guard descriptor >= 0 else {
            if launch(descriptor, now: now) == .failed { return }
            // One that is starting is not yet worth a word.
            if attempts > 20 {
                let error = MediaProcessError("the media process at \(link.settings.path)", code: descriptor)
                say(error.description)
            }
            return tryLater(now: now)
        }
        let socket = FrameSocket(OpenFile(descriptor))
        let greeting = SignallingMessage.greeting(Greeting(build: link.settings.build), link.settings.setup)
        // One that has closed already has said why, and that is read next.
        _ = socket.send(greeting.frame)
        there = []
        welcome = nil
        phase = .greeting(socket, deadline: now.advanced(by: link.settings.greetingTime))
    }

    private enum Launching { case done, failed }

    private func launch(_ result: Int32, now: MediaInstant) -> Launching {
        guard let launcher, result == -ECONNREFUSED || result == -ENOENT else { return .done }
        do throws(MediaProcessError) {
            try launcher.launch(now: now)
            return .done
        } catch {
            refused(error.description, now: now)
            return .failed
        }
    }

    /// After 10, 20, 40, … ms, 250 at most.
    private func tryLater(now: MediaInstant) {
        phase = .away(next: now.advanced(by: .milliseconds(min(250, 10 << min(attempts, 5)))))
    }

    private func serve(_ socket: FrameSocket, now: MediaInstant) {
        if socket.wantsRoom, socket.flush() == .gone { return lost(now: now) }
        for _ in 0..<64 {
            guard isCurrent(socket) else { return }
            switch socket.receive() {
            case .frame(let frame, _):
                heartbeat.beats(now: now)
                take(frame, socket, now: now)
            case .nothing: return
            case .tooLong(let count):
                link.count { $0.refused += 1 }
                return refused("the media process sent a frame of \(count) octets", now: now)
            case .ended: return lost(now: now)
            }
        }
    }

    private func isCurrent(_ socket: FrameSocket) -> Bool {
        switch phase {
        case .away: false
        case .greeting(let current, _), .joined(let current): current === socket
        }
    }

    private func take(_ frame: [UInt8], _ socket: FrameSocket, now: MediaInstant) {
        do throws(WireFault) {
            switch (phase, try MediaMessage(frame)) {
            case (_, .refusal(_, let reason)): refused(reason, now: now)
            case (.greeting, .welcome(let greeting, let welcome)): self.welcome = (greeting.build, welcome.setup)
            case (.greeting, .endpoints(let summaries)) where welcome != nil:
                guard there.count + summaries.count <= Self.mostEndpoints else { throw WireFault("endpoints for ever") }
                there += summaries
            case (.greeting, .ready) where welcome != nil: join(socket, now: now)
            case (.joined, .events(let events)):
                link.foreign.note(events)
                tell(events)
            case (.joined, .pong): break
            default: throw WireFault("a message that does not belong here")
            }
        } catch {
            link.count { $0.refused += 1 }
            refused("the media process sent \(error)", now: now)
        }
    }

    private func join(_ socket: FrameSocket, now: MediaInstant) {
        let reunion = Reunion(
            ledger, there: there, abandoned: abandoned, address: link.settings.setup.address, now: now)
        phase = .joined(socket)
        heartbeat = Self.heartbeat(link)
        link.foreign.set(there.filter { ledger.entries[$0.id] == nil && !abandoned.contains($0.id) })
        sendPrompts(now: now)
        let (frames, _) = FrameCutter.frames(reunion.adopted) { SignallingMessage.adopt($0).frame }
        for frame in frames where socket.send(frame) == .gone { return lost(now: now) }
        guard isCurrent(socket) else { return }
        send(reunion.commands, on: socket, now: now)
        guard isCurrent(socket) else { return }
        tell(reunion.events)
        let news = MediaLinkNews(
            build: welcome?.build ?? "", adopted: reunion.adopted.count, reopened: reunion.reopened,
            others: reunion.others, setup: welcome?.setup ?? .taken)
        (there, abandoned, awaySince, attempts) = ([], [], nil, 0)
        (isOutOfPatience, isGone, lastRefusal) = (false, false, nil)
        link.count {
            $0.joined += 1
            $0.reopened += reunion.reopened
        }
        link.notices(.joined(news))
        if !hasBeenJoined { joined() }
        hasBeenJoined = true
    }

    // MARK: Absence

    /// A process that hangs keeps its socket: it is asked, and ended when it was ours to start.
    private func lookForLife(now: MediaInstant) {
        guard case .joined(let socket) = phase else { return }
        switch heartbeat.look(now: now) {
        case .nothing: break
        case .ask: if socket.send(SignallingMessage.ping.frame) == .gone { lost(now: now) }
        case .giveUp:
            say("the media process hangs: it is given up")
            launcher?.end()
            lost(now: now)
        }
    }

    func lost(now: MediaInstant) {
        if case .joined = phase {
            link.notices(.lost)
            awaySince = now
            attempts = 0
            // At once: whoever restarts it may have done so already.
            phase = .away(next: now)
        } else {
            tryLater(now: now)
        }
    }

    private func refused(_ sentence: String, now: MediaInstant) {
        say(sentence)
        if case .joined = phase { awaySince = now }
        tryLater(now: now)
    }

    private func say(_ sentence: String) {
        guard sentence != lastRefusal else { return }
        lastRefusal = sentence
        link.notices(.refused(sentence))
    }

    private func judgeAbsence(now: MediaInstant) {
        guard let awaySince else { return }
        if !isOutOfPatience, now >= awaySince.advanced(by: link.settings.patience) {
            isOutOfPatience = true
            let waiting = ledger.entries.filter { $0.value.local == nil }.keys
            tell(waiting.map { .openFailed($0, "the media process is away") })
        }
        if !isGone, now >= awaySince.advanced(by: link.settings.silence) {
            isGone = true
            tell(ledger.entries.filter { $0.value.parameters != nil }.keys.map { .deadMedia($0) })
            if hasBeenJoined { link.notices(.gone) }
        }
    }
}
