package import Dispatch

/// Does something again and again on a thread of its own, whatever holds its test up meanwhile, until it is ended or let go.
///
/// - Isolation: that of its test; the action is done on any thread.
package final class Beat {
    private let timer: any DispatchSourceTimer

    /// Does `action` at once and then every `pause`.
    package init(every pause: DispatchTimeInterval, _ action: @escaping @Sendable () -> Void) {
        timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "beat", qos: .userInteractive))
        timer.setEventHandler(handler: action)
        timer.schedule(deadline: .now(), repeating: pause)
        timer.resume()
    }

    deinit { end() }

    /// Ends it; it may be doing it for the last time.
    package func end() { timer.cancel() }
}
