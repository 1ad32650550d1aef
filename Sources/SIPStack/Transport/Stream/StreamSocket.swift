import CallModel
import Glibc
import Security

/// Whom a ``StreamSocket`` tells.
///
/// - Isolation: the signalling loop.
@Signalling
protocol StreamSocketOwner: AnyObject {
    /// It is connected and, with TLS, the peer is who it should be.
    func socketIsUp()
    /// The peer said this.
    func socketReceived(_ bytes: [UInt8])
    /// It is closed; `failure` says why when neither side wanted it. Told once, and nothing after it.
    func socketEnded(_ failure: StreamFailure?)
}

/// Why a connection ended that neither side closed, in the words of the kernel or of OpenSSL.
struct StreamFailure: Hashable, Sendable {
    /// Before the TLS session was open.
    var isHandshake = false
    let words: String

    init(errno reason: CInt) { words = String(cString: strerror(reason)) }

    init(handshake words: String) { (self.words, isHandshake) = (words, true) }

    init(_ words: String) { self.words = words }
}

/// One TCP connection, with TLS or without: bytes in, bytes out, and its end.
///
///     connecting ─► securing (TLS) ─► open ─► ended
///          └──────────────┴──────────────────►┘
///
/// - Isolation: the signalling loop. The owner is never told from within ``send(_:)``.
@Signalling
final class StreamSocket: WatchedSocket {
    private enum Phase { case connecting, securing, open, ended }

    /// Told of what happens; held until the end.
    var owner: (any StreamSocketOwner)?
    /// Our end; not known before it is connected.
    private(set) var local: SocketEndpoint?
    private let descriptor: CInt
    private let session: TLSSession?
    private var phase: Phase
    /// What the kernel has no room for yet, from ``sent`` on.
    private var outgoing: [UInt8] = []
    private var sent = 0
    /// The kernel had no room, and tells when it has.
    private var isBlocked = false

    /// So many bytes are read at a time, and so often a turn: one connection does not keep the others waiting.
    private static let portion = (bytes: 16_384, count: 2)

    private init(_ descriptor: CInt, _ session: TLSSession?, _ phase: Phase) {
        self.descriptor = descriptor
        self.session = session
        self.phase = phase
    }

    /// The socket of a connection that was accepted; `nil` when it has gone already or cannot be watched, and is closed.
    static func accepted(_ descriptor: CInt, session: TLSSession?) -> StreamSocket? {
        let socket = StreamSocket(descriptor, session, session == nil ? .open : .securing)
        socket.local = SocketAddressBytes.localName(of: descriptor)
        guard socket.local != nil, SignallingLoop.shared.watch(descriptor, for: .reading, socket) else {
            Glibc.close(descriptor)
            return nil
        }
        return socket
    }

    /// Begins to connect; the owner is told how it goes.
    static func connecting(
        to remote: SocketEndpoint, session: TLSSession?
    ) throws(TransportError) -> StreamSocket {
        let descriptor = try StreamDescriptor.connecting(to: remote)
        let socket = StreamSocket(descriptor, session, .connecting)
        guard SignallingLoop.shared.watch(descriptor, for: .writing, socket) else {
            Glibc.close(descriptor)
            throw TransportError(.connectFailed, "Connecting to \(remote): no memory.")
        }
        return socket
    }

    /// Whether something sent now can still leave.
    var isUsable: Bool { phase != .ended }

    /// How many bytes wait for the peer to read.
    var unsent: Int { outgoing.count - sent }

    // MARK: Sending

    /// Sends, or keeps what the kernel has no room for. Before TLS is open it is lost.
    func send(_ bytes: [UInt8]) {
        guard let session else { return write(bytes) }
        write(session.send(bytes).ciphertext)
    }

    private func write(_ bytes: [UInt8]) {
        guard phase != .ended, !bytes.isEmpty else { return }
        outgoing += bytes
        if !isBlocked { flush() }
    }

    /// Gives the kernel what it takes.
    private func flush() {
        while unsent > 0 {
            let count = outgoing.withUnsafeBytes { bytes in
                Glibc.send(descriptor, bytes.baseAddress.map { $0 + sent }, unsent, CInt(MSG_NOSIGNAL))
            }
            guard count < 0 else {
                sent += count
                continue
            }
            switch errno {
            case EINTR: continue
            case EAGAIN:
                outgoing.removeFirst(sent)
                sent = 0
                isBlocked = true
                SignallingLoop.shared.watch(descriptor, for: [.reading, .writing], self)
                return
            case let reason:
                // Later: whoever sends now must not find the connection gone under his hands.
                let failure = StreamFailure(errno: reason)
                Signalling.run { self.end(failure) }
                return
            }
        }
        (outgoing, sent) = ([], 0)
        if isBlocked { SignallingLoop.shared.watch(descriptor, for: .reading, self) }
        isBlocked = false
    }

    // MARK: Arrivals

    func isReady(_ readiness: SocketReadiness) {
        if phase == .connecting { return connected() }
        if readiness.contains(.writing), unsent > 0 { flush() }
        if readiness.contains(.reading) { read() }
    }

    private func connected() {
        let reason = StreamDescriptor.failure(of: descriptor)
        guard reason == 0 else { return end(StreamFailure(errno: reason)) }
        local = SocketAddressBytes.localName(of: descriptor)
        SignallingLoop.shared.watch(descriptor, for: .reading, self)
        phase = session == nil ? .open : .securing
        if let session { write(session.start().ciphertext) } else { owner?.socketIsUp() }
    }

    private func read() {
        for _ in 0..<Self.portion.count where phase != .ended {
            var count = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: Self.portion.bytes) { room, filled in
                count = recv(descriptor, room.baseAddress, room.count, 0)
                filled = max(0, count)
            }
            switch (count, errno) {
            case (1..., _): arrived(bytes)
            case (0, _): return peerClosed()
            case (_, EAGAIN), (_, EINTR): return
            case (_, let reason): return end(StreamFailure(errno: reason))
            }
            if count < Self.portion.bytes { return }
        }
    }

    private func arrived(_ bytes: [UInt8]) {
        guard let session else {
            owner?.socketReceived(bytes)
            return
        }
        let step = session.receive(bytes)
        write(step.ciphertext)
        let wasSecuring = phase == .securing
        // Data and close_notify may come with the end of the handshake.
        if wasSecuring, session.state == .open || !step.plaintext.isEmpty {
            phase = .open
            owner?.socketIsUp()
        }
        if !step.plaintext.isEmpty { owner?.socketReceived(step.plaintext) }
        switch session.state {
        case .handshaking, .open: break
        case .closed: end(nil)
        case .failed(let words): end(wasSecuring ? StreamFailure(handshake: words) : StreamFailure(words))
        }
    }

    private func peerClosed() {
        session?.socketEnded()
        if phase == .securing, case .failed(let words) = session?.state { return end(StreamFailure(handshake: words)) }
        end(nil)
    }

    // MARK: The end

    /// Closes it now. What the kernel has taken still leaves.
    func close() {
        if phase == .open || phase == .securing, let session { write(session.close().ciphertext) }
        end(nil)
    }

    private func end(_ failure: StreamFailure?) {
        guard phase != .ended else { return }
        phase = .ended
        SignallingLoop.shared.forget(descriptor)
        Glibc.close(descriptor)
        owner?.socketEnded(failure)
        owner = nil
    }
}
