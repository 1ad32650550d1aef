import CallModel
import Logging
import SIPStack
import Security
import Testing

/// A transport layer under test, with what it brought in.
@Signalling
final class TransportHarness {
    let layer: TransportLayer
    private(set) var bound: [TransportListener] = []
    /// Messages and ended flows in order.
    private(set) var arrivals: [Arrival] = []
    private(set) var closedFlows: [Flow] = []
    private var waiters: [(isDone: @Signalling () -> Bool, resume: CheckedContinuation<Void, Never>)] = []

    struct Arrival: Sendable {
        let text: String
        let flow: Flow
    }

    private init(_ layer: TransportLayer) { self.layer = layer }

    /// Starts a layer; not isolated, so that the loop is installed before anything runs on the actor.
    nonisolated static func start(
        _ listeners: [TransportListener] = [.udp], client: TLSClientSettings = TLSClientSettings(),
        limits: TransportLimits = TransportLimits()
    ) async throws -> TransportHarness {
        _ = SignallingLoop.shared
        return try await begin(listeners, client, limits)
    }

    private static func begin(
        _ listeners: [TransportListener], _ client: TLSClientSettings, _ limits: TransportLimits
    ) async throws -> TransportHarness {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let layer = TransportLayer(
            timers: SignallingTimers(), listeners: listeners, client: client, limits: limits, logger: logger)
        let harness = TransportHarness(layer)
        layer.receive = { [weak harness] bytes, flow in
            harness?.arrivals.append(Arrival(text: String(decoding: bytes, as: UTF8.self), flow: flow))
            harness?.wake()
        }
        layer.flowClosed = { [weak harness] flow in
            harness?.closedFlows.append(flow)
            harness?.wake()
        }
        harness.bound = try await layer.start()
        return harness
    }

    /// The address of the first listener.
    var address: SocketEndpoint { bound[0].endpoint }

    /// The n-th message, 0 the first, as soon as it is there.
    func arrival(_ index: Int) async throws -> Arrival {
        try await until { self.arrivals.count > index }
        return arrivals[index]
    }

    /// The first message, as soon as it is there; `nil` when so many flows ended before.
    func firstArrival(unlessEnded ended: Int) async throws -> Arrival? {
        try await until { !self.arrivals.isEmpty || self.closedFlows.count >= ended }
        return arrivals.first
    }

    /// The n-th ended flow.
    func closedFlow(_ index: Int) async throws -> Flow {
        try await until { self.closedFlows.count > index }
        return closedFlows[index]
    }

    /// From now on admits nothing from `source`.
    func refuse(_ source: SocketEndpoint) {
        layer.admit = { remote, _ in remote == source ? .refused : .admitted }
    }

    /// From now on admits nothing.
    func refuseAll() {
        layer.admit = { _, _ in .refused }
    }

    /// From now on trusts whoever sends this.
    func trustSender(of text: String) {
        let receive = layer.receive
        layer.receive = { [weak layer] message, flow in
            if message == bytes(text) { layer?.trust(flow) }
            receive?(message, flow)
        }
    }

    /// From now on answers every message, and closes the connection if asked to.
    func answer(_ text: String, closing: Bool) {
        let receive = layer.receive
        layer.receive = { [weak layer] message, flow in
            receive?(message, flow)
            _ = layer?.send(bytes(text), over: flow)
            if closing { layer?.close(flow) }
        }
    }

    /// Waits; the time limit of the suite ends a wait in vain.
    private func until(_ isDone: @escaping @Signalling () -> Bool) async throws {
        await withTaskCancellationHandler { @Signalling in
            // Looked at here and not before: on its way into this closure the task may have been away from the loop.
            await withCheckedContinuation { if isDone() { $0.resume() } else { waiters.append((isDone, $0)) } }
        } onCancel: {
            Task { @Signalling in self.giveUp() }
        }
        try Task.checkCancellation()
    }

    private func giveUp() {
        let all = waiters
        waiters = []
        for waiter in all { waiter.resume.resume() }
    }

    private func wake() {
        let ready = waiters.filter { $0.isDone() }
        waiters.removeAll { $0.isDone() }
        for waiter in ready { waiter.resume.resume() }
    }
}

extension TransportListener {
    /// UDP on a free port of 127.0.0.1.
    static let udp = TransportListener(.udp, SocketEndpoint(host: "127.0.0.1", port: 0))
    /// TCP on a free port of 127.0.0.1.
    static let tcp = TransportListener(.tcp, SocketEndpoint(host: "127.0.0.1", port: 0))
}

/// The UTF-8 bytes of `text`.
func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

/// A small whole message with this Call-ID and body.
func options(_ callID: String, body: String = "") -> String {
    "OPTIONS sip:clinic@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1;branch=z9hG4bK\(callID)\r\n"
        + "Call-ID: \(callID)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
}
