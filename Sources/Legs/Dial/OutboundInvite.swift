import CallModel
import SIP
import SIPStack

/// Writes the INVITE of a ring.
enum OutboundInvite {
    /// Who calls whom, as far as it goes into the INVITE.
    struct Party {
        /// The callee, for the record.
        var label: String
        /// The user part of From: the patient's number towards our own phones.
        var caller: String?
        /// The display name of From.
        var callerName: String?
    }

    /// An INVITE to a contact of a registered phone.
    ///
    /// The patient's number is shown to the clinic's own phones; one that is withheld stays so (RFC 3323 §4.1.1.3).
    @Signalling
    static func toPhone(_ contact: RegisteredContact, party: Party, offer: [UInt8], stack: SIPStack) -> SIPRequest {
        let own = stack.advertised(contact.flow)
        let user = party.caller ?? "anonymous"
        let from = NameAddress(
            displayName: party.callerName ?? (party.caller == nil ? "Anonymous" : nil),
            uri: SIPURI(user: user, host: own.host, port: own.port))
        let to = NameAddress(uri: SIPURI(user: contact.phone, host: stack.settings.realm))
        return invite(contact.uri, from: from, to: to, route: contact.path, offer: offer, stack: stack)
    }

    /// An INVITE to a number outside, over a trunk.
    ///
    /// From and P-Asserted-Identity show the clinic's number: a carrier refuses any other (RFC 3325 §9.1).
    @Signalling
    static func toNumber(_ number: PhoneNumber, trunk: Trunk, flow: Flow, offer: [UInt8], stack: SIPStack) -> SIPRequest
    {
        let own = stack.advertised(flow)
        let host = trunk.settings.peers.first?.host ?? flow.remote.host
        var uri = SIPURI(user: number.e164, host: host, port: trunk.settings.peers.first?.port)
        uri.parameters["user"] = .some("phone")
        if flow.kind == .tcp { uri.parameters["transport"] = .some("tcp") }
        let identity = SIPURI(user: trunk.settings.callerID?.e164 ?? "anonymous", host: own.host)
        var request = invite(
            uri, from: NameAddress(uri: identity),
            to: NameAddress(uri: SIPURI(user: number.e164, host: host)), route: [], offer: offer, stack: stack)
        if trunk.settings.callerID != nil {
            request.headers.others.append(
                HeaderField("P-Asserted-Identity", "<sip:\(identity.user ?? "")@\(own.host)>"))
        }
        return request
    }

    @Signalling
    private static func invite(
        _ uri: SIPURI, from: NameAddress, to: NameAddress, route: [NameAddress], offer: [UInt8], stack: SIPStack
    ) -> SIPRequest {
        var from = from
        from.tag = stack.transactions.makeTag()
        let callID = stack.transactions.makeTag() + stack.transactions.makeTag()
        return SIPRequest(
            method: .invite, uri: uri,
            headers: Headers(
                from: from, to: to, callID: callID, cseq: CSeq(1, .invite), route: route, maxForwards: 70,
                contentType: "application/sdp"),
            body: offer)
    }
}
