import Synchronization

/// Hands narration lines to whoever listens. A slow listener loses the oldest lines, never anybody's time.
///
/// - Isolation: any thread; never waits.
package final class NarrationHub: Sendable {
    private struct State {
        var listeners: [Int: AsyncStream<NarrationLine>.Continuation] = [:]
        var next = 0
    }
    private let state = Mutex(State())
    private let buffered: Int

    /// A hub whose listeners may be `buffered` lines behind.
    package init(buffered: Int = 1024) { self.buffered = buffered }

    /// Whether anybody listens: a line that nobody hears need not be made.
    package var isHeard: Bool { state.withLock { !$0.listeners.isEmpty } }

    /// Says `line` to all who listen.
    package func post(_ line: NarrationLine) {
        for listener in state.withLock({ $0.listeners.values.map { $0 } }) { listener.yield(line) }
    }

    /// The lines from now on.
    package func lines() -> AsyncStream<NarrationLine> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: NarrationLine.self, bufferingPolicy: .bufferingNewest(buffered))
        let number = state.withLock { state in
            state.next += 1
            state.listeners[state.next] = continuation
            return state.next
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { state in _ = state.listeners.removeValue(forKey: number) }
        }
        return stream
    }

    /// Ends all streams.
    package func finish() {
        let listeners = state.withLock { state in
            defer { state.listeners = [:] }
            return state.listeners.values.map { $0 }
        }
        for listener in listeners { listener.finish() }
    }
}
