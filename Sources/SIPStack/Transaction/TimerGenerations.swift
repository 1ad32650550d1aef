import SIP

/// Tells a timer that is still wanted from one that was stopped or armed again: the wheel cannot take entries back.
struct TimerGenerations {
    private var generations = InlineArray<14, UInt16>(repeating: 0)

    /// Arms `timer` and returns what it must show when it fires.
    mutating func arm(_ timer: TransactionTimer) -> UInt16 {
        generations[timer.index] &+= 1
        return generations[timer.index]
    }

    /// Makes what was armed stale.
    mutating func stop(_ timer: TransactionTimer) { generations[timer.index] &+= 1 }

    /// Whether the timer that shows `generation` is the one that was armed last.
    func isCurrent(_ timer: TransactionTimer, _ generation: UInt16) -> Bool {
        generations[timer.index] == generation
    }
}

extension TransactionTimer {
    fileprivate var index: Int {
        switch self {
        case .a: 0
        case .b: 1
        case .d: 2
        case .e: 3
        case .f: 4
        case .g: 5
        case .h: 6
        case .i: 7
        case .j: 8
        case .k: 9
        case .l: 10
        case .m: 11
        case .trying: 12
        case .abandon: 13
        }
    }
}
