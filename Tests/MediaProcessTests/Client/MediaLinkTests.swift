import CLinux
import Foundation
import Media
import MediaEngine
import NightbellMedia
import Security
import Synchronization
import Testing

@testable import MediaProcess

/// A link whose events and notices are kept.
private final class Line: Sendable {
    let link: MediaLink
    private let inbox: Box<MediaEvent>
    let notices: Box<MediaLinkNotice>
    private let joined = DispatchSemaphore(value: 0)

    /// Values in the order in which they came.
    final class Box<Value: Sendable>: Sendable {
        private let values = Mutex([Value]())
        private let count = DispatchSemaphore(value: 0)

        func put(_ value: Value) {
            values.withLock { $0.append(value) }
            count.signal()
        }

        /// The next one; `nil` when none comes.
        func next() -> Value? {
            guard count.wait(timeout: Waiting.end) == .success else { return nil }
            return values.withLock { $0.removeFirst() }
        }

        var isEmpty: Bool { values.withLock { $0.isEmpty } }
    }

    /// A link to the media process of a stage, which has all the time in the world, unless told otherwise.
    convenience init(_ stage: Stage, _ adjust: (inout MediaLinkSettings) -> Void = { _ in }) throws {
        try self.init(stage.path, stage.setup, adjust)
    }

    init(
        _ path: String, _ setup: MediaSetup = Stage.setup(), _ adjust: (inout MediaLinkSettings) -> Void = { _ in }
    ) throws {
        let (inbox, notices) = (Box<MediaEvent>(), Box<MediaLinkNotice>())
        self.inbox = inbox
        self.notices = notices
        var settings = MediaLinkSettings(path: path, build: "link", setup: setup)
        (settings.patience, settings.silence, settings.greetingTime) = (.seconds(600), .seconds(600), .seconds(600))
        settings.heartbeat = (.seconds(600), .seconds(600))
        adjust(&settings)
        link = try MediaLink(settings: settings, events: { $0.forEach(inbox.put) }, notices: notices.put)
        try link.start { [joined] in joined.signal() }
    }

    func waitUntilJoined() -> DispatchTimeoutResult { joined.wait(timeout: Waiting.end) }

    func event() -> MediaEvent? { inbox.next() }

    /// Opens endpoints to telephones and bridges the first two.
    func open(_ telephones: [Telephone]) throws -> [MediaAddress] {
        var addresses: [MediaAddress] = []
        for (index, telephone) in telephones.enumerated() {
            let id = EndpointID(UInt64(index + 1))
            link.send([.open(id), .configure(id, telephone.parameters)])
            guard case .opened(id, let address) = event() else { throw MediaProcessError("not opened") }
            addresses.append(address)
        }
        if telephones.count > 1 { link.send([.bridge(EndpointID(1), EndpointID(2))]) }
        for index in telephones.indices { try settle(UInt64(index + 1)) }
        return addresses
    }

    /// Waits until what was sent before is done.
    func settle(_ id: UInt64) throws {
        link.send([.play(EndpointID(id), PlaybackID(.max), [], .once)])
        guard case .playbackEnded(_, PlaybackID(.max), _) = event() else { throw MediaProcessError("not settled") }
    }

    deinit { link.stop() }
}

@Suite("Commanding an engine in another process", .serialized)
struct MediaLinkTests {
    @Test("Commands and prompts that were given before the process was there are done when it is")
    func early() throws {
        let stage = try Stage()
        stage.end()
        let line = try Line(stage)
        let telephone = try Telephone(ssrc: 1)
        let store = PromptStore()
        store.load(PromptKey("tone"), samples: [Int16](repeating: 8_000, count: 160))
        try line.link.takePrompts(store)
        #expect(line.link.hasPrompt(PromptKey("tone")))
        #expect(line.link.hasPrompt(PromptStore.music))
        #expect(!line.link.hasPrompt(PromptKey("other")))
        line.link.send([
            .open(EndpointID(1)), .configure(EndpointID(1), telephone.parameters),
            .play(EndpointID(1), PlaybackID(3), [PromptKey("tone")], .once),
        ])
        try stage.begin()
        guard case .opened(EndpointID(1), _) = line.event() else {
            Issue.record("not opened")
            return
        }
    }

    @Test("When the media process dies, a bridge goes on in the next: same ports, both ways, another SSRC, marked")
    func mediaDies() throws {
        let stage = try Stage()
        let line = try Line(stage)
        #expect(line.waitUntilJoined() == .success)
        let (left, right) = try (Telephone(ssrc: 1), Telephone(ssrc: 2))
        let addresses = try line.open([left, right])
        left.say(1, to: addresses[0])
        let before = try #require(right.hear())
        right.say(1, to: addresses[1])
        _ = try #require(left.hear())
        #expect(line.event() == .firstPacket(EndpointID(1)))
        #expect(line.event() == .firstPacket(EndpointID(2)))
        stage.end()
        try stage.begin()
        #expect(line.event() == .opened(EndpointID(1), addresses[0]))
        #expect(line.event() == .opened(EndpointID(2), addresses[1]))
        try line.settle(2)
        left.say(2, to: addresses[0])
        let after = try #require(right.hear())
        #expect(after.octet == 2)
        #expect(after.header.marker)
        #expect(after.header.ssrc != before.header.ssrc)
        right.say(3, to: addresses[1])
        #expect(left.hear()?.octet == 3)
        #expect(line.link.counts.reopened == 2)
        #expect(line.link.counts.joined == 2)
        let news = MediaLinkNews(build: "test", adopted: 0, reopened: 0, others: 0, setup: .taken)
        #expect(line.notices.next() == .joined(news))
        #expect(line.notices.next() == .lost)
        var again = news
        again.reopened = 2
        #expect(line.notices.next() == .joined(again))
    }

    @Test("A prompt goes on in the next process, with the names of prompts that it was handed again")
    func promptGoesOn() throws {
        let stage = try Stage()
        let line = try Line(stage)
        let store = PromptStore()
        store.load(PromptKey("tone"), samples: [Int16](repeating: 8_000, count: 80_000))
        try line.link.takePrompts(store)
        let telephone = try Telephone(ssrc: 1)
        _ = try line.open([telephone])
        line.link.send([.play(EndpointID(1), PlaybackID(1), [PromptKey("tone")], .forever)])
        let before = try #require(telephone.hear())
        #expect(before.octet == G711.microLaw(8_000))
        stage.end()
        while telephone.hear(within: 0) != nil {}
        try stage.begin()
        let after = try #require(telephone.hear())
        #expect(after.octet == G711.microLaw(8_000))
        #expect(after.header.ssrc != before.header.ssrc)
    }

    @Test("While it is away, what is closed is answered, and after the time for patience what is opened too")
    func away() throws {
        let stage = try Stage()
        let line = try Line(stage) { $0.patience = .milliseconds(50) }
        #expect(line.waitUntilJoined() == .success)
        _ = try line.open([Telephone(ssrc: 1)])
        stage.end()
        while true {
            guard let notice = line.notices.next() else {
                Issue.record("not lost")
                return
            }
            if notice == .lost { break }
        }
        line.link.send([.close(EndpointID(1)), .open(EndpointID(2))])
        #expect(line.event() == .closed(EndpointID(1), StreamStatistics()))
        #expect(line.event() == .openFailed(EndpointID(2), "the media process is away"))
        line.link.send([.open(EndpointID(3))])
        #expect(line.event() == .openFailed(EndpointID(3), "the media process is away"))
        try stage.begin()
        while line.link.counts.joined < 2 { _ = line.notices.next() }
        line.link.send([.open(EndpointID(4))])
        guard case .opened(EndpointID(4), _) = line.event() else {
            Issue.record("not opened")
            return
        }
    }

    @Test("When it does not come back, every call in it is told once that its audio is dead")
    func gone() throws {
        let stage = try Stage()
        let line = try Line(stage) { $0.silence = .milliseconds(100) }
        #expect(line.waitUntilJoined() == .success)
        _ = try line.open([Telephone(ssrc: 1)])
        stage.end()
        #expect(line.event() == .deadMedia(EndpointID(1)))
    }

    @Test("A link that ends takes its endpoints with it")
    func leave() throws {
        let stage = try Stage()
        let line = try Line(stage)
        _ = try line.open([Telephone(ssrc: 1)])
        line.link.stop()
        // Until the server has seen the end of the link, a visitor is refused or finds the endpoint.
        let deadline = ContinuousClock.now.advanced(by: .milliseconds(Waiting.milliseconds))
        var found: [EndpointSummary]?
        while found?.isEmpty != true, ContinuousClock.now < deadline { found = try? Visitor(stage).greet().endpoints }
        #expect(found?.count == 0)
    }

    @Test("A process on the socket that talks garbage is let go, counted and said once; the call is kept for the next")
    func garbage() throws {
        let folder = NSTemporaryDirectory() + "nb-" + String(UInt64.random(in: 0 ... .max), radix: 36)
        let path = folder + "/media.sock"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let listener = OpenFile(try MediaServer.listen(at: path))
        let line = try Line(path)
        line.link.send([.open(EndpointID(1))])
        for _ in 0..<2 {
            var watched = pollfd(fd: listener.descriptor, events: Int16(POLLIN), revents: 0)
            #expect(poll(&watched, 1, Int32(Waiting.milliseconds)) == 1)
            let socket = FrameSocket(OpenFile(cl_accept(listener.descriptor)))
            _ = socket.send(Array("220 mail.example.net ESMTP\r\n".utf8))
        }
        #expect(line.notices.next() == .refused("the media process sent something that is no greeting"))
        #expect(line.notices.isEmpty)
        #expect(line.link.counts.refused >= 1)
    }

    @Test("A process of another version is named in the log in its own words")
    func otherVersion() throws {
        let folder = NSTemporaryDirectory() + "nb-" + String(UInt64.random(in: 0 ... .max), radix: 36)
        let path = folder + "/media.sock"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let listener = OpenFile(try MediaServer.listen(at: path))
        let line = try Line(path)
        var watched = pollfd(fd: listener.descriptor, events: Int16(POLLIN), revents: 0)
        #expect(poll(&watched, 1, Int32(Waiting.milliseconds)) == 1)
        let socket = FrameSocket(OpenFile(cl_accept(listener.descriptor)))
        var greeting = Greeting(build: "9.0")
        greeting.version = 9
        _ = socket.send(MediaMessage.refusal(greeting, "the media process is 9.0: restart both").frame)
        #expect(line.notices.next() == .refused("the media process is 9.0: restart both"))
    }

    /// An order for a recording in the stage's folder.
    private func order(_ stage: Stage, _ name: String) throws -> RecordingOrder {
        let ring = try KeyRing(text: KeyRing.newLine(name: "test"))
        let (header, key) = try SealedHeader.new(subject: name, under: ring.newest)
        return RecordingOrder(
            id: RecordingID(name), path: "\(stage.folder)/\(name)", header: header.octets, key: key, limit: 1 << 30)
    }

    @Test("A recording is written by the media process into a file of mode 600 that the daemon makes")
    func recording() throws {
        let stage = try Stage()
        let line = try Line(stage)
        _ = try line.open([Telephone(ssrc: 1)])
        let order = try order(stage, "call-1")
        line.link.send([.record(EndpointID(1), order), .stopRecording(EndpointID(1))])
        guard case .recordingEnded(EndpointID(1), let report) = line.event() else {
            Issue.record("not ended")
            return
        }
        #expect(report.id == order.id)
        #expect(report.end == .finished)
        let file = try FileManager.default.attributesOfItem(atPath: order.path)
        #expect(file[.size] as? UInt64 == report.bytes)
        #expect(report.bytes > UInt64(order.header.count))
        #expect(file[.posixPermissions] as? Int == 0o600)
    }

    @Test("A recording whose file is there already, or whose media process dies, is told as failed; the call goes on")
    func recordingFails() throws {
        let stage = try Stage()
        let line = try Line(stage)
        let telephone = try Telephone(ssrc: 1)
        let address = try #require(try line.open([telephone]).first)
        let order = try order(stage, "call-1")
        #expect(FileManager.default.createFile(atPath: order.path, contents: nil))
        line.link.send([.record(EndpointID(1), order)])
        #expect(
            line.event()
                == .recordingEnded(
                    EndpointID(1), RecordingReport(failed: order.id, "cannot make \(order.path): File exists")))
        let second = try self.order(stage, "call-2")
        line.link.send([.record(EndpointID(1), second)])
        try line.settle(1)
        stage.end()
        try stage.begin()
        var isTold = false
        while let event = line.event() {
            if case .recordingEnded(_, let report) = event { isTold = report.id == second.id && report.end != .full }
            if event == .opened(EndpointID(1), address) { break }
        }
        #expect(isTold)
        try line.settle(1)
    }

    @Test("A playback of 129 prompts is answered as one whose prompt is missing, and nothing is refused for it")
    func tooMany() throws {
        let stage = try Stage()
        let line = try Line(stage)
        _ = try line.open([Telephone(ssrc: 1)])
        let prompts = [PromptKey](repeating: PromptStore.music, count: 129)
        line.link.send([.play(EndpointID(1), PlaybackID(9), prompts, .once)])
        #expect(line.event() == .playbackEnded(EndpointID(1), PlaybackID(9), .missingPrompt))
        try line.settle(1)
        #expect(line.link.counts.joined == 1)
    }
}
