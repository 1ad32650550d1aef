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
        /// Whether the thread looks in within 20 ms without being rung for.
        fileprivate var comesBack = false
    }

    private let content = Mutex(Content())

    /// Puts down a message, as long as there is room for one of its kind.
    ///
    /// A close is not rung for when the thread comes back soon: who is gone hears nothing, and for its counts nobody waits.
    func post(_ message: ThreadMessage) -> Posting {
        let capacity =
            switch message {
            case .command(.close), .command(.stop), .command(.unbridge), .emit: 4 * Self.capacity
            case .handOver, .awaitEndpoint, .reopen: Int.max
            case .command: Self.capacity
            }
        let canWait = if case .command(.close) = message { true } else { false }
        return enqueue(canWait: canWait) { content in
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
    /// - Parameter comingBack: the thread will do so again within 20 ms.
    func takeAll(comingBack: Bool) -> Content {
        content.withLock { content in
            let taken = content
            content = Content(isStopping: taken.isStopping, comesBack: comingBack)
            return taken
        }
    }

    private func enqueue(canWait: Bool = false, _ change: (inout Content) -> Bool) -> Posting {
        content.withLock { content in
            guard change(&content) else { return .refused }
            if content.isWoken || canWait && content.comesBack { return .queued }
            content.isWoken = true
            return .queuedFirst
        }
    }
}
