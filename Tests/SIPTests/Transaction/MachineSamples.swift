import SIP

/// Messages for the machines' tests: Alice calls Bob.
enum MachineSamples {
    static let alice = SIPURI(user: "alice", host: "client.example")
    static let bob = SIPURI(user: "bob", host: "biloxi.example")

    static func headers(_ method: Method, cseq: UInt32, branch: String?, toTag: String? = nil) -> Headers {
        var from = NameAddress(uri: SIPURI(user: "alice", host: "atlanta.example"))
        from.tag = "a1"
        var to = NameAddress(uri: bob)
        to.tag = toTag
        let via = branch.map { branch in
            [
                Via(
                    transport: "UDP", host: "client.example", port: 5060,
                    parameters: Parameters([.init("branch", branch)]))
            ]
        }
        return Headers(
            via: via ?? [], from: from, to: to, callID: "c1@client.example", cseq: CSeq(cseq, method),
            contacts: [NameAddress(uri: alice)], maxForwards: 70)
    }

    static func request(
        _ method: Method, cseq: UInt32 = 1, branch: String? = "z9hG4bK-1", toTag: String? = nil, body: String = ""
    ) -> SIPRequest {
        var headers = headers(method, cseq: cseq, branch: branch, toTag: toTag)
        if !body.isEmpty {
            headers.contentType = "application/sdp"
            headers.contentTypeText = "application/sdp"
        }
        return SIPRequest(method: method, uri: bob, headers: headers, body: Array(body.utf8))
    }

    static func response(_ status: Int, to method: Method = .invite) -> SIPResponse {
        request(method).response(status, toTag: "b1")
    }
}

extension Duration {
    /// `500 ms` below a second, `32 s` from there on, `3.5 s` between.
    var words: String {
        let milliseconds = Int(self / .milliseconds(1))
        if milliseconds < 1000 { return "\(milliseconds) ms" }
        return milliseconds.isMultiple(of: 1000) ? "\(milliseconds / 1000) s" : "\(Double(milliseconds) / 1000) s"
    }
}

extension ClientTransactionAction {
    /// The action in a word or two, as the tables write it.
    var words: String {
        switch self {
        case .send(let request): "send \(request.method)"
        case .deliver(let response): "deliver \(response.status)"
        case .startTimer(let timer, let duration): "start \(timer) \(duration.words)"
        case .stopTimer(let timer): "stop \(timer)"
        case .terminated(let ending): "terminated \(ending)"
        case .ignore(let reason): "ignore \(reason)"
        }
    }
}

extension ServerTransactionAction {
    /// The action in a word or two, as the tables write it.
    var words: String {
        switch self {
        case .send(let bytes): "send \(String(decoding: bytes, as: UTF8.self))"
        case .respondTrying(let response): "respond \(response.status)"
        case .deliverACK: "deliver ACK"
        case .reportFailure(let ending): "report \(ending)"
        case .startTimer(let timer, let duration): "start \(timer) \(duration.words)"
        case .stopTimer(let timer): "stop \(timer)"
        case .terminated(let ending): "terminated \(ending)"
        case .ignore(let reason): "ignore \(reason)"
        }
    }
}

/// One line of a table: `state | event | actions | next state`.
struct TableRow: CustomStringConvertible {
    var state: String
    var event: String
    var actions: String
    var next: String

    static func parse(_ table: String) -> [TableRow] {
        table.split(separator: "\n").compactMap { line in
            let cells = line.split(separator: "|").map { cell in
                var cell = cell
                while cell.first == " " { cell.removeFirst() }
                while cell.last == " " { cell.removeLast() }
                return String(cell)
            }
            guard cells.count == 4 else { return nil }
            return TableRow(state: cells[0], event: cells[1], actions: cells[2], next: cells[3])
        }
    }

    var description: String { "\(state) | \(event) | \(actions) | \(next)" }
}
