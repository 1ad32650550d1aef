import Testing

@testable import SIPStack

@Suite("Ticks of the timer wheel")
struct TimerTicksTests {
    private let start = LoopTime(nanoseconds: 1_000_000_000_000)
    private var ticks: TimerTicks { TimerTicks(start: start) }

    @Test(
        "500 ms from 3 ms on are due in tick 101, which begins at 505 ms: up to one tick of 5 ms late, and never early")
    func never() {
        #expect(ticks.due(after: .milliseconds(500), now: start + .milliseconds(3)) == 101)
        #expect(ticks.time(of: 101) == start + .milliseconds(505))
        #expect(ticks.reached(at: start + .nanoseconds(504_999_999)) == 100)
        #expect(ticks.reached(at: start + .milliseconds(505)) == 101)
    }

    @Test("100 delays of 32 s within 100 ms share tick 6464, at most 320 ms late; one of 4 s has its own")
    func gathered() {
        let dues = (0..<100).map { ticks.due(after: .seconds(32), now: start + .milliseconds($0)) }
        #expect(Set(dues) == [6_464])
        #expect(ticks.time(of: 6_464) == start + .milliseconds(32_320))
        #expect(ticks.due(after: .seconds(4), now: start + .milliseconds(1)) == 801)
        #expect(ticks.due(after: .seconds(30), now: start) == 6_016)
    }

    @Test("a negative delay is due in the next tick, and one of a million years in a hundred")
    func extremes() {
        #expect(ticks.due(after: .seconds(-5), now: start + .seconds(1)) == 201)
        #expect(ticks.due(after: .seconds(31_557_600_000_000), now: start) == 631_152_000_064)
        #expect(Duration.nanoseconds(1_999).nanoseconds == 1_999)
        #expect(Duration(secondsComponent: 0, attosecondsComponent: 999_999_999).nanoseconds == 0)
    }
}
