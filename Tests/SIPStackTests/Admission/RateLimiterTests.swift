import Testing

@testable import SIPStack

@Suite("Admission")
struct RateLimiterTests {
    @Test("a burst of 3 passes, the 4th does not, and one a second comes back")
    func burst() {
        var limiter = RateLimiter<String>(limit: RateLimit(perSecond: 1, burst: 3), capacity: 10)
        let first = (0..<4).map { _ in limiter.take("192.0.2.1", now: .zero) }
        #expect(first == [.admitted, .admitted, .admitted, .refused])
        #expect(limiter.take("192.0.2.1", now: .milliseconds(900)) == .refused)
        #expect(limiter.take("192.0.2.1", now: .milliseconds(2_000)) == .admitted)
    }

    @Test("one source's flood takes nothing from another")
    func sources() {
        var limiter = RateLimiter<String>(limit: RateLimit(perSecond: 1, burst: 1), capacity: 10)
        #expect(limiter.take("a", now: .zero) == .admitted)
        #expect(limiter.take("a", now: .zero) == .refused)
        #expect(limiter.take("b", now: .zero) == .admitted)
    }

    @Test("Of two sources that take turns each empties its own bucket of 2, also when a third comes and one makes room")
    func turns() {
        var limiter = RateLimiter<String>(limit: RateLimit(perSecond: 1, burst: 2), capacity: 2)
        let turns = ["a", "b", "a", "b", "b", "a"].map { limiter.take($0, now: .zero) }
        #expect(turns == [.admitted, .admitted, .admitted, .admitted, .refused, .refused])
        #expect(limiter.take("b", now: .milliseconds(1)) == .refused)
        // "a" has been silent for longest, and is new when it comes again.
        #expect(limiter.take("c", now: .milliseconds(2)) == .admitted)
        #expect(limiter.take("b", now: .milliseconds(3)) == .refused)
        #expect(limiter.take("c", now: .milliseconds(3)) == .admitted)
        #expect(limiter.take("a", now: .milliseconds(4)) == .admitted)
    }

    @Test("10,000 sources never take more room than the 100 that are remembered")
    func bounded() {
        var limiter = RateLimiter<Int>(limit: RateLimit(perSecond: 1, burst: 1), capacity: 100)
        for source in 0..<10_000 { _ = limiter.take(source, now: .milliseconds(source)) }
        #expect(limiter.count <= 100)
        // The last one is remembered still: its bucket is empty.
        #expect(limiter.take(9_999, now: .milliseconds(9_999)) == .refused)
    }

    @Test("unknown sources share a limit that trunks and phones do not feel")
    func classes() {
        var limits = AdmissionGuard.Limits()
        limits.unknown = RateLimit(perSecond: 1, burst: 2)
        limits.unknownTogether = RateLimit(perSecond: 1, burst: 3)
        var guardian = AdmissionGuard(limits: limits)
        let scanners = ["a", "a", "a", "b", "c"].map { guardian.admit(.unknown, host: $0, now: .zero) }
        #expect(scanners == [.admitted, .admitted, .refused, .admitted, .refused])
        #expect(guardian.admit(.trunk("carrier"), host: "192.0.2.10", now: .zero) == .admitted)
        #expect(guardian.admit(.phone("201"), host: "192.0.2.20", now: .zero) == .admitted)
        #expect(guardian.counters.refusedUnknown == 2)
        #expect(guardian.counters.admitted == 5)
    }
}
