import CallModel
import Foundation
import NightbellWire
import Routing
import SIP
import SIPStack
import Storage
import Testing

@testable import Daemon

@Signalling
@Suite("A store that comes late", .onSignalling)
struct LateStoreTests {
    @Test("An override in a store that cannot be opened at the start counts once it can, and the configuration is kept")
    func late() async throws {
        let folder = try TestFolder()
        let (place, away) = (folder.path + "/store", folder.path + "/away")
        let now = WallClock.system.now()
        try FileManager.default.createDirectory(atPath: away, withIntermediateDirectories: true)
        let before = Store(path: away + "/late.sqlite", clock: .system)
        try before.open()
        _ = try await before.overrides.add([
            StoredOverride(
                rotation: "primary", person: PersonID("baker"), start: now + .seconds(-60),
                end: now + .seconds(3600), created: now)
        ])
        try before.close()
        let text = NightClinic.text(trunk: SocketEndpoint(host: "127.0.0.1", port: 9))
        try await TestDaemon.with(text, in: folder, configure: { $0.store = place + "/late.sqlite" }) { daemon in
            let running = daemon.running
            #expect(running.store.health().state == .failing)
            #expect(running.standing.overrides.isEmpty)
            try FileManager.default.moveItem(atPath: away, toPath: place)
            try running.store.open()
            // Any write that works ends the episode.
            await running.keepConfiguration()
            try await eventually("the override counts") { running.standing.overrides.count == 1 }
            #expect(running.table.onCall("primary", at: WallClock.system.now())?.person == PersonID("baker"))
            #expect(try await running.store.configurations.files(running.configuration.version).count == 1)
        }
    }

    @Test("A phone whose binding is in a store that comes late is rung from then on")
    func phones() async throws {
        let folder = try TestFolder()
        let (place, away) = (folder.path + "/store", folder.path + "/away")
        let now = WallClock.system.now()
        let desk = try await SIPPeer.open(on: "127.0.0.3")
        try FileManager.default.createDirectory(atPath: away, withIntermediateDirectories: true)
        let before = Store(path: away + "/late.sqlite", clock: .system)
        try before.open()
        before.bindings.put(
            StoredBinding(
                aor: "201", contact: "sip:201@\(desk.endpoint.host):\(desk.endpoint.port)",
                flow: "udp \(desk.endpoint.host):\(desk.endpoint.port)", callID: "before", cseq: 1,
                expires: now + .seconds(3600)))
        try await before.flush()
        try before.close()
        try await Stage.with(configure: { $0.store = place + "/late.sqlite" }, in: folder) { stage in
            let running = stage.daemon.running
            #expect(running.stack.registrar.contacts(of: "201").isEmpty)
            try FileManager.default.moveItem(atPath: away, toPath: place)
            try running.store.open()
            await running.takeUpBindings()
            desk.daemon = stage.daemon.address
            #expect(running.stack.registrar.contacts(of: "201").map(\.flow.remote) == [desk.endpoint])
            let (line, caller) = try await stage.call()
            caller.press("1")
            let rung = try await PeerCall.incoming(desk)
            rung.ring()
            #expect(try await line.hangUp().status == 200)
            try await rung.next(.cancel)
        }
    }
}
