extension SIPRequest {
    /// The ACK to a 3xx–6xx, which belongs to the INVITE's transaction and goes where the INVITE went.
    ///
    /// - Source: RFC 3261 §17.1.1.3.
    package static func ack(to response: SIPResponse, refusing invite: SIPRequest) -> SIPRequest {
        var ack = invite.derived(.ack)
        // The To of the response: it has the tag of whoever refused.
        ack.headers.to = response.headers.to
        return ack
    }

    /// The CANCEL of `invite`, on the same branch.
    ///
    /// Send it only after a provisional response, on the transport of the INVITE, as a transaction of its own.
    ///
    /// - Parameter reason: the value of a Reason header (RFC 3326), such as
    ///   `SIP;cause=200;text="Call completed elsewhere"`.
    /// - Source: RFC 3261 §9.1.
    package static func cancel(_ invite: SIPRequest, reason: String? = nil) -> SIPRequest {
        var cancel = invite.derived(.cancel)
        if let reason { cancel.headers.others.append(HeaderField("Reason", reason)) }
        return cancel
    }

    private func derived(_ method: Method) -> SIPRequest {
        SIPRequest(
            method: method, uri: uri,
            headers: Headers(
                via: Array(headers.via.prefix(1)), from: headers.from, to: headers.to, callID: headers.callID,
                cseq: CSeq(headers.cseq.number, method), route: headers.route, maxForwards: 70))
    }
}
