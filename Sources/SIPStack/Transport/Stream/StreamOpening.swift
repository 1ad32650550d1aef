import CallModel

/// A connection that we are opening, and all who wait for it.
///
/// - Isolation: the signalling loop.
@Signalling
final class StreamOpening: StreamSocketOwner, TimerOwner {
    private let key: StreamKey
    private let socket: StreamSocket
    private let layer: TransportLayer
    private var deadline = TimerTicket.none
    private var result: Result<Flow, TransportError>?
    private var waiting: [CheckedContinuation<Result<Flow, TransportError>, Never>] = []

    /// Owns the socket until it is up.
    init(_ key: StreamKey, _ socket: StreamSocket, layer: TransportLayer) {
        self.key = key
        self.socket = socket
        self.layer = layer
        socket.owner = self
        deadline = layer.timers.start(0, of: self, after: layer.limits.connect)
    }

    /// The flow, as soon as it is up.
    ///
    /// - Throws: ``TransportError`` with the place and the reason.
    func flow() async throws(TransportError) -> Flow {
        // Looked at here and not before: on its way to this closure a task may have been away from the loop.
        let settled = await withCheckedContinuation { continuation in
            if let result { continuation.resume(returning: result) } else { waiting.append(continuation) }
        }
        return try settled.get()
    }

    func timerFired(_ number: UInt8) {
        settle(.failure(failure("no answer in time.")))
        socket.close()
    }

    func socketIsUp() {
        if let flow = layer.opened(socket, key) {
            settle(.success(flow))
        } else {
            settle(.failure(TransportError(.closed, "The transports are closed.")))
            socket.close()
        }
    }

    // Bytes come when it is up, and then it is a connection's.
    func socketReceived(_ bytes: [UInt8]) {}

    func socketEnded(_ failure: StreamFailure?) {
        if let failure { layer.streamFailed(from: key.remote, failure) }
        settle(
            .failure(
                self.failure(failure?.words ?? "the peer closed the connection.", isHandshake: failure?.isHandshake)))
    }

    private func failure(_ words: String, isHandshake: Bool? = nil) -> TransportError {
        TransportError(
            isHandshake ?? false ? .handshakeFailed : .connectFailed, "Connecting to \(key.remote): \(words)")
    }

    private func settle(_ result: Result<Flow, TransportError>) {
        guard self.result == nil else { return }
        self.result = result
        layer.timers.stop(deadline)
        layer.streams.opening[key] = nil
        for continuation in waiting { continuation.resume(returning: result) }
        waiting = []
    }
}
