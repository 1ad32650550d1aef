import SIP

/// Where the responses to a request go: noted in its top Via, and in the flow (RFC 3261 §18.2.1, §18.2.2, RFC 3581 §4).
enum ReturnPath {
    /// The request with `received` and `rport` filled in, and the flow for its responses.
    ///
    /// Without `rport` a UDP response goes to the sent-by port at the source's address. A peer whose Via shows another
    /// address than it sends from is behind a NAT, where that port means nothing: it is answered where it sent from.
    static func noted(_ request: SIPRequest, from flow: Flow) -> (SIPRequest, Flow) {
        guard var via = request.headers.via.first else { return (request, flow) }
        var request = request
        var flow = flow
        let isElsewhere = via.host != flow.remote.host
        if via.parameters.contains("rport") {
            via.note(host: flow.remote.host, port: flow.remote.port)
        } else if isElsewhere {
            via.parameters["received"] = .some(flow.remote.host)
        } else if flow.kind == .udp {
            flow.remote.port = via.port ?? 5060
        }
        request.headers.via[0] = via
        return (request, flow)
    }
}
