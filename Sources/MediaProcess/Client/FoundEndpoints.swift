import Media
import Synchronization

/// The endpoints of another signalling process that were there when ours came.
///
/// - Isolation: any thread.
final class FoundEndpoints: Sendable {
    private let summaries = Mutex([EndpointID: EndpointSummary]())

    /// Those that are there still.
    var all: [EndpointSummary] { summaries.withLock { Array($0.values) } }

    /// What is there now, in place of what was.
    func set(_ found: [EndpointSummary]) {
        summaries.withLock { $0 = Dictionary(found.map { ($0.id, $0) }) { first, _ in first } }
    }

    /// Takes one away; `nil` when it is gone.
    func take(_ id: EndpointID) -> EndpointSummary? { summaries.withLock { $0.removeValue(forKey: id) } }

    /// What happens to those that are nobody's yet.
    func note(_ events: [MediaEvent]) {
        summaries.withLock { summaries in
            guard !summaries.isEmpty else { return }
            for event in events {
                switch event {
                case .closed(let id, _): summaries[id] = nil
                case .deadMedia(let id): summaries[id]?.isSilent = true
                default: break
                }
            }
        }
    }
}
