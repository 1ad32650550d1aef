import CallModel
import Foundation
import Glibc
import NIOPosix
import Storage
import Testing

@testable import Daemon

@Suite("The control socket", .timeLimit(.minutes(10)))
struct ServerTests {
    @Test("Status comes back as the handler gave it")
    func status() async throws {
        let fixture = ControlFixture()
        let status = try await fixture.serving {
            try await blocking { try fixture.client.ask(.status, for: DaemonStatus.self) }
        }
        #expect(status == LiteralHandler.status)
    }

    @Test("Numbers are redacted until they are to be revealed")
    func reveal() async throws {
        let fixture = ControlFixture()
        let (hidden, shown, caller) = try await fixture.serving {
            try await blocking {
                (
                    try fixture.client.ask(.callbacks(CallbacksQuery()), for: CallbacksReport.self),
                    try fixture.client.ask(.callbacks(CallbacksQuery(reveal: true)), for: CallbacksReport.self),
                    try fixture.client.ask(.calls(CallsQuery()), for: CallsReport.self)
                )
            }
        }
        #expect(hidden.callbacks.map(\.number) == ["+…42"])
        #expect(shown.callbacks.map(\.number) == ["+16025550142"])
        #expect(caller.running.map(\.caller) == ["+…42"])
    }

    @Test("An error of the handler comes back with its code, and another error as .failed with its sentence")
    func errors() async throws {
        let fixture = ControlFixture()
        try await fixture.serving {
            let unknown = await #expect(throws: ControlError.self) {
                try await blocking {
                    let request = TakeCallback(id: ObligationID(9), by: PersonID("adams"))
                    return try fixture.client.ask(.take(request), for: CallbackReport.self)
                }
            }
            #expect(unknown == ControlError(.notFound, "there is no callback #9"))
            let failed = await #expect(throws: ControlError.self) {
                try await blocking {
                    let request = ResolveCallback(id: ObligationID(7), resolution: "called back")
                    return try fixture.client.ask(.resolve(request), for: CallbackReport.self)
                }
            }
            #expect(failed == ControlError(.failed, "no room to write"))
        }
    }

    @Test("2 requests in one packet, then half-close: both are answered in order")
    func pipelined() async throws {
        let fixture = ControlFixture()
        let replies = try await fixture.serving {
            try await raw(fixture.path, Array("{\"command\":\"drain\"}\n{\"command\":\"version\"}\n".utf8), lines: 2)
        }
        #expect(
            replies == """
                {"nightbell":1,"result":{"calls":2,"limitSeconds":30}}
                {"nightbell":1,"result":{"control":1,"version":"0.1.0"}}

                """)
    }

    @Test(
        "Each hostile line gets an error, and the server answers the next client",
        arguments: [
            ("nonsense", "badRequest"), ("{", "badRequest"), ("null", "badRequest"), ("[]", "badRequest"),
            ("\u{0}\u{1}\u{7f}", "badRequest"), (#"{"command":7}"#, "badRequest"), (#"{"command":null}"#, "badRequest"),
            (#"{"command":"calls","last":"many"}"#, "badRequest"), (#"{"command":"calls","last":1e400}"#, "badRequest"),
            (#"{"command":"take"}"#, "badRequest"), (#"{"command":"take","id":99999999999999999999}"#, "badRequest"),
            (#"{"command":"\#u{2603}"}"#, "unknownCommand"), (#"{"nightbell":-1,"command":"status"}"#, "version"),
            (String(repeating: "[", count: 60_000), "badRequest"),
            (String(repeating: #"{"command":"#, count: 5000), "badRequest"),
        ])
    func hostile(line: String, code: String) async throws {
        let fixture = ControlFixture()
        try await fixture.serving {
            let reply = try await raw(fixture.path, Array((line + "\n").utf8))
            #expect(reply.hasPrefix(#"{"error":{"code":"\#(code)","message":""#), "\(reply)")
            let version = try await blocking { try fixture.client.ask(.version, for: VersionReport.self) }
            #expect(version.control == 1)
        }
    }

    @Test("Bytes that are not UTF-8 get an error")
    func notText() async throws {
        let fixture = ControlFixture()
        let reply = try await fixture.serving { try await raw(fixture.path, [0xff, 0xfe, 0xc0, 0x80, 10]) }
        #expect(reply.contains("badRequest"))
    }

    @Test("A line of 65,537 bytes without an end is refused, and the connection closed")
    func tooLong() async throws {
        let fixture = ControlFixture()
        let reply = try await fixture.serving {
            try await raw(fixture.path, Array(repeating: UInt8(ascii: "x"), count: 65_537), lines: 2)
        }
        #expect(reply.contains(#""code":"tooLong""#))
    }

    @Test("The 3rd connection where 2 may be is told busy, and has room when one of them goes")
    func busy() async throws {
        let fixture = ControlFixture()
        try await fixture.serving({ $0.connections = 2 }) {
            let version = Array("{\"command\":\"version\"}\n".utf8)
            try await blocking {
                let first = try ControlSocket(connectedTo: fixture.path)
                var second: ControlSocket? = try ControlSocket(connectedTo: fixture.path)
                for socket in [first, second] {
                    try socket?.send(version)
                    _ = try socket?.receive()
                }
                let busy = #expect(throws: ControlError.self) {
                    try fixture.client.ask(.version, for: VersionReport.self)
                }
                #expect(busy?.code == .busy)
                second = nil
                // The server learns of the end a moment later, so this asks until there is room.
                var answer: VersionReport?
                while answer == nil { answer = try? fixture.client.ask(.version, for: VersionReport.self) }
                try first.send(version)
                #expect(try !first.receive().isEmpty)
            }
        }
    }

    @Test("A connection that says nothing for 20 ms is closed")
    func silent() async throws {
        let fixture = ControlFixture()
        let received = try await fixture.serving({ $0.silence = .milliseconds(20) }) {
            try await raw(fixture.path, [])
        }
        #expect(received == "")
    }

    @Test("A listener hears what happens from now on, until it stops")
    func events() async throws {
        let fixture = ControlFixture()
        let heard = try await fixture.serving {
            try await blocking { () throws -> [String] in
                var heard: [String] = []
                try fixture.client.listen { line in
                    heard.append(line.text)
                    fixture.hub.post(NarrationLine(at: .newYear, text: "phone 211 rings"))
                    return heard.count == 3 ? .stop : .goOn
                }
                return heard
            }
        }
        #expect(heard == ["you listen", "phone 211 rings", "phone 211 rings"])
    }

    @Test("When the daemon has no more to say, the listener's connection ends")
    func lastEvent() async throws {
        let fixture = ControlFixture()
        let heard = try await fixture.serving {
            try await blocking { () throws -> Int in
                var heard = 0
                try fixture.client.listen { _ in
                    heard += 1
                    fixture.hub.finish()
                    return .goOn
                }
                return heard
            }
        }
        #expect(heard == 1)
        #expect(!fixture.hub.isHeard)
    }

    @Test("A listener that goes away is forgotten, although nothing happens")
    func listenerGone() async throws {
        let fixture = ControlFixture()
        try await fixture.serving({ $0.connections = 1 }) {
            try await blocking {
                try fixture.client.listen { _ in .stop }
                // Its place is the only one: this asks until it is free again.
                var answer: VersionReport?
                while answer == nil { answer = try? fixture.client.ask(.version, for: VersionReport.self) }
            }
            #expect(!fixture.hub.isHeard)
        }
    }

    @Test("The socket's mode is 600, and it is gone when the server ends")
    func mode() async throws {
        let fixture = ControlFixture()
        let mode = try await fixture.serving {
            var status = stat()
            #expect(lstat(fixture.path, &status) == 0)
            return status.st_mode
        }
        #expect(mode == S_IFSOCK | 0o600)
        var status = stat()
        #expect(lstat(fixture.path, &status) == -1)
    }

    @Test("A second daemon on the same socket is refused; a socket left by a killed one is replaced")
    func bind() async throws {
        let fixture = ControlFixture()
        try await fixture.serving {
            let error = await #expect(throws: ControlError.self) { try await fixture.serving {} }
            #expect(
                error?.message
                    == "another daemon listens on \(fixture.path): stop it first, or name another path")
        }
        let left = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
        _ = try #require(UnixAddress(fixture.path)).withSockaddr { Glibc.bind(left, $0, $1) }
        close(left)
        try await fixture.serving {
            let version = try await blocking { try fixture.client.ask(.version, for: VersionReport.self) }
            #expect(version.control == 1)
        }
    }

    @Test("A file at the socket's path is not touched")
    func file() async throws {
        let fixture = ControlFixture()
        try "records".write(toFile: fixture.path, atomically: true, encoding: .utf8)
        defer { unlink(fixture.path) }
        let error = await #expect(throws: ControlError.self) { try await fixture.serving {} }
        #expect(error?.message.hasPrefix("\(fixture.path) is there and is no socket") == true)
        #expect(try String(contentsOfFile: fixture.path, encoding: .utf8) == "records")
    }
}

@Suite("A program that cannot reach the daemon says what to do")
struct ClientTests {
    @Test("Nobody listens: the path, and a question that helps")
    func nobody() async throws {
        let client = ControlClient(path: "/nonexistent/control.sock")
        let error = #expect(throws: ControlUnreachable.self) { try client.ask(.status, for: DaemonStatus.self) }
        #expect(
            error?.description
                == "no daemon is listening on /nonexistent/control.sock: is `nightbell serve` running?")
    }

    @Test("A path of 200 bytes is refused, not cut")
    func longPath() throws {
        let client = ControlClient(path: "/" + String(repeating: "x", count: 200))
        let error = #expect(throws: ControlUnreachable.self) { try client.ask(.status, for: DaemonStatus.self) }
        #expect(error?.description.hasSuffix("cannot be used: File name too long") == true)
    }

    @Test("A server that closes, and one that talks nonsense")
    func strange() async throws {
        for (reply, expected) in [
            ("", "hungUp"), ("hello\n", "notUnderstood"), ("{\"nightbell\":1}\n", "notUnderstood"),
        ] {
            let fixture = ControlFixture()
            let listener = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
            _ = try #require(UnixAddress(fixture.path)).withSockaddr { Glibc.bind(listener, $0, $1) }
            listen(listener, 1)
            Thread.detachNewThread {
                let connection = accept(listener, nil, nil)
                var byte: UInt8 = 0
                while recv(connection, &byte, 1, 0) == 1, byte != 10 {}
                _ = send(connection, reply, reply.utf8.count, CInt(MSG_NOSIGNAL))
                close(connection)
            }
            let error = await #expect(throws: ControlUnreachable.self) {
                try await blocking { try fixture.client.ask(.version, for: VersionReport.self) }
            }
            #expect(
                "\(try #require(error))"
                    == "\(expected == "hungUp" ? ControlUnreachable.hungUp(fixture.path) : .notUnderstood(fixture.path))"
            )
            close(listener)
            unlink(fixture.path)
        }
    }
}
