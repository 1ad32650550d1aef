extension InviteSession {
    // MARK: Events
    /// Begins: the caller sends its INVITE; the callee checks the one that came, and may refuse it.
    package mutating func start() -> [SessionAction] { [] }
    /// Takes a response to any request of the session.
    package mutating func receive(_ response: SIPResponse) -> [SessionAction] { [] }
    /// Takes a request in the dialog, a CANCEL of the INVITE, or an ACK to a 2xx.
    package mutating func receive(_ request: SIPRequest, key: TransactionKey) -> [SessionAction] { [] }
    /// Takes the failure of the client transaction of the request with this CSeq.
    package mutating func requestFailed(_ cseq: CSeq, _ ending: TransactionEnding) -> [SessionAction] { [] }
    /// Takes a timer that fired.
    package mutating func timerFired(_ timer: SessionTimer) -> [SessionAction] { [] }

    // MARK: Commands
    /// Callee: sends 101–199.
    package mutating func progress(
        _ status: Int, body: [UInt8] = [], contentType: String = "application/sdp", others: [HeaderField] = []
    ) -> [SessionAction] { [] }
    /// Callee: sends 200 with this description.
    package mutating func answer(
        _ body: [UInt8], contentType: String = "application/sdp", others: [HeaderField] = []
    ) -> [SessionAction] { [] }
    /// Callee: sends 300–699.
    package mutating func refuse(_ status: Int, reason: String? = nil, others: [HeaderField] = []) -> [SessionAction] {
        []
    }
    /// Ends the session from either side and in any state, by CANCEL, BYE or a final response.
    package mutating func hangUp(reason: String? = nil) -> [SessionAction] { [] }
    /// Offers a new description in a re-INVITE, now or as soon as nothing else is open.
    package mutating func offer(_ body: [UInt8]) -> [SessionAction] { [] }
    /// Answers the peer's offer, or offers where it asked for an offer.
    package mutating func answerOffer(_ body: [UInt8]) -> [SessionAction] { [] }
    /// Refuses the peer's offer; the old description holds.
    package mutating func refuseOffer(_ status: Int = 488) -> [SessionAction] { [] }
    /// Sends another request in the dialog.
    package mutating func request(
        _ method: Method, body: [UInt8] = [], contentType: String? = nil, others: [HeaderField] = []
    ) -> [SessionAction] { [] }
    /// Sends a challenged request anew with these Authorization and Proxy-Authorization fields.
    package mutating func authorize(_ cseq: CSeq, _ credentials: [HeaderField]) -> [SessionAction] { [] }
    /// Takes the challenge of a request as its final response.
    package mutating func giveUp(_ cseq: CSeq) -> [SessionAction] { [] }
}
