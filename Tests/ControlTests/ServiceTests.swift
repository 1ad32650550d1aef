import Foundation
import Glibc
import Testing

@testable import Daemon

@Suite("systemd is told: sd_notify(3)", .timeLimit(.minutes(10)))
struct ServiceTests {
    @Test("READY, STATUS, STOPPING, EXTEND_TIMEOUT and WATCHDOG arrive as datagrams, at a path and in abstract space")
    func datagrams() throws {
        let unique = "nb-" + UUID().uuidString
        for path in [NSTemporaryDirectory() + unique, "@" + unique] {
            let manager = try ServiceManager(path)
            let notifier = ServiceNotifier(socketPath: path)
            notifier.ready("serving\ncalls")
            notifier.status("3 calls")
            notifier.watchdog()
            notifier.extendTimeout(by: .milliseconds(1500))
            notifier.stopping("draining")
            #expect(manager.next() == "READY=1\nSTATUS=serving calls")
            #expect(manager.next() == "STATUS=3 calls")
            #expect(manager.next() == "WATCHDOG=1")
            #expect(manager.next() == "EXTEND_TIMEOUT_USEC=1500000")
            #expect(manager.next() == "STOPPING=1\nSTATUS=draining")
            unlink(path)
        }
    }

    @Test("A reload says when it began, on the monotonic clock")
    func reloading() throws {
        let path = NSTemporaryDirectory() + "nb-" + UUID().uuidString
        let manager = try ServiceManager(path)
        ServiceNotifier(socketPath: path).reloading()
        let words = manager.next().split(separator: "\n")
        #expect(words.first == "RELOADING=1")
        #expect(try #require(words.last).hasPrefix("MONOTONIC_USEC="))
        unlink(path)
    }

    @Test("Without a manager, or with one that is gone, the process goes on and leaves no descriptor open")
    func nobody() async {
        await #expect(processExitsWith: .success) {
            func open() throws -> Int { try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count }
            let before = try open()
            let paths = [nil, "/nonexistent/notify", "", "/" + String(repeating: "x", count: 200)]
            for path in paths { ServiceNotifier(socketPath: path).ready("serving") }
            #expect(try open() == before)
        }
    }

    @Test("WATCHDOG_USEC=20000000 asks for a sign of life each 10 s, unless WATCHDOG_PID is another process")
    func watchdog() {
        func interval(_ microseconds: String?, _ pid: String?) -> Duration? {
            Watchdog(microseconds: microseconds, pid: pid, ownPID: 42, notifier: ServiceNotifier(socketPath: nil))?
                .interval
        }
        #expect(interval("20000000", nil) == .seconds(10))
        #expect(interval("20000000", "42") == .seconds(10))
        #expect(interval("20000000", "43") == nil)
        #expect(interval(nil, nil) == nil)
        #expect(interval("0", nil) == nil)
        #expect(interval("-1", nil) == nil)
        #expect(interval("soon", nil) == nil)
    }

    @Test("A watchdog asks before each of 3 signs of life whether the daemon lives")
    func alive() async throws {
        let path = NSTemporaryDirectory() + "nb-" + UUID().uuidString
        let manager = try ServiceManager(path)
        let watchdog = try #require(
            Watchdog(microseconds: "2000", pid: nil, ownPID: 1, notifier: ServiceNotifier(socketPath: path)))
        let (asked, ask) = AsyncStream.makeStream(of: Void.self)
        let running = Task { await watchdog.run { ask.yield() } }
        var count = 0
        for await _ in asked {
            count += 1
            if count == 4 { break }
        }
        running.cancel()
        await running.value
        #expect((1...3).map { _ in manager.next() } == ["WATCHDOG=1", "WATCHDOG=1", "WATCHDOG=1"])
        unlink(path)
    }

    @Test("SIGHUP is a reload, SIGTERM and SIGINT are a stop, SIGPIPE is nothing")
    func signals() async {
        await #expect(processExitsWith: .exitCode(7)) {
            var iterator = DaemonSignals().signals.makeAsyncIterator()
            kill(getpid(), SIGPIPE)
            for (number, meaning) in [(SIGHUP, DaemonSignal.reload), (SIGTERM, .stop), (SIGINT, .stop)] {
                kill(getpid(), number)
                guard await iterator.next() == meaning else { exit(1) }
            }
            exit(7)
        }
    }
}

/// The service manager's end of a notification socket.
private final class ServiceManager {
    private let descriptor: CInt

    init(_ path: String) throws {
        descriptor = socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue), 0)
        let bound = try #require(UnixAddress(path)).withSockaddr { bind(descriptor, $0, $1) }
        try #require(bound == 0)
        var time = timeval(tv_sec: 5, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    func next() -> String {
        var bytes = [UInt8](repeating: 0, count: 1024)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }
}
