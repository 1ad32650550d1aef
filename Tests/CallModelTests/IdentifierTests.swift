import CallModel
import Testing

@Suite("Identifiers and instants")
struct IdentifierTests {
    @Test("Call ids of 3 instants sort by time, and 2 of one microsecond differ")
    func callIDs() {
        let times: [Int64] = [999, 1_000_000, 1_767_225_600_000_000]
        let ids = times.map { CallID(at: Timestamp(microseconds: $0), chance: 0xffff) }
        #expect(ids.map(\.value) == ["00000000000003e7-ffff", "00000000000f4240-ffff", "0006474846204000-ffff"])
        #expect(ids == ids.sorted())
        #expect(CallID(at: Timestamp(seconds: 1), chance: 1) != CallID(at: Timestamp(seconds: 1), chance: 2))
    }

    @Test("Whole seconds are rounded down, also before 1970")
    func seconds() {
        #expect(Timestamp(microseconds: 1_999_999).seconds == 1)
        #expect(Timestamp(microseconds: 0).seconds == 0)
        #expect(Timestamp(microseconds: -1).seconds == -1)
        #expect(Timestamp(microseconds: -1_000_000).seconds == -1)
        #expect(Timestamp(microseconds: -1_000_001).seconds == -2)
    }

    @Test("An instant plus 25.000001 s, and the way back")
    func arithmetic() {
        let start = Timestamp(seconds: 100)
        let later = start + .seconds(25) + .microseconds(1)
        #expect(later.microseconds == 125_000_001)
        #expect(later - start == .microseconds(25_000_001))
        #expect(start < later)
    }

    @Test("Time to human runs from the first INVITE to the bridge: 41.5 s")
    func timeToHuman() {
        var times = SignallingTimes(invited: Timestamp(seconds: 10))
        #expect(times.timeToHuman == nil)
        times.bridged = Timestamp(microseconds: 51_500_000)
        #expect(times.timeToHuman == .milliseconds(41_500))
    }
}
