import CallModel

/// Finds out why a UDP peer is silent: asks once for all who wait for the same endpoint.
///
/// The sockets that signalling sends from are not connected, so that the kernel does not tell them of ICMP errors; with
/// IP_RECVERR it would, and whoever can forge one ICMP message could end a transaction whose peer answers. So a silent peer
/// is asked from another port, and its refusal counts only while it stays silent.
///
/// - Isolation: the signalling loop.
@Signalling
final class RefusalWatch {
    private final class Question {
        let probe: RefusalProbe
        var waiting: [@Signalling () -> Void] = []
        init(_ probe: consuming RefusalProbe) { self.probe = probe }
    }

    /// Endpoints that may be asked at a time; another one is left to its transaction's timer.
    static let capacity = 64
    /// When it is looked for the refusal, after the question.
    static let looks: [Duration] = [.milliseconds(5), .milliseconds(50), .milliseconds(250)]

    /// Whether the host of this flow may be asked; `nil` asks every one.
    var mayAsk: (@Signalling (Flow) -> Bool)?
    private let timers: SignallingTimers
    private var asked: [SocketEndpoint: Question] = [:]

    init(timers: SignallingTimers) { self.timers = timers }

    /// Endpoints that are being asked.
    var openQuestions: Int { asked.count }

    /// Calls `refused` once when the host of `flow`'s far end says within 250 ms that nobody listens there. TCP and TLS
    /// need no such question.
    func ask(_ flow: Flow, refused: @escaping @Signalling () -> Void) {
        guard flow.kind == .udp, mayAsk?(flow) ?? true else { return }
        if let question = asked[flow.remote] {
            question.waiting.append(refused)
            return
        }
        guard asked.count < Self.capacity, let probe = RefusalProbe(to: flow.remote, from: flow.local.host) else {
            return
        }
        let question = Question(probe)
        question.waiting.append(refused)
        asked[flow.remote] = question
        for look in Self.looks {
            timers.after(look) { self.look(flow.remote, question, isLast: look == Self.looks.last) }
        }
    }

    private func look(_ remote: SocketEndpoint, _ question: Question, isLast: Bool) {
        guard asked[remote] === question else { return }
        switch question.probe.finding() {
        case .refused:
            asked[remote] = nil
            for waiting in question.waiting { waiting() }
        case .nothing:
            if isLast { asked[remote] = nil }
        }
    }
}
