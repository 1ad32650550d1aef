import Media

/// Whether the other process still answers: asked when it was silent for a while, and given up when that helps nothing.
///
/// ```
/// 0 s  something comes
/// 1 s  nothing more: ask
/// 4 s  still nothing: it hangs
/// ```
struct Heartbeat {
    /// What is to be done now.
    enum Action: Hashable { case nothing, ask, giveUp }

    private let pause: Duration
    private let patience: Duration
    private var heard: MediaInstant
    private var asked: MediaInstant?

    /// Something was heard `now`.
    init(pause: Duration, patience: Duration, now: MediaInstant) {
        self.pause = pause
        self.patience = patience
        heard = now
    }

    /// Something came.
    mutating func beats(now: MediaInstant) {
        heard = now
        asked = nil
    }

    /// When to look again.
    var next: MediaInstant { asked?.advanced(by: patience) ?? heard.advanced(by: pause) }

    /// What is to be done now. Whoever was stopped itself asks first: it has heard nothing because it did not listen.
    mutating func look(now: MediaInstant) -> Action {
        guard now >= next else { return .nothing }
        guard asked == nil else { return .giveUp }
        asked = now
        return .ask
    }
}
