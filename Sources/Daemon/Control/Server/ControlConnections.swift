import NIOCore
import Synchronization

/// The open connections of a control server.
///
/// - Isolation: any thread.
final class ControlConnections: Sendable {
    enum Admission { case admitted, full }

    private struct State {
        var channels: [ObjectIdentifier: any Channel] = [:]
        var closed = false
    }
    private let state = Mutex(State())
    private let bound: Int

    init(bound: Int) { self.bound = bound }

    /// Admits `channel` until it is closed.
    func admit(_ channel: any Channel) -> Admission {
        let admission = state.withLock { state -> Admission in
            guard !state.closed, state.channels.count < bound else { return .full }
            state.channels[ObjectIdentifier(channel)] = channel
            return .admitted
        }
        if admission == .admitted {
            channel.closeFuture.whenComplete { [self] _ in
                state.withLock { state in _ = state.channels.removeValue(forKey: ObjectIdentifier(channel)) }
            }
        }
        return admission
    }

    /// Closes all, and admits none from now on.
    func closeAll() {
        let channels = state.withLock { state in
            state.closed = true
            return state.channels.values.map { $0 }
        }
        for channel in channels { channel.close(promise: nil) }
    }
}
