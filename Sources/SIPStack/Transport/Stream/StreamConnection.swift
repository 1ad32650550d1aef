import CallModel
import Logging
import SIPWire

/// One open TCP or TLS connection: cuts messages out of its bytes, answers keep-alives, and ends when its peer is too
/// slow, too silent or too fast.
///
///     accepted ──── first message ────┬── idle, unknown ──► closed
///              firstMessage           └── idle, trusted ──► closed
///     first byte of a message ─ wholeMessage ─ last byte
///
/// - Isolation: the signalling loop.
@Signalling
final class StreamConnection: StreamSocketOwner, TimerOwner {
    let flow: Flow
    /// Who opened it.
    let origin: Origin
    /// Somebody vouched for the peer.
    var isTrusted = false { didSet { armTimer() } }
    /// When anything went either way.
    private(set) var lastActive = LoopTime.now

    enum Origin: Hashable { case accepted, opened(StreamKey) }

    private let layer: TransportLayer
    private let socket: StreamSocket
    private var framer = StreamFramer()
    private let began = LoopTime.now
    private var heardMessage = false
    private var messageBegan: LoopTime?
    private var timer: (ticket: TimerTicket, deadline: LoopTime)?
    private var isClosing = false

    /// Owns the socket from now on.
    init(_ socket: StreamSocket, flow: Flow, origin: Origin, layer: TransportLayer) {
        self.socket = socket
        self.flow = flow
        self.origin = origin
        self.layer = layer
        socket.owner = self
        armTimer()
    }

    /// Whether something sent now can still leave.
    var isUsable: Bool { !isClosing && socket.isUsable }

    // MARK: Arrivals

    func socketIsUp() {}

    func socketReceived(_ bytes: [UInt8]) {
        guard !isClosing else { return }
        lastActive = .now
        framer.append(bytes)
        do {
            while !isClosing, let event = try framer.next() { handle(event) }
        } catch {
            layer.counters.streamsMalformed += 1
            layer.logger.debug("stream is no SIP", metadata: ["flow": "\(flow)", "reason": "\(error.rawValue)"])
            close()
        }
        messageBegan = framer.pending > 0 ? messageBegan ?? lastActive : nil
        armTimer()
    }

    private func handle(_ event: StreamFramer.Event) {
        messageBegan = nil
        switch event {
        case .message(let bytes):
            heardMessage = true
            layer.counters.streamMessagesReceived += 1
            guard layer.admit?(flow.remote, flow.kind) ?? .admitted == .admitted else {
                layer.counters.refused += 1
                close()
                return
            }
            layer.receive?(bytes, flow)
        case .ping:
            layer.counters.keepAlives += 1
            write([13, 10])
        case .pong: layer.counters.keepAlives += 1
        }
    }

    // MARK: Sending

    func send(_ bytes: [UInt8]) -> SendOutcome {
        guard isUsable else { return .gone }
        write(bytes)
        if isClosing { return .gone }
        layer.counters.streamMessagesSent += 1
        return .sent
    }

    private func write(_ bytes: [UInt8]) {
        lastActive = .now
        socket.send(bytes)
        guard socket.unsent > layer.limits.unsentBytes else { return }
        layer.counters.connectionsCongested += 1
        layer.logger.notice("peer does not read, closing", metadata: ["flow": "\(flow)", "unsent": "\(socket.unsent)"])
        close()
    }

    /// Closes soon; never from within the call, so that nobody finds the connection gone under his hands.
    func close() {
        guard !isClosing else { return }
        isClosing = true
        Signalling.run { self.socket.close() }
    }

    func socketEnded(_ failure: StreamFailure?) {
        isClosing = true
        if let timer { layer.timers.stop(timer.ticket) }
        timer = nil
        if let failure { layer.streamFailed(from: flow.remote, failure) }
        layer.connectionEnded(self)
    }

    // MARK: Time limits

    private var deadline: LoopTime {
        let limits = layer.limits
        var deadline =
            origin == .accepted && !heardMessage
            ? began + limits.firstMessage
            : lastActive + (isTrusted ? limits.idleTrusted : limits.idleUnknown)
        if let messageBegan { deadline = min(deadline, messageBegan + limits.wholeMessage) }
        return deadline
    }

    /// One timer, moved only when the limit comes nearer; when it comes too early, it is set again.
    private func armTimer() {
        guard !isClosing else { return }
        let deadline = deadline
        if let timer, timer.deadline <= deadline { return }
        if let timer { layer.timers.stop(timer.ticket) }
        let pause = Duration.nanoseconds(deadline - .now)
        timer = (layer.timers.start(0, of: self, after: pause), deadline)
    }

    func timerFired(_ number: UInt8) {
        timer = nil
        guard deadline <= .now else { return armTimer() }
        layer.counters.connectionsTimedOut += 1
        layer.logger.debug("connection timed out", metadata: ["flow": "\(flow)"])
        close()
    }
}
