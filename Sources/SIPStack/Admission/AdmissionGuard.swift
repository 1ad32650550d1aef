/// Decides, before anything is parsed, whether a message may take our time: source class first, then rate.
///
/// - Isolation: a value; the signalling loop has it.
package struct AdmissionGuard {
    /// How much each class of source may send.
    package struct Limits: Hashable, Sendable {
        /// A trunk peer: ten times what a full trunk of a clinic ever sends.
        package var trunk = RateLimit(perSecond: 20_000, burst: 20_000)
        /// An address with registered phones, all of them where they are behind one: what 1,000 calls a second make them
        /// say, and a third more.
        package var phone = RateLimit(perSecond: 4_000, burst: 8_000)
        /// Anybody else: enough to register with after a power cut, too little to be worth a flood.
        package var unknown = RateLimit(perSecond: 20, burst: 60)
        /// All unknown sources together.
        package var unknownTogether = RateLimit(perSecond: 2_000, burst: 2_000)
        /// How many sources are remembered in each class.
        package var sources = 4_096

        /// The limits that a clinic starts with.
        package init() {}
    }

    /// What was let in and turned away, by class.
    package struct Counters: Hashable, Sendable {
        package var admitted: UInt64 = 0
        package var refusedTrunk: UInt64 = 0
        package var refusedPhone: UInt64 = 0
        package var refusedUnknown: UInt64 = 0
    }

    private var trunk: RateLimiter<String>
    private var phone: RateLimiter<String>
    private var unknown: RateLimiter<String>
    private var unknownTogether: RateLimiter<String>
    /// What happened so far.
    package private(set) var counters = Counters()

    /// A guard with these limits.
    package init(limits: Limits) {
        trunk = RateLimiter(limit: limits.trunk, capacity: limits.sources)
        phone = RateLimiter(limit: limits.phone, capacity: limits.sources)
        unknown = RateLimiter(limit: limits.unknown, capacity: limits.sources)
        unknownTogether = RateLimiter(limit: limits.unknownTogether, capacity: 1)
    }

    /// Whether a message from `host` may be read.
    ///
    /// - Parameter now: a time on a monotonic clock.
    package mutating func admit(_ source: SourceClass, host: String, now: Duration) -> Admission {
        let admission: Admission
        switch source {
        case .trunk:
            admission = trunk.take(host, now: now)
            if admission == .refused { counters.refusedTrunk += 1 }
        case .phone:
            admission = phone.take(host, now: now)
            if admission == .refused { counters.refusedPhone += 1 }
        case .unknown:
            // The shared bucket last: one flooding source must not use up the room of the others.
            admission =
                unknown.take(host, now: now) == .admitted && unknownTogether.take("", now: now) == .admitted
                ? .admitted : .refused
            if admission == .refused { counters.refusedUnknown += 1 }
        }
        if admission == .admitted { counters.admitted += 1 }
        return admission
    }
}
