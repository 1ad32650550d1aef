import CallModel
import Logging
import Media

/// Endpoints of the daemon before this one that no row names, and when they are closed.
///
/// ```
///  0 s    the daemon before is gone
///  1 s    this one has read the rows, and has adopted what they name
/// 10 s    the media process closes what is joined to nobody, and bridges of which a side is not heard
/// 10 min  this closes what is left: bridges in which both sides are heard
/// ```
///
/// A call without a row is one whose bridge was not yet committed, or whose row the disk has lost: two people who talk,
/// and whom no hang-up of the other side reaches. They get the time of most calls to come to their end. As long as the
/// rows cannot be read nobody has a name, and nothing is closed by this: audio that works is worth more than ports.
///
/// - Isolation: signalling.
@Signalling
final class UnnamedEndpoints {
    private let grace: Duration
    private let found: @Signalling () -> [EndpointSummary]
    private let close: @Signalling ([EndpointID]) -> Void
    private let after: @Signalling (Duration, @escaping @Signalling () -> Void) -> Void
    private let logger: Logger

    /// A watch over what is found.
    ///
    /// - Parameters:
    ///   - grace: how long a bridge that nobody names may go on once the rows were read.
    ///   - found: the endpoints of earlier daemons that are there and were not adopted.
    ///   - close: closes some of them.
    init(
        grace: Duration, found: @escaping @Signalling () -> [EndpointSummary],
        close: @escaping @Signalling ([EndpointID]) -> Void,
        after: @escaping @Signalling (Duration, @escaping @Signalling () -> Void) -> Void, logger: Logger
    ) {
        self.grace = grace
        self.found = found
        self.close = close
        self.after = after
        self.logger = logger
    }

    /// The rows were read, and `named` is what they name: what is there besides has the grace time.
    func namesAreKnown(_ named: [EndpointID]) {
        let named = Set(named)
        guard found().contains(where: { $0.peer != nil && !named.contains($0.id) }) else { return }
        after(grace) { [weak self] in self?.closeRest() }
    }

    /// The rows could not be read. Says what that means for those who talk.
    func namesAreUnknown() {
        let endpoints = found()
        guard !endpoints.isEmpty else { return }
        logger.error(
            "people talk whose calls the store cannot name: they talk on for as long as both are heard",
            metadata: ["endpoints": "\(endpoints.count)"])
    }

    private func closeRest() {
        let rest = found()
        guard !rest.isEmpty else { return }
        close(rest.map(\.id))
        logger.error(
            "endpoints of an earlier daemon were closed: no call that is kept has them",
            metadata: [
                "endpoints": "\(rest.count)",
                "names": "\(rest.compactMap { $0.name?.description }.joined(separator: ", "))",
            ])
    }
}
