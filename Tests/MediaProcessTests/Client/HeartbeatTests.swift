import CLinux
import Foundation
import Media
import NightbellMedia
import Testing

@testable import MediaProcess

@Suite("A media process that hangs")
struct HeartbeatTests {
    private func at(_ milliseconds: UInt64) -> MediaInstant { MediaInstant(nanoseconds: milliseconds * 1_000_000) }

    @Test("Silent for 1 s it is asked, silent for 3 s more it is given up")
    func hangs() {
        var heart = Heartbeat(pause: .seconds(1), patience: .seconds(3), now: at(0))
        #expect(heart.next == at(1_000))
        #expect(heart.look(now: at(999)) == .nothing)
        #expect(heart.look(now: at(1_000)) == .ask)
        #expect(heart.next == at(4_000))
        #expect(heart.look(now: at(3_999)) == .nothing)
        #expect(heart.look(now: at(4_000)) == .giveUp)
    }

    @Test("Any word of it begins anew, and who was stopped himself for an hour asks first")
    func answers() {
        var heart = Heartbeat(pause: .seconds(1), patience: .seconds(3), now: at(0))
        #expect(heart.look(now: at(1_500)) == .ask)
        heart.beats(now: at(2_000))
        #expect(heart.look(now: at(2_999)) == .nothing)
        #expect(heart.look(now: at(3_600_000)) == .ask)
    }

    @Test("A link gives a process up that welcomes it and then says nothing, and looks for another")
    func mute() throws {
        let stage = try Stage()
        stage.end()
        let listener = OpenFile(try MediaServer.listen(at: stage.path))
        var settings = MediaLinkSettings(path: stage.path, build: "link", setup: stage.setup)
        settings.heartbeat = (.milliseconds(20), .milliseconds(50))
        settings.greetingTime = .seconds(600)
        let said = DispatchSemaphore(value: 0)
        let link = try MediaLink(settings: settings, events: { _ in }) { notice in
            if notice == .refused("the media process hangs: it is given up") { said.signal() }
        }
        try link.start {}
        defer { link.stop() }
        let first = try #require(Self.accept(listener))
        for message in [
            MediaMessage.welcome(Greeting(build: "mute"), MediaWelcome(process: 1, setup: .taken)), .ready,
        ] { _ = first.send(message.frame) }
        #expect(said.wait(timeout: Waiting.end) == .success)
        #expect(Self.accept(listener) != nil)
    }

    private static func accept(_ listener: OpenFile) -> FrameSocket? {
        var watched = pollfd(fd: listener.descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&watched, 1, Int32(Waiting.milliseconds)) > 0 else { return nil }
        let descriptor = cl_accept(listener.descriptor)
        return descriptor < 0 ? nil : FrameSocket(OpenFile(descriptor))
    }

    @Test("A server answers a ping with a pong, also between commands")
    func pong() throws {
        let stage = try Stage()
        let visitor = try Visitor(stage)
        _ = try visitor.greet()
        visitor.send(.ping)
        #expect(try visitor.next() == .pong)
    }
}
