import CallModel
import Routing
import Testing

@Suite("From the clock on the wall to the instant")
struct ZoneResolutionTests {
    @Test("New York, 8 March 2026, 02:30 is skipped: the first instant after is 07:00 UTC")
    func gap() throws {
        let zone = try Zones.load("America/New_York")
        #expect(zone.instants(of: try civil("2026-03-08 01:59")) == .once(Timestamp(seconds: 1_772_953_140)))
        #expect(zone.instants(of: try civil("2026-03-08 02:00")) == .gap(after: Timestamp(seconds: 1_772_953_200)))
        #expect(zone.instants(of: try civil("2026-03-08 02:30")) == .gap(after: Timestamp(seconds: 1_772_953_200)))
        #expect(zone.instants(of: try civil("2026-03-08 03:00")) == .once(Timestamp(seconds: 1_772_953_200)))
    }

    @Test("New York, 1 November 2026, 01:30 comes twice, at 05:30 and 06:30 UTC")
    func overlap() throws {
        let zone = try Zones.load("America/New_York")
        #expect(
            zone.instants(of: try civil("2026-11-01 01:30"))
                == .twice(first: Timestamp(seconds: 1_793_511_000), second: Timestamp(seconds: 1_793_514_600)))
        #expect(zone.local(at: Timestamp(seconds: 1_793_511_000)).description == "Sun 2026-11-01 01:30 EDT")
        #expect(zone.local(at: Timestamp(seconds: 1_793_514_600)).description == "Sun 2026-11-01 01:30 EST")
        #expect(zone.instants(of: try civil("2026-11-01 02:00")) == .once(Timestamp(seconds: 1_793_516_400)))
    }

    @Test("Phoenix never changes")
    func arizona() throws {
        let zone = try Zones.load("America/Phoenix")
        #expect(zone.change(after: Timestamp(seconds: 1_700_000_000)) == nil)
        #expect(zone.instants(of: try civil("2026-03-08 02:30")) == .once(Timestamp(seconds: 1_772_962_200)))
        #expect(zone.instants(of: try civil("2026-11-01 01:30")) == .once(Timestamp(seconds: 1_793_521_800)))
    }

    @Test("Apia had no 30 December 2011: all of that day leads to the first instant of the 31st")
    func skippedDay() throws {
        let zone = try Zones.load("Pacific/Apia")
        let next = Timestamp(seconds: 1_325_239_200)
        #expect(zone.instants(of: try civil("2011-12-30 12:00")) == .gap(after: next))
        #expect(zone.local(at: next).civil == (try civil("2011-12-31 00:00")))
    }

    @Test("The next change of a zone is found in the table and beyond it")
    func changes() throws {
        let zone = try Zones.load("America/New_York")
        #expect(zone.change(after: Timestamp(seconds: 1_767_225_600)) == Timestamp(seconds: 1_772_953_200))
        #expect(zone.change(after: Timestamp(seconds: 1_772_953_200)) == Timestamp(seconds: 1_793_512_800))
        let far = try #require(zone.change(after: try zone.at("2099-01-01 00:00")))
        #expect(zone.local(at: far).description == "Sun 2099-03-08 03:00 EDT")
    }

    @Test("UTC is its own wall clock")
    func utc() throws {
        #expect(TimeZoneRules.utc.local(at: Timestamp(seconds: 0)).description == "Thu 1970-01-01 00:00 UTC")
        #expect(
            TimeZoneRules.utc.instants(of: try civil("2026-01-01 00:00")) == .once(Timestamp(seconds: 1_767_225_600)))
    }

    @Test("Instants at the ends of time do not trap", arguments: [Int64.min, Int64.max, 0, -1])
    func extremes(microseconds: Int64) throws {
        let zone = try Zones.load("America/New_York")
        let local = zone.local(at: Timestamp(microseconds: microseconds))
        #expect(
            (1...9999).contains(local.civil.date.year) || local.civil.date.year == 0 || local.civil.date.year == 10_000)
    }
}
