import CLinux
import Media
import Synchronization
import Testing

@testable import MediaEngine

@Suite("Media threads before others")
struct PrecedenceTests {
    private static func at(_ milliseconds: UInt64) -> MediaInstant {
        MediaInstant(nanoseconds: milliseconds * 1_000_000)
    }

    @Test("Nine tenths of a quarter of a second are nobody's loss; 1 ms more, and the thread goes like any other")
    func bound() {
        var precedence = Precedence(used: 5_000_000, pauses: 7, now: Self.at(1_000))
        #expect(precedence.due == Self.at(1_250))
        #expect(precedence.note(used: 230_000_000, pauses: 101, now: Self.at(1_250)) == nil)
        #expect(precedence.due == Self.at(1_500))
        #expect(precedence.note(used: 456_000_000, pauses: 102, now: Self.at(1_500)) == .likeOthers)
    }

    @Test("After 10 s a thread that needs less goes first again, and one that does not waits until it does")
    func again() {
        var precedence = Precedence(used: 0, pauses: 0, now: Self.at(0))
        #expect(precedence.note(used: 250_000_000, pauses: 103, now: Self.at(250)) == .likeOthers)
        #expect(precedence.note(used: 251_000_000, pauses: 104, now: Self.at(500)) == nil)
        #expect(precedence.note(used: 252_000_000, pauses: 105, now: Self.at(10_249)) == nil)
        #expect(precedence.note(used: 490_000_000, pauses: 106, now: Self.at(10_499)) == nil)
        #expect(precedence.note(used: 491_000_000, pauses: 107, now: Self.at(10_749)) == .first)
        #expect(precedence.note(used: 740_000_000, pauses: 108, now: Self.at(10_999)) == .likeOthers)
    }

    @Test("A thread that has half of a processor and never waits goes like any other, until it waits again")
    func restless() {
        var precedence = Precedence(used: 0, pauses: 3, now: Self.at(0))
        #expect(precedence.note(used: 125_000_000, pauses: 3, now: Self.at(250)) == .likeOthers)
        #expect(precedence.note(used: 126_000_000, pauses: 3, now: Self.at(10_250)) == nil)
        #expect(precedence.note(used: 127_000_000, pauses: 4, now: Self.at(10_500)) == .first)
    }

    @Test("A thread that was asked late is measured over all the time since")
    func late() {
        var precedence = Precedence(used: 0, pauses: 0, now: Self.at(0))
        #expect(precedence.note(used: 700_000_000, pauses: 109, now: Self.at(1_000)) == nil)
    }

    @Test("A media thread is scheduled as the log says: in real time with priority 1, or with a slice of 100 µs")
    func asked() async throws {
        let seen = Mutex<(said: [String], scheduling: cl_scheduling?)>(([], nil))
        let engine = MediaEngine(
            configuration: MediaConfiguration(
                address: MediaAddress(ipv4: FarEnd.loopback, port: 0), ports: nil, threads: 2),
            say: { sentence in seen.withLock { $0.said.append(sentence) } },
            // On the thread whose scheduling is asked for.
            events: { _ in
                var now = cl_scheduling()
                let result = unsafe cl_scheduling_get(&now)
                seen.withLock { if result == 0 { $0.scheduling = now } }
            })
        try engine.start()
        engine.send(.close(EndpointID(1)))
        engine.stop()
        let (said, scheduling) = seen.withLock { $0 }
        let found = try #require(scheduling)
        #expect(said.count == 1)
        if said == ["audio is scheduled in real time, as long as it leaves others a tenth of a processor"] {
            #expect(found.policy == UInt32(SCHED_RR))
            #expect(found.priority == 1)
        } else {
            #expect(said.first?.hasPrefix("scheduling audio in real time: not permitted") == true)
            #expect(found.policy == UInt32(SCHED_OTHER))
            // Before Linux 6.12 there is none to be read.
            #expect([0, 100_000].contains(found.slice))
        }
    }
}
