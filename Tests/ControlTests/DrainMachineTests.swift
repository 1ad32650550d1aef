import Testing

@testable import Daemon

@Suite("Drain: no new calls, wait, hang up, finish")
struct DrainMachineTests {
    @Test("With no call the daemon ends at once")
    func idle() {
        var machine = DrainMachine(limit: .seconds(30))
        #expect(machine.takesCalls)
        #expect(machine.stopRequested(calls: 0) == [.refuseNewCalls, .finish])
        #expect(!machine.takesCalls)
    }

    @Test("With 2 calls it waits for both, up to 30 s, and ends with the last")
    func waits() {
        var machine = DrainMachine(limit: .seconds(30))
        #expect(machine.callEnded(remaining: 0) == [])
        #expect(machine.stopRequested(calls: 2) == [.refuseNewCalls, .startLimit(.seconds(30))])
        #expect(!machine.takesCalls)
        #expect(machine.callEnded(remaining: 1) == [])
        #expect(machine.callEnded(remaining: 0) == [.finish])
        #expect(machine.limitReached() == [])
        #expect(machine.graceOver() == [])
    }

    @Test("At the limit it hangs up, and after 5 s more it ends although nobody answers our BYE")
    func limit() {
        var machine = DrainMachine(limit: .seconds(30))
        #expect(machine.stopRequested(calls: 2, limit: .seconds(3)) == [.refuseNewCalls, .startLimit(.seconds(3))])
        #expect(machine.graceOver() == [])
        #expect(machine.limitReached() == [.hangUpAll, .startGrace(.seconds(5))])
        #expect(machine.limitReached() == [])
        #expect(machine.callEnded(remaining: 1) == [])
        #expect(machine.graceOver() == [.finish])
        #expect(machine.callEnded(remaining: 0) == [])
    }

    @Test("The BYEs are answered before the grace is over: it ends with the last call")
    func answered() {
        var machine = DrainMachine(limit: .seconds(30))
        _ = machine.stopRequested(calls: 1)
        _ = machine.limitReached()
        #expect(machine.callEnded(remaining: 0) == [.finish])
        #expect(machine.graceOver() == [])
    }

    @Test("A 2nd request hangs up, a 3rd ends, a 4th does nothing")
    func impatient() {
        var machine = DrainMachine(limit: .seconds(30), grace: .seconds(2))
        _ = machine.stopRequested(calls: 1)
        #expect(machine.stopRequested(calls: 1) == [.hangUpAll, .startGrace(.seconds(2))])
        #expect(machine.stopRequested(calls: 1) == [.finish])
        #expect(machine.stopRequested(calls: 1) == [])
        #expect(machine.limitReached() == [])
    }
}
