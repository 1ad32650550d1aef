import CallModel
import Foundation
import Glibc
import Testing

@testable import Storage

@Suite("The file system refuses to write", .timeLimit(.minutes(10)))
struct FileLimitTests {
    @Test("Where files may not grow beyond 256 KiB, commits fail, nothing that was told is lost, and it recovers")
    func limit() async throws {
        let fixture = try StoreFixture()
        try fixture.store.close()
        await #expect(processExitsWith: .exitCode(0)) { [path = fixture.path as String] in
            // A write beyond the limit then fails with EFBIG, as it would with ENOSPC on a full disk.
            signal(SIGXFSZ, SIG_IGN)
            let store = Store(path: path, clock: .fixed)
            try store.open()
            var before = rlimit()
            getrlimit(.fileSize, &before)
            var small = before
            small.rlim_cur = 256 * 1024
            setrlimit(.fileSize, &small)

            var told: Set<ObligationID> = []
            var failure: StoreError?
            for number: Int64 in 0..<1000 where failure == nil {
                var record = CallRecord.nightCall(number)
                record.trace = [String(repeating: "x", count: 20_000)]
                store.records.add(record)
                do {
                    told.insert(try await store.obligations.commit(.callback(number)))
                    try await store.flush()
                } catch let error as StoreError {
                    failure = error
                }
            }
            guard let failure, failure.code == .disk || failure.code == .full else { exit(1) }
            guard store.health().state == .failing, store.health().waiting > 0 else { exit(2) }
            guard try await store.obligations.open().compactMap(\.id).count == told.count else { exit(3) }

            setrlimit(.fileSize, &before)
            try await store.flush()
            guard store.health().state == .working, store.health().waiting == 0 else { exit(4) }
            guard Set(try await store.obligations.open().compactMap(\.id)) == told else { exit(5) }
            exit(0)
        }
    }
}

extension CInt {
    /// RLIMIT_FSIZE, whose C type differs between the calls that take it.
    fileprivate static let fileSize: CInt = 1
}

private func getrlimit(_ resource: CInt, _ limit: inout rlimit) {
    _ = Glibc.getrlimit(__rlimit_resource_t(UInt32(resource)), &limit)
}

private func setrlimit(_ resource: CInt, _ limit: inout rlimit) {
    _ = Glibc.setrlimit(__rlimit_resource_t(UInt32(resource)), &limit)
}
