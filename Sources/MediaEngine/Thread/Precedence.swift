import Media

/// Whether a media thread goes before the threads of other programs and of signalling, and when it may not.
///
/// Who floods its ports keeps the thread busy, and must not keep the processor from all others with it. So what it uses is
/// looked at four times a second; above nine tenths it goes like any thread, until ten seconds later it needs less.
///
/// ```
/// 0.00 s  begins            → goes first
/// 0.25 s  has used 0.05 s
/// 0.50 s  has used 0.29 s   → goes like others: 0.24 s in a quarter of a second
/// 10.5 s  has used 8 s
/// 10.75 s has used 8.1 s    → goes first
/// ```
struct Precedence {
    /// How the thread goes from now on.
    enum Change: Sendable { case first, likeOthers }

    private static let period = Duration.milliseconds(250)
    private static let pause = Duration.seconds(10)
    /// Nanoseconds that may be used in a second.
    private static let share: UInt64 = 900_000_000

    /// When to ask again.
    private(set) var due: MediaInstant
    private var began: MediaInstant
    private var used: UInt64
    private var pauses: UInt64
    private var fairUntil: MediaInstant?

    /// A thread that goes first, has used so many nanoseconds of a processor, and has paused so often.
    init(used: UInt64, pauses: UInt64, now: MediaInstant) {
        self.used = used
        self.pauses = pauses
        began = now
        due = now.advanced(by: Self.period)
    }

    /// Notes what the thread has used by now, in nanoseconds, and how often it has waited for work.
    ///
    /// One that never waits takes all there is, however little the host or interrupts leave of the processor.
    ///
    /// - Returns: what is to be changed; `nil` when nothing is.
    mutating func note(used: UInt64, pauses: UInt64, now: MediaInstant) -> Change? {
        let elapsed = max(1, now.nanoseconds &- began.nanoseconds)
        let isBusy = pauses == self.pauses || Double(used &- self.used) > Double(elapsed) * Double(Self.share) / 1e9
        self.used = used
        self.pauses = pauses
        began = now
        due = now.advanced(by: Self.period)
        guard let fairUntil else {
            guard isBusy else { return nil }
            self.fairUntil = now.advanced(by: Self.pause)
            return .likeOthers
        }
        guard !isBusy, now >= fairUntil else { return nil }
        self.fairUntil = nil
        return .first
    }
}
