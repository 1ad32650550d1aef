import CallModel
import Foundation
import GRDB
import Glibc
import Testing

@testable import Storage

@Suite("kill -9 loses nothing that was committed", .timeLimit(.minutes(10)))
struct KillTests {
    @Test("A child that commits without end is killed after it has reported 60 ids: all are there, on 3 occasions")
    func kill() async throws {
        let fixture = try StoreFixture()
        try fixture.store.close()
        let pipe = fixture.directory + "/reported"
        for occasion in 1...3 {
            try #require(mkfifo(pipe, 0o600) == 0)
            async let child = #expect(processExitsWith: .signal(SIGKILL)) {
                [path = fixture.path as String, pipe = pipe as String] in
                try await commitForEver(path: path, pipe: pipe)
            }
            let reported = await reader(of: pipe, killAfter: 60)
            _ = await child
            unlink(pipe)

            let store = Store(path: fixture.path, clock: .fixed)
            try store.open()
            let open = Set(try await store.obligations.open().compactMap(\.id?.value))
            #expect(reported.count >= 60)
            #expect(reported.subtracting(open) == [])
            let check = try await store.read { db in try String.fetchOne(db, sql: "PRAGMA integrity_check") }
            #expect(check == "ok", "occasion \(occasion)")
            try store.close()
        }
    }

    /// Reads the child's pid and the ids it reports until its end; kills it once enough are there.
    private func reader(of pipe: String, killAfter enough: Int) async -> Set<Int64> {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                var reported: Set<Int64> = []
                guard let file = fopen(pipe, "r") else { return continuation.resume(returning: []) }
                defer { fclose(file) }
                var pid: pid_t?
                while let line = readLine(from: file) {
                    guard let number = Int64(line) else { continue }
                    if let pid {
                        reported.insert(number)
                        if reported.count == enough { Glibc.kill(pid, SIGKILL) }
                    } else {
                        pid = pid_t(clamping: number)
                    }
                }
                continuation.resume(returning: reported)
            }
        }
    }

    /// A whole line; what is cut off by the child's end is no report.
    private func readLine(from file: UnsafeMutablePointer<FILE>) -> String? {
        var text = ""
        while true {
            let character = getc(file)
            guard character != EOF else { return nil }
            if character == 10 { return text }
            text.unicodeScalars.append(UnicodeScalar(UInt8(truncatingIfNeeded: character)))
        }
    }
}

/// The child: reports its pid, then each id as soon as the store has said that it is committed.
private func commitForEver(path: String, pipe: String) async throws {
    let report = open(pipe, O_WRONLY)
    func say(_ line: String) { _ = (line + "\n").withCString { write(report, $0, strlen($0)) } }
    var limits = Store.Limits()
    limits.commit = .seconds(60)
    let store = Store(path: path, clock: .fixed, limits: limits)
    try store.open()
    let running = Task { await store.run() }
    say("\(getpid())")
    var number: Int64 = 0
    while !Task.isCancelled {
        number += 1
        store.records.add(.nightCall(number))
        say("\(try await store.obligations.commit(.callback(number)).value)")
    }
    running.cancel()
}
