import CallModel
import GRDB
import NightbellMedia
import NightbellWire
import SIP
import Storage
import Testing

@testable import Daemon

@Signalling
@Suite("A caller waits while the daemon is killed and another one comes", .onSignalling)
struct ResumedCallerTests {
    @Test("In the menu: the caller hears the greeting again on the same line, and a key rings the desk")
    func menu() async throws {
        try await LastingClinic.with { stage, _ in
            let phone = try await stage.phone("201")
            let (line, caller) = try await stage.call()
            try await LastingClinic.kept(stage, "the caller waits") { $0.lines.map(\.role) == [.caller] }
            let heard = caller.frames[Marker.greeting, default: 0]
            try await stage.daemon.restart()
            try await caller.hear(Marker.greeting, "the greeting again", since: heard)
            caller.press("1")
            let call = try await PeerCall.incoming(phone)
            let desk = try await AudioPeer.open(on: "127.0.0.3")
            call.answer(desk.description())
            try await call.acknowledged()
            try await stage.finish(line, with: call)
            let record = try await stage.daemon.record()
            #expect(record.outcome == .reachedHuman(nil))
            #expect(record.legs.count == 2)
            #expect(try await stage.daemon.records().count == 1)
        }
    }

    @Test("While the desk rings: its ring is cancelled and begins again, and the caller is not asked again")
    func ringing() async throws {
        try await LastingClinic.with { stage, _ in
            let phone = try await stage.phone("201")
            let (line, caller) = try await stage.call()
            caller.press("1")
            let first = try await PeerCall.incoming(phone)
            first.ring()
            try await LastingClinic.kept(stage, "the desk rings") { row in row.lines.contains { $0.role == .ringing } }
            try await stage.daemon.restart()
            try await first.next(.cancel)
            // The phone has said 487 by itself: RFC 3261 §17.1.1.3.
            let ack = try await first.acknowledged()
            #expect(ack.headers.via.map(\.branch) == first.invite.headers.via.map(\.branch))
            #expect(ack.headers.cseq == CSeq(first.invite.headers.cseq.number, .ack))
            #expect(ack.headers.from == first.invite.headers.from)
            #expect(ack.headers.to.tag != nil)
            #expect(ack.uri == first.invite.uri)
            let again = try await PeerCall.incoming(phone)
            #expect(again.callID != first.callID)
            let desk = try await AudioPeer.open(on: "127.0.0.3")
            again.answer(desk.description())
            try await again.acknowledged()
            try await stage.finish(line, with: again)
            #expect(try await stage.daemon.record().outcome == .reachedHuman(nil))
        }
    }

    @Test("An urgent caller whose audio ended too is hung up, and the case is on disk")
    func urgent() async throws {
        try await LastingClinic.with { stage, media in
            let phone = try await stage.phone("211")
            let (line, caller) = try await stage.call()
            caller.press("5")
            let ring = try await PeerCall.incoming(phone)
            ring.ring()
            try await LastingClinic.kept(stage, "the provider rings") { row in
                row.lines.contains { $0.role == .ringing }
            }
            try await stage.daemon.restart {
                media.end()
                try media.begin()
            }
            try await line.next(.bye)
            try await ring.next(.cancel)
            let record = try await stage.daemon.record()
            let owed = try await stage.daemon.obligations()
            #expect(owed.map(\.kind) == [.openCase])
            #expect(owed.map(\.number?.e164) == ["+16025550142"])
            #expect(record.outcome == owed.first?.id.map { .caseOpened($0) })
        }
    }

    @Test(
        "A row that cannot be read: what can be read of its lines is hung up, and the record says that it was ours",
        arguments: ["situation = '{'", "situation = '{}'", "record = replace(record, 'dialled', 'x')"])
    func unreadable(_ change: String) async throws {
        try await LastingClinic.with { stage, _ in
            let talk = try await BridgeTests.talk(stage)
            try await LastingClinic.talkKept(stage)
            let path = stage.daemon.folder.path + "/nightbell.sqlite"
            try await stage.daemon.restart {
                try await DatabaseQueue(path: path).write { db in
                    try db.execute(sql: "UPDATE running_call SET \(change)")
                }
            }
            try await talk.line.next(.bye)
            try await talk.call.next(.bye)
            try await stage.daemon.running.store.flush()
            let records = try await stage.daemon.running.store.records.latest(9)
            let isReadable = !change.hasPrefix("record")
            #expect(records.map(\.outcome) == (isReadable ? [.failed(.daemonEnded)] : []))
            #expect(try await LastingClinic.rows(stage).isEmpty)
            #expect(stage.daemon.calls == 0)
        }
    }
}
