import SIP

/// Two user agents, a clock and a network that loses what it is told to: everything of the real stack but the sockets.
///
/// Messages take 10 ms. Everything happens in the order of its time, then of its making.
final class AgentWorld {
    private struct Event {
        var time: Duration
        var order: Int
        var run: () -> Void
    }

    private(set) var now = Duration.zero
    private var events: [Event] = []
    private var order = 0
    /// The messages sent so far, in the order of their sending: `1 alice INVITE`.
    private(set) var sent: [String] = []
    /// Which messages are lost, by their number from 1.
    var loses: (Int) -> Loss = { _ in .arrives }
    /// The responses that server transactions know by their bytes.
    private var written: [SIPResponse] = []

    enum Loss { case arrives, lost }

    func after(_ delay: Duration, _ run: @escaping () -> Void) {
        order += 1
        events.append(Event(time: now + delay, order: order, run: run))
    }

    /// Runs until nothing is left to happen, or until this time.
    func run(until end: Duration = .seconds(100_000)) {
        while let next = events.min(by: { ($0.time, $0.order) < ($1.time, $1.order) }), next.time <= end {
            events.removeAll { $0.order == next.order }
            now = next.time
            next.run()
        }
        now = max(now, min(end, now))
    }

    /// Whether something is still to happen.
    var isQuiet: Bool { events.isEmpty }

    func transmit(_ message: SIPMessage, from: Agent, to: Agent) {
        let what =
            switch message {
            case .request(let request): request.method.token
            case .response(let response): "\(response.status) \(response.headers.cseq.method)"
            }
        sent.append("\(from.name) \(what)")
        guard loses(sent.count) == .arrives else { return }
        after(.milliseconds(10)) { to.receive(message) }
    }

    func write(_ response: SIPResponse) -> [UInt8] {
        written.append(response)
        return Array(String(written.count - 1).utf8)
    }

    func read(_ bytes: [UInt8]) -> SIPResponse? {
        Int(String(decoding: bytes, as: UTF8.self)).map { written[$0] }
    }
}
