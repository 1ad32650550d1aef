extension SIPRequest {
    /// The response to this request with this status, without Contact and body.
    ///
    /// Via, From, To, Call-ID and CSeq are copied; Timestamp too into a 100; Record-Route into a 101…299 of a request
    /// that can make a dialog.
    ///
    /// - Parameters:
    ///   - status: 100…699.
    ///   - reason: the phrase; the usual one when left out.
    ///   - toTag: the tag of To, used when the request has none and the status is not 100.
    /// - Source: RFC 3261 §8.2.6, §12.1.1.
    package func response(_ status: Int, reason: String? = nil, toTag: String? = nil) -> SIPResponse {
        var answer = Headers(
            via: headers.via, from: headers.from, to: headers.to, callID: headers.callID, cseq: headers.cseq)
        if status == 100 {
            answer.others = headers.others.filter { $0.name.equalsIgnoringCase("Timestamp") }
        } else if let toTag, answer.to.tag == nil {
            answer.to.tag = toTag
        }
        if status > 100, status < 300, !headers.recordRoute.isEmpty, Self.dialogMethods.contains(method) {
            answer.recordRoute = headers.recordRoute
        }
        return SIPResponse(status: status, reason: reason ?? SIPResponse.reason(status), headers: answer)
    }

    /// The methods that make a dialog (RFC 3261 §12.1, RFC 6665 §4.4.1, RFC 3515 §2.4.4).
    private static let dialogMethods: [Method] = [.invite, .subscribe, .notify, .refer]
}
