import CallModel

/// Wrong PINs of the last hour: so many of one caller, and so many of all, and no PIN is looked at any more until the
/// first of them is an hour old.
///
/// Three in a call and 6 in an hour let nobody through who guesses at 10,000 PINs; 20 of all are for who changes numbers.
/// Whoever has the PIN and is kept out by that has `nightbell mode`.
@Signalling
final class PINTries {
    static let mostOfCaller = 6
    static let most = 20
    static let span = Duration.seconds(3600)

    /// Never more than ``most``. A withheld number is a caller, too.
    private var wrong: [(caller: PhoneNumber?, at: Timestamp)] = []

    nonisolated init() {}

    /// Whether a PIN of this caller is looked at.
    func allows(_ caller: PhoneNumber?, at now: Timestamp) -> Verdict {
        wrong.removeAll { now - $0.at >= Self.span }
        guard wrong.count < Self.most, wrong.count(where: { $0.caller == caller }) < Self.mostOfCaller else {
            return .refused
        }
        return .allowed
    }

    enum Verdict: Hashable { case allowed, refused }

    /// One was wrong, after it was allowed.
    func add(_ caller: PhoneNumber?, at now: Timestamp) { wrong.append((caller, now)) }
}
