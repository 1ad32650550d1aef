import Media
import Synchronization

/// What other threads have put down for a media thread.
///
/// - Isolation: any thread; held for as long as an append takes.
struct ThreadInbox: ~Copyable, Sendable {
    /// Messages that may wait. Closes and events are let in up to four times as many.
    static let capacity = 8_192

    /// An endpoint that another thread has let go of.
    struct Arrival {
        let id: EndpointID
        /// `nil` when the other thread did not have it.
        let endpoint: Endpoint?
    }

    /// All that is there.
    struct Content {
        var messages: [ThreadMessage] = []
        var arrivals: [Arrival] = []
        var isStopping = false
        /// Whether somebody was told to ring.
        fileprivate var isWoken = false
        /// When the thread looks in without being rung for.
        fileprivate var visit = Visit.none
    }

    /// When a thread looks into its inbox without being rung for.
    enum Visit: Int {
        /// Not at all.
        case none
        /// Within 20 ms, and before it takes or sends anything.
        case soon
        /// And with each packet that comes to its endpoints.
        case withEachPacket
    }

    private let content = Mutex(Content())
    private let isFilled = Atomic(false)

    /// Whether there is something.
    var hasNews: Bool { isFilled.load(ordering: .acquiring) }

    /// Puts down a message, as long as there is room for one of its kind.
    ///
    /// It is not rung for when the visit that comes anyhow is early enough (``ThreadMessage/patience``).
    func post(_ message: ThreadMessage) -> Posting {
        let capacity =
            switch message {
            case .command(.close), .command(.stop), .command(.unbridge), .emit: 4 * Self.capacity
            case .handOver, .awaitEndpoint, .reopen: Int.max
            case .command: Self.capacity
            }
        return enqueue(until: message.patience) { content in
            guard content.messages.count < capacity else { return false }
            content.messages.append(message)
            return true
        }
    }

    /// Puts down an endpoint.
    func post(_ arrival: Arrival) -> Posting {
        enqueue { content in
            content.arrivals.append(arrival)
            return true
        }
    }

    /// Asks the thread to end when all is done.
    func stop() -> Posting {
        enqueue { content in
            content.isStopping = true
            return true
        }
    }

    /// Takes out all that is there.
    ///
    /// - Parameters:
    ///   - visit: when the thread will do so again.
    ///   - room: an empty list with memory for what comes next.
    func takeAll(next visit: Visit, leaving room: [ThreadMessage] = []) -> Content {
        content.withLock { content in
            let taken = content
            content = Content(messages: room, isStopping: taken.isStopping, visit: visit)
            isFilled.store(false, ordering: .releasing)
            return taken
        }
    }

    /// From now on there are endpoints whose packets wake nobody.
    func expectUnheard() {
        content.withLock { if $0.visit == .withEachPacket { $0.visit = .soon } }
    }

    private func enqueue(until patience: Visit = .none, _ change: (inout Content) -> Bool) -> Posting {
        content.withLock { content in
            guard change(&content) else { return .refused }
            isFilled.store(true, ordering: .releasing)
            if content.isWoken || patience != .none && content.visit.rawValue >= patience.rawValue { return .queued }
            content.isWoken = true
            return .queuedFirst
        }
    }
}
