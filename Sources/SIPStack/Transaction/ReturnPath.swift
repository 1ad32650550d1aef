import SIP

/// Where the responses to a request go: noted in its top Via, and in the flow (RFC 3261 §18.2.1, §18.2.2, RFC 3581 §4).
enum ReturnPath {
    /// Fills in `received` and `rport`, and makes `flow`, over which the request came, that of its responses.
    ///
    /// Without `rport` a UDP response goes to the sent-by port at the source's address. A peer whose Via shows another
    /// address than it sends from is behind a NAT, where that port means nothing: it is answered where it sent from.
    static func note(_ flow: inout Flow, in request: inout SIPRequest) {
        if request.headers.via.isEmpty { return }
        if request.headers.via[0].parameters.contains("rport") {
            request.headers.via[0].note(host: flow.remote.host, port: flow.remote.port)
        } else if request.headers.via[0].host != flow.remote.host {
            request.headers.via[0].parameters["received"] = .some(flow.remote.host)
        } else if flow.kind == .udp {
            flow.remote.port = request.headers.via[0].port ?? 5060
        }
    }
}
