package import CallModel

/// Where modes are set from the telephone. The daemon stands behind it; only there is the PIN known.
@Signalling
package protocol ModeDesk: Sendable {
    /// Whether these digits are the PIN. Wrong ones are counted, and after too many of them no more are looked at.
    ///
    /// - Parameter caller: whose tries they count as; withheld numbers are one caller.
    func check(pin digits: String, from caller: PhoneNumber?) -> PINAnswer

    /// Puts a site, or the whole clinic, into a mode, or back to none. When this returns, it is on disk and counts for
    /// new calls.
    ///
    /// - Throws: when it could not be committed.
    func set(_ mode: String?, site: String?) async throws
}

/// What came of a PIN.
package enum PINAnswer: String, Hashable, Sendable {
    case right
    case wrong
    /// There were too many wrong ones within the hour: it was not looked at.
    case tooMany
}
