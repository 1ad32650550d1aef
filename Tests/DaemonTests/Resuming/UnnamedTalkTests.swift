import CallModel
import Calls
import GRDB
import Media
import NightbellWire
import SIP
import SIPStack
import Testing

@testable import Daemon

@Signalling
@Suite("Two people talk whom the next daemon cannot name", .onSignalling)
struct UnnamedTalkTests {
    private static func execute(_ sql: String, _ stage: Stage) async throws {
        try await DatabaseQueue(path: stage.daemon.folder.path + "/nightbell.sqlite").write { try $0.execute(sql: sql) }
    }

    /// How many endpoints of an earlier daemon are there.
    private static func others(_ stage: Stage) -> Int { stage.daemon.running.engine.found.count { $0.peer != nil } }

    @Test("A bridge has its row when the next commit is over, without the 100 ms in which changes are gathered")
    func rowAtOnce() async throws {
        try await LastingClinic.with { stage, _ in
            let kept = Inbox<Bool>()
            let keeper = StoreCallKeeper(store: stage.daemon.running.store, timers: stage.daemon.stack.timers)
            stage.daemon.stack.timers.after(StoreCallKeeper.pause) { kept.put(false) }
            keeper.changed(CallID("0006433a2f81c400-0001"), .atOnce) {
                kept.put(true)
                return nil
            }
            #expect(kept.unread == [true])
        }
    }

    @Test("No row: they talk on over the restart, and are closed when the grace time of 10 min (here 1 ms) is over")
    func noRow() async throws {
        try await LastingClinic.with { stage, _ in
            let talk = try await BridgeTests.talk(stage)
            try await LastingClinic.talkKept(stage)
            try await stage.daemon.restart { try await Self.execute("DELETE FROM running_call", stage) }
            #expect(stage.daemon.openEndpoints == 0)
            try await ResumedTalkTests.bothHeard(talk.caller, talk.desk, "after the restart")
            #expect(Self.others(stage) == 2)
            stage.daemon.parts.unnamedGrace = .milliseconds(1)
            try await stage.daemon.restart()
            try await eventually("they are closed") { Self.others(stage) == 0 }
        }
    }

    @Test(
        "Rows that cannot be read: they talk on; once they are read, the call is taken up, and has 1 record")
    func unreadable() async throws {
        try await LastingClinic.with { stage, _ in
            let talk = try await BridgeTests.talk(stage)
            try await LastingClinic.talkKept(stage)
            stage.daemon.parts.unnamedGrace = .milliseconds(1)
            try await stage.daemon.restart {
                try await Self.execute("ALTER TABLE running_call RENAME TO away", stage)
            }
            #expect(stage.daemon.running.rowsReading == .failed)
            #expect(stage.daemon.calls == 0)
            try await ResumedTalkTests.bothHeard(talk.caller, talk.desk, "while the rows cannot be read")
            #expect(Self.others(stage) == 2)
            await stage.daemon.running.resumeLate()
            #expect(stage.daemon.running.rowsReading == .failed)
            try await Self.execute("ALTER TABLE away RENAME TO running_call", stage)
            await stage.daemon.running.resumeLate()
            try await stage.connected()
            try await eventually("both have a name") { Self.others(stage) == 0 }
            try await ResumedTalkTests.bothHeard(talk.caller, talk.desk, "after the call was taken up")
            #expect(try await talk.call.hangUp().status == 200)
            try await talk.line.next(.bye)
            #expect(try await stage.daemon.record().outcome == .reachedHuman(nil))
            #expect(try await stage.daemon.records().count == 1)
        }
    }
}
