import CallModel
import Calls

/// A queue that one task reads: keys, in the order in which they were pressed.
///
/// - Isolation: signalling.
@Signalling
final class Mailbox<Element: Sendable> {
    private var elements: [Element] = []
    private var waiting: (ticket: UInt64, continuation: UnsafeContinuation<Element?, Never>)?
    private var next: UInt64 = 0
    private var closed = false
    /// How many elements are kept for a reader who does not come; the oldest go first.
    private let limit: Int

    nonisolated init(limit: Int) { self.limit = limit }

    /// Gives an element to the reader, or keeps it.
    func put(_ element: Element) {
        guard !closed else { return }
        if let reader = waiting {
            waiting = nil
            reader.continuation.resume(returning: element)
            return
        }
        if elements.count == limit { elements.removeFirst() }
        elements.append(element)
    }

    /// Drops what nobody has read.
    func clear() { elements = [] }

    /// Ends the queue: a reader who waits, and every later one, gets `nil` once it is empty.
    func close() {
        closed = true
        waiting?.continuation.resume(returning: nil)
        waiting = nil
    }

    /// The next element.
    ///
    /// - Returns: `nil` when the queue is closed and empty, the task was cancelled, the deadline is over, or another
    ///   reader came.
    func take(_ deadline: Deadline? = nil) async -> Element? {
        if !elements.isEmpty { return elements.removeFirst() }
        if closed || Task.isCancelled || deadline?.isOver == true { return nil }
        let ticket = next
        next += 1
        deadline?.watch(self, ticket)
        defer { deadline?.unwatch() }
        return await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                // Asked once more: a task that does not prefer this thread is away from it on its way to here.
                if !elements.isEmpty { return continuation.resume(returning: elements.removeFirst()) }
                if closed || Task.isCancelled || deadline?.isOver == true {
                    return continuation.resume(returning: nil)
                }
                waiting?.continuation.resume(returning: nil)
                waiting = (ticket, continuation)
            }
        } onCancel: {
            Signalling.run { self.leave(ticket) }
        }
    }
}

extension Mailbox: WaitingPlace {
    func leave(_ ticket: UInt64) {
        guard let reader = waiting, reader.ticket == ticket else { return }
        waiting = nil
        reader.continuation.resume(returning: nil)
    }
}
