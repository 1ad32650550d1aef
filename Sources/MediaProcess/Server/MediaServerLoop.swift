import CLinux
import Media
import MediaEngine

/// What the thread of a media server does: it waits for frames of the client, events of the engine, and times.
final class MediaServerLoop {
    private let server: MediaServer
    private let process = UInt64.random(in: 1 ... .max)
    private(set) var engine: MediaEngine?
    private var setup: MediaSetup?
    private var ledger = EndpointLedger()
    private var orphans: OrphanWatch
    private var complaints: Complaints
    private var client: Client?
    /// The files of recordings that are under way.
    private var recordings: [RecordingID: OpenFile] = [:]
    private var isStopping = false
    /// When it ends although nobody has told it to.
    private var ends: MediaInstant?
    private var unusedSince: MediaInstant
    /// The last signalling process has taken its leave, and nobody else's endpoint is open.
    private var isLeft = false

    private struct Client {
        let socket: FrameSocket
        /// When it must have said who it is; `nil` when it has.
        var greets: MediaInstant?

        var isServed: Bool { greets == nil }
    }

    init(_ server: MediaServer) {
        self.server = server
        orphans = OrphanWatch(grace: server.settings.grace, longest: server.settings.longest)
        complaints = Complaints(say: server.say)
        unusedSince = Self.now
    }

    private static var now: MediaInstant { MediaInstant(nanoseconds: cl_monotonic()) }

    func run() {
        while !isStopping {
            wait()
            let now = Self.now
            takeErrands()
            if let client { serve(client.socket, now: now) }
            accept(now: now)
            closeOrphans(now: now)
            judgeLifetime(now: now)
        }
        client = nil
        engine?.stop()
    }

    // MARK: Waiting

    private func wait() {
        var wishes = [Watch.Wish(file: server.postbox.bell), Watch.Wish(file: server.listener)]
        if let client {
            wishes.append(
                Watch.Wish(file: client.socket.file, room: client.socket.wantsRoom ? .needed : .notNeeded))
        }
        var deadlines: [MediaInstant] = []
        if let greets = client?.greets { deadlines.append(greets) }
        if let ends { deadlines.append(ends) }
        // What orphans wait for is looked at twice a second.
        if orphans.count > 0 { deadlines.append(Self.now.advanced(by: .milliseconds(500))) }
        if case .whileUsed(let time) = server.settings.lifetime, client == nil {
            deadlines.append(max(unusedSince.advanced(by: time), Self.now.advanced(by: .milliseconds(500))))
        }
        Watch.wait(for: wishes, until: deadlines.min()?.nanoseconds)
    }

    private func takeErrands() {
        for errand in server.postbox.takeAll() {
            switch errand {
            case .events(let events): tell(events)
            case .stop: isStopping = true
            case .pass(let passed): passed()
            }
        }
    }

    // MARK: The client

    private func accept(now: MediaInstant) {
        let descriptor = cl_accept(server.listener.descriptor)
        guard descriptor >= 0 else { return }
        let file = OpenFile(descriptor)
        let user = cl_peer_user(descriptor)
        guard let user = UInt32(exactly: user), server.settings.users.contains(user) else {
            return refuse(FrameSocket(file), "user \(user) may not command the media process", now: now)
        }
        guard client == nil else {
            return refuse(FrameSocket(file), "another signalling process commands the media process", now: now)
        }
        client = Client(socket: FrameSocket(file), greets: now.advanced(by: server.settings.greetingTime))
        serve(client?.socket, now: now)
    }

    /// Takes what the client has sent.
    private func serve(_ socket: FrameSocket?, now: MediaInstant) {
        guard let socket, let current = client, current.socket === socket else { return }
        let isGone = socket.wantsRoom && socket.flush() == .gone
        // As many as a turn has time for: the engine's events must not wait for ever.
        for _ in 0..<64 {
            guard client?.socket === socket else { return }
            switch socket.receive() {
            case .frame(let frame, let file): take(frame, file, now: now)
            case .nothing:
                if isGone { return letGo(now: now) }
                if let greets = client?.greets, now >= greets {
                    dismiss("a process connected and did not say who it is", now: now)
                }
                return
            case .tooLong(let count):
                return dismiss("the signalling process sent a frame of \(count) octets: it was let go", now: now)
            case .ended: return letGo(now: now)
            }
        }
    }

    private func take(_ frame: [UInt8], _ file: OpenFile?, now: MediaInstant) {
        do throws(WireFault) {
            guard let client, client.isServed else {
                guard case .greeting(let greeting, let setup) = try SignallingMessage(greeting: frame) else { return }
                return greet(greeting, setup, now: now)
            }
            switch try SignallingMessage(frame) {
            case .commands(let commands): obey(commands, now: now)
            case .adopt(let endpoints): for id in endpoints { orphans.adopted(id) }
            case .prompts(let octets): takePrompts(file, octets, now: now)
            case .record(let id, let order): record(id, order, file, now: now)
            case .farewell: farewell(now: now)
            case .ping: send(.pong)
            case .greeting: break
            }
        } catch {
            dismiss("the signalling process sent \(error): it was let go", now: now)
        }
    }

    private func greet(_ greeting: Greeting, _ setup: MediaSetup?, now: MediaInstant) {
        guard let setup else {
            dismiss(
                """
                the media process is \(server.settings.build) and speaks version \(Greeting.version), the signalling \
                process is \(greeting.build) and speaks version \(greeting.version): restart both
                """, now: now)
            // Whoever starts it again starts what is installed by now.
            ends = min(ends ?? now.advanced(by: server.settings.grace), now.advanced(by: server.settings.grace))
            return
        }
        let taken: MediaWelcome.Setup
        do throws(MediaEngineError) {
            taken = try prepareEngine(setup)
        } catch {
            return dismiss("the media engine does not start: \(error.description)", now: now)
        }
        ends = nil
        isLeft = false
        client?.greets = nil
        send(.welcome(Greeting(build: server.settings.build), MediaWelcome(process: process, setup: taken)))
        let summaries = summaries()
        for frame in FrameCutter.frames(summaries, frame: { MediaMessage.endpoints($0).frame }).frames { send(frame) }
        send(.ready)
        server.say(
            "serving \(greeting.build)" + (summaries.isEmpty ? "" : "; \(summaries.count) endpoints are open"))
    }

    /// What there is.
    private func summaries() -> [EndpointSummary] {
        ledger.entries.keys.sorted { $0.value < $1.value }.compactMap { id in
            var summary = ledger.summary(of: id)
            summary?.isSilent = orphans.isSilent(id)
            return summary
        }
    }

    /// Makes the engine, or another one when the setup has changed and nobody talks over the old one.
    private func prepareEngine(_ new: MediaSetup) throws(MediaEngineError) -> MediaWelcome.Setup {
        if engine != nil {
            if setup == new { return .taken }
            guard ledger.entries.isEmpty else { return .kept }
            engine?.stop()
            engine = nil
        }
        let postbox = server.postbox
        let made = MediaEngine(configuration: MediaConfiguration(new), say: server.say) { postbox.put([.events($0)]) }
        try made.start()
        engine = made
        setup = new
        return .taken
    }

    private func obey(_ commands: [MediaCommand], now: MediaInstant) {
        for command in commands { ledger.note(command, now: now) }
        engine?.send(commands)
    }

    private func takePrompts(_ file: OpenFile?, _ octets: UInt64, now: MediaInstant) {
        do throws(WireFault) {
            guard let file else { throw WireFault("prompts without their file") }
            engine?.prompts.replaceAll(with: try PromptFile.read(file, octets: octets))
        } catch {
            // What was there stays: a call with the prompts of yesterday is better than one without.
            complaints.complain("the signalling process sent \(error): the prompts stay as they were", now: now)
        }
    }

    /// The daemon makes the file: this process has no right to.
    private func record(_ id: EndpointID, _ order: RecordingOrder, _ file: OpenFile?, now: MediaInstant) {
        guard let file, recordings[order.id] == nil, ledger.entries[id] != nil else {
            return tell([.recordingEnded(id, RecordingReport(failed: order.id, "it has no file or no endpoint"))])
        }
        recordings[order.id] = file
        var order = order
        order.descriptor = file.descriptor
        obey([.record(id, order)], now: now)
    }

    /// What is the client's is closed, and not what is nobody's.
    private func farewell(now: MediaInstant) {
        let own = ledger.entries.keys.filter { !orphans.contains($0) }.sorted { $0.value < $1.value }
        obey(own.map { .close($0) }, now: now)
        client = nil
        unusedSince = now
        isLeft = orphans.count == 0
    }

    /// Refuses who has not become the client.
    private func refuse(_ socket: FrameSocket, _ sentence: String, now: MediaInstant) {
        _ = socket.send(MediaMessage.refusal(Greeting(build: server.settings.build), sentence).frame)
        complaints.complain(sentence, now: now)
    }

    /// Refuses the client and lets it go.
    private func dismiss(_ sentence: String, now: MediaInstant) {
        if let client { refuse(client.socket, sentence, now: now) }
        letGo(now: now, .refused)
    }

    private enum Parting { case ended, refused }

    private func letGo(now: MediaInstant, _ parting: Parting = .ended) {
        let wasServed = client?.isServed == true
        client = nil
        unusedSince = now
        orphans.left(ledger.entries.keys, now: now)
        guard wasServed, parting == .ended else { return }
        server.say("the signalling process is gone; \(orphans.count) endpoints wait for another")
    }

    private func send(_ message: MediaMessage) { send(message.frame) }

    private func send(_ frame: [UInt8]) {
        guard let socket = client?.socket, socket.send(frame) == .gone else { return }
        // What it said last comes first: it may have taken its leave.
        serve(socket, now: Self.now)
        if client?.socket === socket { letGo(now: Self.now) }
    }

    // MARK: The engine

    private func tell(_ events: [MediaEvent]) {
        for event in events {
            ledger.note(event)
            switch event {
            case .closed(let id, _), .openFailed(let id, _): orphans.closed(id)
            case .deadMedia(let id): orphans.fellSilent(id)
            case .recordingEnded(_, let report): recordings[report.id] = nil
            default: break
            }
        }
        guard client?.isServed == true else { return }
        for frame in FrameCutter.frames(events, frame: { MediaMessage.events($0).frame }).frames { send(frame) }
    }

    private func closeOrphans(now: MediaInstant) {
        guard orphans.count > 0 else { return }
        let due = orphans.due(now: now) { ledger.entries[$0]?.peer }
        guard !due.isEmpty else { return }
        obey(due.map { .close($0) }, now: now)
        for id in due { orphans.closed(id) }
        server.say("\(due.count) endpoints that nobody asked for were closed")
    }

    private func judgeLifetime(now: MediaInstant) {
        if let ends, now >= ends || ledger.entries.isEmpty {
            isStopping = true
            server.say("ending, so that another version can take over")
        }
        guard case .whileUsed(let time) = server.settings.lifetime, client == nil, ledger.entries.isEmpty,
            isLeft || now >= unusedSince.advanced(by: time)
        else { return }
        isStopping = true
        server.say("ending: nobody needs the media process")
    }
}

extension MediaConfiguration {
    /// The configuration that a signalling process asks for.
    init(_ setup: MediaSetup) {
        self.init(
            address: MediaAddress(ipv4: setup.address, port: 0), ports: setup.ports,
            threads: setup.threads == 0 ? nil : Int(setup.threads), maximumEndpoints: Int(setup.maximumEndpoints),
            deadMediaTime: .milliseconds(setup.deadMediaMilliseconds),
            latchWindow: .milliseconds(setup.latchMilliseconds),
            reportInterval: .milliseconds(setup.reportMilliseconds))
    }
}
