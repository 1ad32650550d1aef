import CallModel
import GRDB
import NightbellWire
import SIP
import SIPStack
import Storage
import Testing

@testable import Daemon

@Signalling
@Suite("What is owed to a patient, whatever becomes of the call or the disk", .onSignalling)
struct CommitmentTests {
    @Test("A caller who hangs up while a phone rings leaves an open case; the ring is cancelled with the reason why")
    func callerHangsUp() async throws {
        try await Stage.with { stage in
            let phone = try await stage.phone("211")
            let (line, audio) = try await stage.call()
            audio.press("5")
            let call = try await PeerCall.incoming(phone)
            call.ring()
            #expect(try await line.hangUp().status == 200)
            let cancel = try await call.next(.cancel)
            #expect(cancel.headers.first("Reason") == #"SIP;cause=487;text="Caller hung up""#)
            let record = try await stage.daemon.record()
            let open = try await stage.daemon.obligations()
            let id = try #require(open.first?.id)
            #expect(record.outcome == .caseOpened(id))
            #expect(record.attempts.map(\.result) == [.callerLeft])
            #expect(open.map(\.kind) == [.openCase])
            #expect(open.map(\.reason) == ["urgent"])
            #expect(open.map(\.call) == [record.id])
        }
    }

    @Test("A caller who is gone without a word leaves an open case after the dead-media time of 4 s")
    func callerVanishes() async throws {
        try await Stage.with(configure: { $0.limits.deadMedia = .seconds(4) }) { stage in
            let phone = try await stage.phone("211")
            let (line, audio) = try await stage.call()
            audio.press("5")
            let call = try await PeerCall.incoming(phone)
            call.ring()
            let bye = try await line.next(.bye)
            #expect(bye.headers.first("Reason") == #"Q.850;cause=41;text="Temporary failure""#)
            let record = try await stage.daemon.record()
            let id = try #require(try await stage.daemon.obligations().first?.id)
            #expect(record.outcome == .caseOpened(id))
            #expect(record.legs.map(\.ending) == ["no audio came any more"])
        }
    }

    @Test("A caller who leaves a number is promised a call back that is on disk")
    func callback() async throws {
        try await Stage.with { stage in
            let (line, audio) = try await stage.call()
            audio.press("2")
            // The number that the call came from is read back, and 1 confirms it.
            try await audio.hear(Marker.other, "the number")
            audio.press("1")
            try await line.next(.bye)
            let record = try await stage.daemon.record()
            let open = try await stage.daemon.obligations()
            let id = try #require(open.first?.id)
            #expect(record.outcome == .callbackPromised(id))
            #expect(open.map(\.kind) == [.callback])
            #expect(open.map(\.number) == [PhoneNumber(e164: "+16025550142")])
        }
    }

    @Test("With a store that cannot be opened at all, a provider is reached all the same")
    func noStore() async throws {
        try await Stage.with(configure: { $0.store = "/dev/null/nightbell.sqlite" }) { stage in
            let phone = try await stage.phone("211")
            let (line, audio) = try await stage.call()
            audio.press("5")
            let call = try await PeerCall.incoming(phone)
            _ = try await RingTests.answer(call, press: "1")
            try await stage.finish(line, with: call)
            _ = try await stage.daemon.ended.take("the end of the call")
            #expect(stage.daemon.running.status(nil).store.state == .failing)
            #expect(stage.daemon.running.status(nil).counters["calls.reachedHuman"] == 1)
        }
    }

    @Test("While another program locks the database the call goes on; the case is committed when the lock is gone")
    func lockedStore() async throws {
        try await Stage.with(in: try TestFolder()) { stage in
            let phone = try await stage.phone("211")
            let (line, audio) = try await stage.call()
            let other = try DatabaseQueue(path: stage.daemon.running.store.path, configuration: Self.unsafe)
            try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN EXCLUSIVE") }
            audio.press("5")
            let call = try await PeerCall.incoming(phone)
            call.ring()
            #expect(try await line.hangUp().status == 200)
            try await call.next(.cancel)
            try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
            guard case .caseOpened = try await stage.daemon.record().outcome else {
                Issue.record("no case was opened")
                return
            }
            #expect(try await stage.daemon.obligations().count == 1)
        }
    }

    private static var unsafe: Configuration {
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        // The daemon may be writing the call's own row.
        configuration.busyMode = .timeout(10)
        return configuration
    }

    @Test("Bindings survive a restart on the same store: the phone is rung without registering again")
    func restart() async throws {
        let folder = try TestFolder()
        let phone = try await Stage.with(in: folder) { stage in
            let phone = try await stage.phone("211")
            try await stage.daemon.running.store.flush()
            return phone
        }
        try await Stage.with(in: folder) { stage in
            phone.daemon = stage.daemon.address
            let (line, audio) = try await stage.call()
            audio.press("5")
            let call = try await PeerCall.incoming(phone)
            _ = try await RingTests.answer(call, press: "1")
            try await stage.finish(line, with: call)
            #expect(try await stage.daemon.record().outcome == .reachedHuman(PersonID("adams")))
        }
    }
}
