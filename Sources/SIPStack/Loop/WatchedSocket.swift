package import CallModel

/// What a socket that the loop watches is told.
///
/// - Isolation: the signalling loop.
@Signalling
package protocol WatchedSocket: AnyObject {
    /// It can be read or written now. Both are told when it failed or its peer has gone: doing so finds out.
    func isReady(_ readiness: SocketReadiness)
}

/// What can be done with a socket without waiting.
package struct SocketReadiness: OptionSet, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let reading = SocketReadiness(rawValue: 1)
    package static let writing = SocketReadiness(rawValue: 2)
}

/// Something of the loop that is due at a time.
///
/// - Isolation: the signalling loop.
@Signalling
protocol LoopAlarm: AnyObject {
    /// The time has come.
    func isDue()
}
