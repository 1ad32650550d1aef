import Dispatch

/// A thread that signalling may run on: how work gets there, and whether this is it.
///
/// - Isolation: any thread may call both.
package struct SignallingThread: Sendable {
    /// Runs the work on the thread, soon, in the order of the calls.
    let submit: @Sendable (@escaping @Sendable () -> Void) -> Void
    /// Whether the caller is on the thread.
    let isCurrent: @Sendable () -> Bool

    /// A thread of these functions.
    package init(
        submit: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void,
        isCurrent: @escaping @Sendable () -> Bool
    ) {
        self.submit = submit
        self.isCurrent = isCurrent
    }

    /// A serial queue: what signalling runs on where no event loop is.
    static func queue() -> SignallingThread {
        let queue = DispatchQueue(label: "nightbell.signalling")
        let key = DispatchSpecificKey<Bool>()
        queue.setSpecific(key: key, value: true)
        return SignallingThread(
            submit: { queue.async(execute: $0) }, isCurrent: { DispatchQueue.getSpecific(key: key) == true })
    }
}
