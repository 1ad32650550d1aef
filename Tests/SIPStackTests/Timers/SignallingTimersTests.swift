import CallModel
import NightbellWire
import Testing

@testable import SIPStack

@Signalling
@Suite("Timers of the signalling loop", .onSignalling)
struct SignallingTimersTests {
    @Test("1,000 timers of one tick all fire, in order, and 128 at a time: what comes meanwhile does not wait for all")
    func shares() async throws {
        let timers = SignallingTimers()
        let fired = Inbox<Int>()
        let before = Inbox<Int>()
        for number in 0..<1_000 {
            timers.after(.milliseconds(20)) {
                fired.put(number)
                guard number == 0 else { return }
                Signalling.run { before.put(fired.unread.count) }
            }
        }
        try await eventually("all have fired") { fired.unread.count == 1_000 && before.count == 1 }
        #expect(fired.unread == Array(0..<1_000))
        #expect(before.unread.allSatisfy { $0 > 0 && $0 < 1_000 })
        #expect(timers.armed == 0)
    }
}
