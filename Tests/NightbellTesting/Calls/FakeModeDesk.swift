package import CallModel
package import Calls

/// Sets modes in memory, for who knows that the PIN is 4711.
@Signalling
package final class FakeModeDesk: ModeDesk {
    /// What a change comes to.
    package var behaviour = RecordingJournal.Behaviour.works
    /// What the PIN is answered with when it is not 4711.
    package var refusal = PINAnswer.wrong
    /// What was set, in order: `snow-day`, `mesa: none`.
    package private(set) var changes: [String] = []
    /// How many PINs were looked at.
    package private(set) var checked = 0
    private let chronicle: Chronicle

    /// A desk that works.
    package init(_ chronicle: Chronicle) { self.chronicle = chronicle }

    package func check(pin digits: String, from caller: PhoneNumber?) -> PINAnswer {
        checked += 1
        return digits == "4711" ? .right : refusal
    }

    package func set(_ mode: String?, site: String?) async throws {
        chronicle.suspends()
        switch behaviour {
        case .works: break
        case .fails: throw StoreFailure()
        case .hangs: await Settlement().wait()
        }
        await Signalling.turn()
        try Task.checkCancellation()
        changes.append((site.map { "\($0): " } ?? "") + (mode ?? "none"))
        chronicle.write("mode \(mode ?? "none")")
    }
}
