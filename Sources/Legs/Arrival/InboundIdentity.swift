package import CallModel
import SIP
package import SIPStack

/// Who calls whom, as an INVITE says it.
package struct InboundIdentity: Hashable, Sendable {
    /// What was dialled, as a number; `nil` when nothing in the INVITE is one.
    package var dialled: PhoneNumber?
    /// What was dialled, as it came: for the record of a call to no number of ours.
    package var dialledText: String
    /// The caller's number; `nil` when withheld or none.
    package var caller: PhoneNumber?

    /// Reads an INVITE.
    ///
    /// The Request-URI says what was dialled; behind a registration it is our own Contact, and To says it (SIPconnect
    /// 2.0 §11.4). The caller is who a trunk asserts (RFC 3325 §9.1), and From otherwise; Privacy and an anonymous From
    /// hide it (RFC 3323 §4.2).
    ///
    /// - Parameter isOurs: whether a number is one of the clinic's.
    package init(_ invite: IncomingInvite, isOurs: (PhoneNumber) -> Bool) {
        let headers = invite.request.headers
        dialled = Self.number(invite.request.uri)
        if dialled.map(isOurs) != true {
            let called = headers.first("P-Called-Party-ID").flatMap { NameAddress(parsing: $0)?.uri }
            let others = [Self.number(headers.to.uri), called.flatMap(Self.number)].compactMap(\.self)
            dialled = others.first(where: isOurs) ?? dialled ?? others.first
        }
        dialledText = dialled?.e164 ?? Self.text(invite.request.uri)
        caller = Self.caller(headers, isTrusted: invite.source.isTrunk)
    }

    private static func caller(_ headers: Headers, isTrusted: Bool) -> PhoneNumber? {
        let privacy = headers.all("Privacy").map { $0.lowercased() }
        if privacy.contains(where: { $0.contains("id") || $0.contains("user") }) { return nil }
        if headers.from.uri.host == "anonymous.invalid" { return nil }
        if isTrusted {
            for name in ["P-Asserted-Identity", "Remote-Party-ID"] {
                for value in headers.all(name) {
                    if let number = NameAddress(parsing: value).flatMap({ number($0.uri) }) { return number }
                }
            }
        }
        return number(headers.from.uri)
    }

    /// The number that a URI names: the user of sip, the whole of tel (RFC 3966), without parameters.
    static func number(_ uri: SIPURI) -> PhoneNumber? {
        let text = uri.user ?? uri.opaque ?? ""
        guard let end = text.utf8.firstIndex(of: UInt8(ascii: ";")) else { return PhoneNumber(dialled: text) }
        return PhoneNumber(dialled: String(text[..<end]))
    }

    private static func text(_ uri: SIPURI) -> String { String((uri.user ?? uri.opaque ?? uri.host).prefix(64)) }
}
