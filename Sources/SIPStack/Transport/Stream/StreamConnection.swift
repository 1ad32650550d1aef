import CallModel
import Logging
import NIOCore
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
final class StreamConnection {
    let flow: Flow
    /// Who opened it.
    let origin: Origin
    /// Somebody vouched for the peer.
    var isTrusted = false { didSet { armTimer() } }
    /// When anything went either way.
    private(set) var lastActive = NIODeadline.now()

    enum Origin: Hashable { case accepted, opened(StreamKey) }

    private let layer: TransportLayer
    private let channel: any Channel
    private var framer = StreamFramer()
    private let began = NIODeadline.now()
    private var heardMessage = false
    private var messageBegan: NIODeadline?
    private var timer: (task: Scheduled<Void>, deadline: NIODeadline)?
    private var isClosing = false
    private var hasEnded = false

    init(_ channel: any Channel, flow: Flow, origin: Origin, layer: TransportLayer) {
        self.channel = channel
        self.flow = flow
        self.origin = origin
        self.layer = layer
        // Not channelInactive: a channel that closes before it became active tells nobody else.
        channel.closeFuture.whenComplete { _ in
            Signalling.assumeIsolated { self.ended() }
        }
        armTimer()
    }

    /// Whether something sent now can still leave.
    var isUsable: Bool { !isClosing && channel.isActive }

    // MARK: Arrivals

    func received(_ data: ByteBuffer) {
        guard !isClosing else { return }
        lastActive = .now()
        framer.append(data.readableBytesView)
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
        lastActive = .now()
        channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
        let unsent = (try? channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
        guard unsent > layer.limits.unsentBytes else { return }
        layer.counters.connectionsCongested += 1
        layer.logger.notice("peer does not read, closing", metadata: ["flow": "\(flow)", "unsent": "\(unsent)"])
        close()
    }

    /// Closes soon; never from within the call, so that nobody finds the connection gone under his hands.
    func close() {
        guard !isClosing else { return }
        isClosing = true
        let channel = channel
        layer.loop.execute { channel.close(promise: nil) }
    }

    /// Closes and waits for the end.
    func closed() async {
        close()
        try? await channel.closeFuture.get()
    }

    private func ended() {
        guard !hasEnded else { return }
        hasEnded = true
        isClosing = true
        timer?.task.cancel()
        timer = nil
        layer.connectionEnded(self)
    }

    // MARK: Time limits

    private var deadline: NIODeadline {
        let limits = layer.limits
        var deadline =
            origin == .accepted && !heardMessage
            ? began + TimeAmount(limits.firstMessage)
            : lastActive + TimeAmount(isTrusted ? limits.idleTrusted : limits.idleUnknown)
        if let messageBegan { deadline = min(deadline, messageBegan + TimeAmount(limits.wholeMessage)) }
        return deadline
    }

    /// One timer, moved only when the limit comes nearer; when it comes too early, it is set again.
    private func armTimer() {
        guard !isClosing else { return }
        let deadline = deadline
        if let timer, timer.deadline <= deadline { return }
        timer?.task.cancel()
        let task = layer.loop.scheduleTask(deadline: deadline) { [weak self] () -> Void in
            Signalling.assumeIsolated { self?.timerFired() }
        }
        timer = (task, deadline)
    }

    private func timerFired() {
        timer = nil
        guard deadline <= .now() else { return armTimer() }
        layer.counters.connectionsTimedOut += 1
        layer.logger.debug("connection timed out", metadata: ["flow": "\(flow)"])
        close()
    }
}
