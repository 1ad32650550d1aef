import CallModel
import Testing

@testable import Storage

@Suite("What is set at run time survives a restart")
struct RunTimeTests {
    private func override(_ person: String, hours: Range<Int64>) -> StoredOverride {
        StoredOverride(
            rotation: "providers", person: PersonID(person), start: .newYear + .seconds(hours.lowerBound * 3600),
            end: .newYear + .seconds(hours.upperBound * 3600), created: .newYear)
    }

    @Test("2 overrides come back in their order; one that is over at the second, or taken back, does not")
    func overrides() async throws {
        let fixture = try StoreFixture()
        let added = try await fixture.store.overrides.add([
            override("adams", hours: 1..<3), override("baker", hours: 0..<2), override("chen", hours: 0..<1),
        ])
        #expect(added.map(\.id) == [1, 2, 3])
        let now = Timestamp.newYear + .seconds(3600)
        let store = try fixture.reopened()
        #expect(try await store.overrides.load(at: now) == Array(added.prefix(2)))
        #expect(try await store.overrides.remove(1, at: now) == added[0])
        #expect(try await store.overrides.remove(1, at: now) == nil)
        #expect(try await store.overrides.remove(3, at: now) == nil)
        try store.close()
        #expect(try await fixture.reopened().overrides.load(at: now) == [added[1]])
    }

    @Test("A place has one mode: the last one set; a site's and the clinic's are apart, and both end at their end")
    func modes() async throws {
        let fixture = try StoreFixture()
        let modes = fixture.store.modes
        let end = Timestamp.newYear + .seconds(60)
        let snow = StoredMode(mode: "snow-day", site: nil, start: .newYear, end: end)
        let late = StoredMode(mode: "late", site: "mesa", start: .newYear, end: nil)
        try await modes.set(StoredMode(mode: "early", site: nil, start: .newYear, end: nil))
        try await modes.set(snow)
        try await modes.set(late)
        let store = try fixture.reopened()
        #expect(try await store.modes.load(at: .newYear) == [snow, late])
        #expect(try await store.modes.load(at: end) == [late])
        try await store.modes.clear(site: "mesa", at: .newYear)
        try store.close()
        #expect(try await fixture.reopened().modes.load(at: .newYear) == [snow])
    }
}
