import Testing

@testable import SIPStack

@Suite("Timer wheel")
struct TimerWheelTests {
    @Test("fires within one tick of 5 ms after the delay, and never early")
    func firesInTime() {
        var wheel = TimerWheel<String>()
        wheel.arm("a", after: .milliseconds(500), now: .milliseconds(3))
        #expect(wheel.advance(to: .milliseconds(502)).isEmpty)
        #expect(wheel.advance(to: .milliseconds(510)) == ["a"])
        #expect(wheel.count == 0)
    }

    @Test("fires in the order of the deadlines, whatever the order of arming")
    func order() {
        var wheel = TimerWheel<Int>()
        wheel.arm(3, after: .milliseconds(300), now: .zero)
        wheel.arm(1, after: .milliseconds(100), now: .zero)
        wheel.arm(2, after: .milliseconds(200), now: .zero)
        #expect(wheel.advance(to: .seconds(1)) == [1, 2, 3])
    }

    @Test("an entry 2 turns away waits for its own round")
    func rounds() {
        var wheel = TimerWheel<String>(tick: .milliseconds(5), slots: 8)
        wheel.arm("far", after: .milliseconds(90), now: .zero)
        wheel.arm("near", after: .milliseconds(10), now: .zero)
        #expect(wheel.advance(to: .milliseconds(20)) == ["near"])
        #expect(wheel.advance(to: .milliseconds(50)).isEmpty)
        #expect(wheel.advance(to: .milliseconds(85)).isEmpty)
        #expect(wheel.advance(to: .milliseconds(100)) == ["far"])
    }

    @Test("after a pause longer than a turn, everything due fires once, in order")
    func leap() {
        var wheel = TimerWheel<Int>(tick: .milliseconds(5), slots: 8)
        for number in (1...20).reversed() { wheel.arm(number, after: .milliseconds(number * 10), now: .zero) }
        #expect(wheel.advance(to: .milliseconds(155)) == Array(1...15))
        #expect(wheel.advance(to: .seconds(10)) == Array(16...20))
        #expect(wheel.advance(to: .seconds(20)).isEmpty)
    }

    @Test("what is armed while the wheel stood still is not lost behind it")
    func armBehind() {
        var wheel = TimerWheel<String>()
        #expect(wheel.advance(to: .seconds(60)).isEmpty)
        wheel.arm("late", after: .zero, now: .seconds(59))
        #expect(wheel.advance(to: .seconds(61)) == ["late"])
    }

    @Test("100 entries more than 4 s away share a tick, never early and at most 320 ms late; one 4 s away has its own")
    func gathered() {
        var wheel = TimerWheel<Int>()
        let dues = (0..<100).map { wheel.arm($0, after: .seconds(32), now: .milliseconds($0)) }
        #expect(Set(dues) == [6_464])
        #expect(wheel.time(of: 6_464) == .milliseconds(32_320))
        #expect(wheel.arm(100, after: .seconds(4), now: .milliseconds(1)) == 801)
    }

    @Test("a negative delay is due at once")
    func negative() {
        var wheel = TimerWheel<String>()
        wheel.arm("now", after: .seconds(-5), now: .seconds(1))
        #expect(wheel.advance(to: .seconds(1) + .milliseconds(10)) == ["now"])
    }

    @Test("the next tick is that of the nearest entry, so that nothing turns for 30 s of nothing")
    func next() {
        var wheel = TimerWheel<String>()
        #expect(wheel.nextTick == nil)
        #expect(wheel.arm("far", after: .seconds(30), now: .zero) == 6_016)
        #expect(wheel.nextTick == 6_016)
        #expect(wheel.arm("near", after: .milliseconds(7), now: .zero) == 2)
        #expect(wheel.nextTick == 2)
        #expect(wheel.time(of: 2) == .milliseconds(10))
        #expect(wheel.advance(to: .milliseconds(10)) == ["near"])
        #expect(wheel.nextTick == 6_016)
    }
}
