package import CallModel
package import SIP
import Security

/// Drives the four transaction machines: matches what arrives, keeps their timers, sends what they ask for.
///
/// It knows nothing of dialogs, phones or trunks. Both tables are bounded; a request that finds them full is answered
/// 503 without making a transaction.
///
/// - Isolation: signalling.
/// - Source: RFC 3261 §17.
@Signalling
package final class TransactionLayer {
    /// Called for every new request that is not an ACK; a CANCEL goes to its INVITE.
    package var onRequest: (@Signalling (SIPRequest, ServerTransaction) -> Void)?
    /// Asked first of all: a request that gets an answer here makes no transaction, and neither do its copies.
    package var answerAtOnce: (@Signalling (SIPRequest) -> SIPResponse?)?
    /// Called for an ACK of no transaction: the one to a 2xx.
    package var onACK: (@Signalling (SIPRequest, Flow) -> Void)?
    /// Called for a 2xx to an INVITE whose transaction is over: a late answer that somebody must end.
    package var onStrayAnswer: (@Signalling (SIPResponse, Flow) -> Void)?

    let transport: TransportLayer
    let timers: SignallingTimers
    let refusals: RefusalWatch
    private let values: TimerValues
    /// How many server transactions may be under way or lingering.
    var room: Room
    /// How badly a new request is needed; asked only when the table is nearly full.
    var urgency: (@Signalling (SIPRequest) -> Urgency)?
    private var clients: [TransactionKey: ClientTransaction] = [:]
    private var servers: [TransactionKey: ServerTransaction] = [:]
    private var merged: [MergedRequestKey: TransactionKey] = [:]
    private var branches = BranchMaker()
    /// What happened so far.
    package private(set) var counters = TransactionCounters()

    /// A layer over `transport`.
    ///
    /// - Parameters:
    ///   - values: T1, T2 and T4.
    ///   - capacity: how many server transactions may be under way or lingering.
    package init(
        transport: TransportLayer, timers: SignallingTimers, values: TimerValues = TimerValues(),
        capacity: Int = 400_000
    ) {
        self.transport = transport
        self.timers = timers
        refusals = RefusalWatch(timers: timers)
        self.values = values
        room = Room(total: capacity)
    }

    /// How many transactions are under way or lingering.
    package var live: Int { clients.count + servers.count }

    // MARK: Requests of ours

    /// Sends `request` over `flow` with a Via and branch of ours, and tells `onResponse` and `onEnd` what comes of it.
    ///
    /// - Parameter via: the sent-by to show.
    /// - Returns: the transaction; keep it only to cancel or abandon it.
    @discardableResult
    package func send(
        _ request: SIPRequest, over flow: Flow, sentBy: SocketEndpoint,
        onResponse: @escaping @Signalling (SIPResponse) -> Void,
        onEnd: @escaping @Signalling (TransactionEnding) -> Void
    ) -> ClientTransaction {
        var request = request
        // A CANCEL carries the branch of its INVITE (RFC 3261 §9.1); every other request gets one of its own.
        if request.method != .cancel || request.headers.via.isEmpty {
            request.headers.via = [via(over: flow, sentBy: sentBy)]
        }
        let key = TransactionKey.client(request) ?? TransactionKey.server(request)
        let transaction = ClientTransaction(request: request, key: key, flow: flow, values: values, layer: self)
        transaction.onResponse = onResponse
        transaction.onEnd = onEnd
        clients[key] = transaction
        transaction.start()
        return transaction
    }

    /// Takes up an INVITE that another process sent, which rings and is about to be cancelled: a refusal is acknowledged, a
    /// 2xx goes to ``onStrayAnswer``. Sends nothing itself. What brings no final response within 64·T1 is given up
    /// (RFC 3261 §9.1).
    ///
    /// - Source: RFC 3261 §17.1.1.3.
    package func resume(_ invite: SIPRequest, over flow: Flow) {
        guard let key = TransactionKey.client(invite), clients[key] == nil else { return }
        let transaction = ClientTransaction(resuming: invite, key: key, flow: flow, values: values, layer: self)
        clients[key] = transaction
        timers.after(values.transactionTimeout) { [weak transaction] in transaction?.abandon() }
    }

    /// A Via of ours for a request that makes no transaction: the ACK to a 2xx.
    package func via(over flow: Flow, sentBy: SocketEndpoint) -> Via {
        Via(
            transport: flow.kind.token, host: sentBy.host, port: sentBy.port,
            parameters: OwnBranch.viaParameters(branches.next()))
    }

    // MARK: What arrives

    /// Takes in a response that was parsed and validated.
    package func receive(_ response: SIPResponse, over flow: Flow) {
        if let key = TransactionKey.client(response), let transaction = clients[key] {
            transaction.receive(response)
        } else {
            receiveUnwanted(response, over: flow)
        }
    }

    /// Takes in a response that nobody waits for.
    func receiveUnwanted(_ response: SIPResponse, over flow: Flow) {
        if response.headers.cseq.method == .invite, (200..<300).contains(response.status) {
            onStrayAnswer?(response, flow)
        } else {
            counters.strayResponses += 1
        }
    }

    /// Takes in a request that was parsed and validated, and notes in it where it came from.
    package func receive(_ request: inout SIPRequest, over source: Flow) {
        var flow = source
        ReturnPath.note(&flow, in: &request)
        if let response = answerAtOnce?(request) {
            _ = transport.send(response.serialized(), over: flow)
            return
        }
        let key = TransactionKey.server(request)
        if let transaction = servers[key] {
            transaction.receive(request)
            return
        }
        switch request.method {
        case .ack: onACK?(request, flow)
        case .cancel: cancel(request, over: flow)
        default: open(request, key: key, over: flow)
        }
    }

    private func open(_ request: SIPRequest, key: TransactionKey, over flow: Flow) {
        guard hasRoom(for: request) else {
            counters.refusedForRoom += 1
            var busy = request.response(503)
            busy.headers.others.append(HeaderField("Retry-After", "10"))
            _ = transport.send(busy.serialized(), over: flow)
            return
        }
        let merge = MergedRequestKey(request)
        if let merge, let other = merged.updateValue(key, forKey: merge), other != key, servers[other] != nil {
            merged[merge] = other
            answerWithoutState(request, 482, over: flow)
            return
        }
        let transaction = ServerTransaction(request: request, key: key, flow: flow, values: values, layer: self)
        transaction.merge = merge
        servers[key] = transaction
        // Answered at once, it needs neither the timer of the 100 nor that of giving up: hence the start after it.
        onRequest?(request, transaction)
        transaction.start()
    }

    private func hasRoom(for request: SIPRequest) -> Bool {
        room.has(.routine, beside: servers.count) || room.has(urgency?(request) ?? .routine, beside: servers.count)
    }

    /// Takes a CANCEL: to whoever has its INVITE, and 481 when nobody does (RFC 3261 §9.2).
    private func cancel(_ request: SIPRequest, over flow: Flow) {
        let key = TransactionKey.server(request)
        guard room.has(.urgent, beside: servers.count) else {
            counters.refusedForRoom += 1
            answerWithoutState(request, 481, over: flow)
            return
        }
        let transaction = ServerTransaction(request: request, key: key, flow: flow, values: values, layer: self)
        servers[key] = transaction
        if let told = servers[TransactionKey.invite(cancelledBy: request)]?.onCancel {
            told(request, key, flow)
        } else {
            transaction.respond(request.response(481, toTag: branches.tag()))
        }
        transaction.start()
    }

    /// Whether `request` belongs to a server transaction: its repetition, its ACK, its CANCEL.
    func knows(_ request: SIPRequest) -> Bool {
        servers[TransactionKey.server(request)] != nil
            || request.method == .cancel && servers[TransactionKey.invite(cancelledBy: request)] != nil
    }

    /// Sends a response through the server transaction of this key, while it lives.
    func respond(_ response: SIPResponse, key: TransactionKey) { servers[key]?.respond(response) }

    /// Sends a response that nothing remembers (RFC 3261 §8.2.7).
    package func answerWithoutState(_ request: SIPRequest, _ status: Int, over flow: Flow) {
        _ = transport.send(request.response(status, toTag: branches.tag()).serialized(), over: flow)
    }

    /// A fresh tag for From or To: 64 bits of chance (RFC 3261 §19.3).
    package func makeTag() -> String { branches.tag() }

    /// 64 bits of chance.
    package func makeNumber() -> UInt64 { branches.next() }

    /// A number that is no secret, from 0 to below 1.
    func makeFraction() -> Double { branches.fraction() }

    // MARK: What the transactions say

    func remove(_ transaction: ClientTransaction) {
        guard let place = clients.index(forKey: transaction.key), clients.values[place] === transaction else { return }
        clients.remove(at: place)
    }

    func remove(_ transaction: ServerTransaction) {
        if let place = servers.index(forKey: transaction.key), servers.values[place] === transaction {
            servers.remove(at: place)
        }
        if let merge = transaction.merge, let place = merged.index(forKey: merge),
            merged.values[place] == transaction.key
        {
            merged.remove(at: place)
        }
    }

    func countRefused() { counters.refusedByPort += 1 }

    func count(_ event: IgnoredEvent) { counters.ignored[event, default: 0] += 1 }
}

/// What the transaction layer passed over.
package struct TransactionCounters: Hashable, Sendable {
    /// Responses of no transaction.
    package var strayResponses: UInt64 = 0
    /// Requests of ours to a port where nobody listens (ICMP).
    package var refusedByPort: UInt64 = 0
    /// Requests that found the tables full.
    package var refusedForRoom: UInt64 = 0
    /// Events that a machine had no use for.
    package var ignored: [IgnoredEvent: UInt64] = [:]
}
