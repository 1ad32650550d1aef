import SIP

/// Two user agents, a clock and a network that loses what it is told to: everything of the real stack but the sockets.
///
/// Messages take 10 ms. Everything happens in the order of its time, then of its making.
final class AgentWorld {
    private struct Event {
        var time: Duration
        var run: () -> Void
    }

    private(set) var now = Duration.zero
    /// The next one last.
    private var events: [Event] = []
    /// The messages sent so far, in the order of their sending: `1 alice INVITE`.
    private(set) var sent: [String] = []
    /// Which messages are lost, by their number from 1.
    var loses: (Int) -> Loss = { _ in .arrives }
    /// The responses that server transactions know by their bytes.
    private var written: [SIPResponse] = []

    enum Loss { case arrives, lost }

    func after(_ delay: Duration, _ run: @escaping () -> Void) {
        let event = Event(time: now + delay, run: run)
        var (low, high) = (0, events.count)
        while low < high {
            let middle = (low + high) / 2
            if events[middle].time > event.time { low = middle + 1 } else { high = middle }
        }
        events.insert(event, at: low)
    }

    /// Runs until nothing is left to happen, or until this time.
    func run(until end: Duration = .seconds(100_000)) {
        while let next = events.last, next.time <= end {
            events.removeLast()
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
