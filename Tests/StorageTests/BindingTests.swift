import CallModel
import Testing

@testable import Storage

@Suite("Registrar bindings survive a restart")
struct BindingTests {
    @Test("2 bindings come back as they were written")
    func roundTrip() async throws {
        let fixture = try StoreFixture()
        fixture.store.bindings.put(.phone(201))
        fixture.store.bindings.put(.phone(211))
        try await fixture.store.flush()
        #expect(try await fixture.reopened().bindings.load(at: .newYear) == [.phone(201), .phone(211)])
    }

    @Test("Of 3 changes that wait for one binding, the last one is written")
    func lastWins() async throws {
        let fixture = try StoreFixture()
        let refreshed = StoredBinding.phone(201, expires: .newYear + .seconds(7200))
        fixture.store.bindings.put(.phone(201))
        fixture.store.bindings.remove(aor: refreshed.aor, contact: refreshed.contact)
        fixture.store.bindings.put(refreshed)
        #expect(fixture.store.health().waiting == 1)
        try await fixture.store.flush()
        #expect(try await fixture.store.bindings.load(at: .newYear) == [refreshed])
        fixture.store.bindings.remove(aor: refreshed.aor, contact: refreshed.contact)
        try await fixture.store.flush()
        #expect(try await fixture.store.bindings.load(at: .newYear) == [])
    }

    @Test("A binding that ended while the daemon was away is gone, at the very second of its expiry")
    func expiry() async throws {
        let fixture = try StoreFixture()
        fixture.store.bindings.put(.phone(201, expires: .newYear + .seconds(60)))
        fixture.store.bindings.put(.phone(211, expires: .newYear + .seconds(61)))
        try await fixture.store.flush()
        let left = try await fixture.store.bindings.load(at: .newYear + .seconds(60))
        #expect(left.map(\.aor) == ["sip:211@clinic.example"])
    }

    @Test("The 3rd binding on a queue of 2 is lost, and a change of the 1st is not")
    func bound() async throws {
        let fixture = try StoreFixture { $0.bindings = 2 }
        for phone in [201, 202, 203] { fixture.store.bindings.put(.phone(phone)) }
        fixture.store.bindings.put(.phone(201, expires: .newYear + .seconds(9)))
        try await fixture.store.flush()
        let written = try await fixture.store.bindings.load(at: .newYear)
        #expect(written == [.phone(201, expires: .newYear + .seconds(9)), .phone(202)])
    }
}
