import Media

/// What is commanded, told to the media process or kept for the next one.
extension MediaLinkLoop {
    func obey(_ commands: [MediaCommand], now: MediaInstant) {
        var possible = commands
        if commands.contains(where: \.isTooLargeForWire) { possible = withoutImpossible(commands) }
        for command in possible { ledger.note(command, now: now) }
        guard case .joined(let socket) = phase else { return keepForLater(possible) }
        send(possible, on: socket, now: now)
    }

    private func withoutImpossible(_ commands: [MediaCommand]) -> [MediaCommand] {
        commands.filter { command in
            guard command.isTooLargeForWire else { return true }
            link.count { $0.leftOut += 1 }
            if case .play(let id, let playback, _, _) = command {
                tell([.playbackEnded(id, playback, .missingPrompt)])
            }
            return false
        }
    }

    /// Most of what is told to nobody is in the ledger for the next media process. The rest is answered here.
    private func keepForLater(_ commands: [MediaCommand]) {
        var events: [MediaEvent] = []
        for command in commands {
            switch command {
            case .record(let id, let order):
                let report = RecordingReport(failed: order.id, "the media process is away")
                events.append(.recordingEnded(id, report))
            case .close(let id):
                abandoned.insert(id)
                if let recording = ledger.entries[id]?.recording {
                    let report = RecordingReport(failed: recording, "the media process died")
                    events.append(.recordingEnded(id, report))
                }
                events.append(.closed(id, StreamStatistics()))
            case .open(let id) where isOutOfPatience: events.append(.openFailed(id, "the media process is away"))
            case .stop, .sendDigit: link.count { $0.leftOut += 1 }
            default: break
            }
        }
        tell(events)
    }

    func send(_ commands: [MediaCommand], on socket: FrameSocket, now: MediaInstant) {
        var rest = commands[...]
        while !rest.isEmpty {
            // A recording goes alone, because its file goes with it.
            let run = rest.prefix { command in
                if case .record = command { false } else { true }
            }
            rest = rest.dropFirst(run.count)
            let (frames, tooLong) = FrameCutter.frames(Array(run)) { SignallingMessage.commands($0).frame }
            if tooLong > 0 { link.count { $0.leftOut += tooLong } }
            for frame in frames where socket.send(frame) == .gone { return lost(now: now) }
            guard case .record(let id, let order)? = rest.popFirst() else { continue }
            do throws(MediaProcessError) {
                let file = try OpenFile(making: order.path)
                let frame = SignallingMessage.record(id, order).frame
                if socket.send(frame, passing: file) == .gone { return lost(now: now) }
            } catch {
                tell([.recordingEnded(id, RecordingReport(failed: order.id, error.description))])
            }
        }
    }

    func sendPrompts(now: MediaInstant) {
        guard let prompts, case .joined(let socket) = phase else { return }
        let frame = SignallingMessage.prompts(octets: prompts.octets).frame
        if socket.send(frame, passing: prompts.file) == .gone { lost(now: now) }
    }

    func tell(_ events: [MediaEvent]) {
        guard !events.isEmpty else { return }
        for event in events { ledger.note(event) }
        link.events(events)
    }

    /// Takes endpoints of an earlier signalling process. While the media process is away they are in the ledger for the
    /// next.
    func adopt(_ endpoints: [EndpointID], now: MediaInstant) {
        var events: [MediaEvent] = []
        var there: [EndpointID] = []
        for id in endpoints {
            guard let summary = link.foreign.take(id) else {
                events.append(.closed(id, StreamStatistics()))
                continue
            }
            ledger.adopt(summary, address: link.settings.setup.address)
            there.append(id)
            if summary.isSilent { events.append(.deadMedia(id)) }
        }
        if case .joined(let socket) = phase {
            let (frames, _) = FrameCutter.frames(there) { SignallingMessage.adopt($0).frame }
            for frame in frames where socket.send(frame) == .gone { lost(now: now) }
        }
        tell(events)
    }
}
