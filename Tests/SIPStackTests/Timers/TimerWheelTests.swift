import Testing

@testable import SIPStack

@Suite("Timer wheel")
struct TimerWheelTests {
    @Test("an entry of tick 101 fires in tick 101, and not in tick 100")
    func firesInTime() {
        var wheel = TimerWheel<String>()
        _ = wheel.arm("a", at: 101)
        #expect(wheel.due(upTo: 100).isEmpty)
        #expect(wheel.due(upTo: 101) == ["a"])
        #expect(wheel.count == 0)
    }

    @Test("fires in the order of the ticks, whatever the order of arming, and in that within a tick")
    func order() {
        var wheel = TimerWheel<Int>()
        for (number, tick) in [(4, 60), (1, 20), (5, 60), (2, 40), (3, 40)] as [(Int, Int64)] {
            _ = wheel.arm(number, at: tick)
        }
        #expect(wheel.due(upTo: 200) == [1, 2, 3, 4, 5])
    }

    @Test("an entry 2 turns away waits for its own round")
    func rounds() {
        var wheel = TimerWheel<String>(slots: 8)
        _ = wheel.arm("far", at: 18)
        _ = wheel.arm("near", at: 2)
        #expect(wheel.due(upTo: 4) == ["near"])
        #expect(wheel.due(upTo: 10).isEmpty)
        #expect(wheel.due(upTo: 17).isEmpty)
        #expect(wheel.due(upTo: 18) == ["far"])
    }

    @Test("after a pause longer than a turn, everything due fires once, in order")
    func leap() {
        var wheel = TimerWheel<Int>(slots: 8)
        for number in (1...20).reversed() { _ = wheel.arm(number, at: Int64(2 * number)) }
        #expect(wheel.due(upTo: 31) == Array(1...15))
        #expect(wheel.due(upTo: 2_000) == Array(16...20))
        #expect(wheel.due(upTo: 4_000).isEmpty)
    }

    @Test("what is armed for a tick that is over fires in the next one")
    func armBehind() {
        var wheel = TimerWheel<String>()
        #expect(wheel.due(upTo: 12_000).isEmpty)
        _ = wheel.arm("late", at: 11_800)
        #expect(wheel.due(upTo: 12_001) == ["late"])
    }

    @Test("what is armed in the midst of a tick for the same tick comes in the next one")
    func armWithin() {
        var wheel = TimerWheel<String>()
        _ = wheel.arm("a", at: 3)
        #expect(wheel.next(upTo: 3) == "a")
        _ = wheel.arm("b", at: 3)
        #expect(wheel.next(upTo: 3) == nil)
        #expect(wheel.next(upTo: 4) == "b")
    }

    @Test(
        "an entry that was taken back does not fire, the first, the middle and the last of a tick, and one taken twice")
    func disarm() {
        var wheel = TimerWheel<Int>()
        let tickets = (0..<5).map { wheel.arm($0, at: 7) }
        for index in [0, 2, 4, 2] { wheel.disarm(tickets[index]) }
        #expect(wheel.count == 2)
        #expect(wheel.due(upTo: 7) == [1, 3])
        #expect(wheel.nextTick == nil)
    }

    @Test("the ticket of an entry that fired does not take back another one in its place")
    func staleTicket() {
        var wheel = TimerWheel<String>()
        let first = wheel.arm("first", at: 1)
        #expect(wheel.due(upTo: 1) == ["first"])
        _ = wheel.arm("second", at: 2)
        wheel.disarm(first)
        wheel.disarm(.none)
        #expect(wheel.due(upTo: 2) == ["second"])
    }

    @Test("entries of the tick that fires now may be taken back by the ones before them")
    func disarmWithin() {
        var wheel = TimerWheel<Int>()
        let tickets = (0..<4).map { wheel.arm($0, at: 5) }
        #expect(wheel.next(upTo: 5) == 0)
        wheel.disarm(tickets[1])
        wheel.disarm(tickets[3])
        #expect(wheel.next(upTo: 5) == 2)
        #expect(wheel.next(upTo: 5) == nil)
        #expect(wheel.count == 0)
    }

    @Test("a payload is let go when its entry is taken back")
    func letGo() {
        final class Payload {}
        var wheel = TimerWheel<Payload>()
        weak var seen: Payload?
        let ticket: TimerTicket
        do {
            let payload = Payload()
            seen = payload
            ticket = wheel.arm(payload, at: 6_400)
        }
        #expect(seen != nil)
        wheel.disarm(ticket)
        #expect(seen == nil)
    }

    @Test("the next tick is that of the nearest entry, so that nothing turns for 30 s of nothing")
    func next() {
        var wheel = TimerWheel<String>()
        #expect(wheel.nextTick == nil)
        _ = wheel.arm("far", at: 6_016)
        #expect(wheel.nextTick == 6_016)
        _ = wheel.arm("near", at: 2)
        #expect(wheel.nextTick == 2)
        #expect(wheel.due(upTo: 2) == ["near"])
        #expect(wheel.nextTick == 6_016)
    }
}

extension TimerWheel {
    fileprivate mutating func due(upTo tick: Int64) -> [Payload] {
        var due: [Payload] = []
        while let payload = next(upTo: tick) { due.append(payload) }
        return due
    }
}
