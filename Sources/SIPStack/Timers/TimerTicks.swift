/// Which tick of the wheel a time belongs to: 5 ms long, counted from the start.
///
/// An entry fires up to one tick late and never early. Most are far away, and most of those are taken back before their
/// time: what is further than ``far`` shares every 64th tick, up to 320 ms late, so that the loop does not wake for each.
///
/// - Isolation: a value.
struct TimerTicks {
    private let start: LoopTime
    private static let length: Int64 = 5_000_000
    /// Entries no further away than this, 4 s, fire in their own tick.
    private static let far: Int64 = 4_000_000_000

    init(start: LoopTime) { self.start = start }

    /// The tick in which something is due that comes so long after `now`.
    func due(after delay: Duration, now: LoopTime) -> Int64 {
        let pause = max(0, delay.nanoseconds)
        // The tick in which `now` lies is partly over, hence one more: never early.
        let tick = ((now - start) &+ pause) / Self.length + 1
        return pause > Self.far ? (tick + 63) / 64 * 64 : tick
    }

    /// The tick that is due now.
    func reached(at now: LoopTime) -> Int64 { (now - start) / Self.length }

    /// When the entries of a tick fire.
    func time(of tick: Int64) -> LoopTime { LoopTime(nanoseconds: start.nanoseconds + tick * Self.length) }
}
