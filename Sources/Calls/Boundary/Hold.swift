import CallModel

/// Whether the far side of a line listens, as offer and answer have agreed.
package enum Hold: Hashable, Sendable {
    /// It does.
    case off
    /// It has put us on hold: nothing is sent to it, and it need not send.
    case on
}

extension Leg {
    // A leg without audio is never held, and never asked.
    package var hold: Hold { .off }
    package func whenHeld(_ action: @escaping @Signalling (Hold) -> Void) {}
    package func probe() {}
}
