/// Whom a REFER wants the call to be passed to.
///
/// Of the URI's own headers only Replaces is read; the others, with which a stranger could write our INVITE for us, are
/// passed over (RFC 3261 §19.1.5).
///
/// - Source: RFC 3515 §2.1, RFC 3891 §3.
package struct ReferTo: Hashable, Sendable {
    /// The user part, escapes removed.
    package let user: String
    /// The host, in lower case.
    package let host: String
    /// The dialog of ours in whose place the call is to be; `nil` when it is to be called anew.
    package let replaces: DialogID?

    /// A wish of these parts.
    package init(user: String, host: String, replaces: DialogID? = nil) {
        self.user = user
        self.host = host
        self.replaces = replaces
    }

    /// Why a wish cannot be read: the status to answer with.
    package enum Fault: Int, Error, Hashable, Sendable {
        /// None, more than one, or not a URI.
        case malformed = 400
        /// It wants something else than a call.
        case otherMethod = 403
        /// Not a `sip:` or `sips:` URI.
        case otherScheme = 416
    }

    /// Reads the one Refer-To of a REFER.
    package init(_ request: SIPRequest) throws(Fault) {
        let values = request.headers.all("Refer-To")
        guard values.count == 1, let value = values.first, let uri = NameAddress(parsing: value)?.uri else {
            throw .malformed
        }
        guard uri.isSIP else { throw .otherScheme }
        if let method = uri.parameters.value("method"), method != Method.invite.token { throw .otherMethod }
        guard let user = uri.user, user.utf8.count <= Self.longest else { throw .malformed }
        self.user = user
        host = uri.host
        replaces = try Self.replaced(uri.headers)
    }

    private static let longest = 256
    private static let unescaped = ByteSet.uriParameter.union(ByteSet("?="))

    private static func replaced(_ headers: String?) throws(Fault) -> DialogID? {
        var found: DialogID?
        for part in (headers ?? "").utf8.split(separator: UInt8(ascii: "&")) {
            let sides = part.split(separator: UInt8(ascii: "="), maxSplits: 1)
            guard let name = sides.first.flatMap({ String($0) }), name.equalsIgnoringCase("Replaces") else { continue }
            guard found == nil, sides.count == 2, let id = dialog(Array(sides[1])) else { throw .malformed }
            found = id
        }
        return found
    }

    /// `call-id;to-tag=ours;from-tag=theirs`, with escapes. What it may say besides (`early-only`) changes nothing: a call
    /// that nobody has answered is not joined in any case.
    private static func dialog(_ escaped: [UInt8]) -> DialogID? {
        guard let text = URIEscape.decode(escaped[...], allowed: unescaped), text.utf8.count <= longest * 3 else {
            return nil
        }
        let parts = text.utf8.split(separator: UInt8(ascii: ";")).map { String($0)?.trimmingSpace ?? "" }
        guard let callID = parts.first, !callID.isEmpty else { return nil }
        var tags: [String: String] = [:]
        for part in parts.dropFirst() {
            let sides = part.utf8.split(separator: UInt8(ascii: "="), maxSplits: 1).map { String($0) ?? "" }
            guard let name = sides.first?.asciiLowercased, name.hasSuffix("-tag") else { continue }
            guard sides.count == 2, tags.updateValue(sides[1], forKey: name) == nil else { return nil }
        }
        guard let ours = tags["to-tag"], let theirs = tags["from-tag"] else { return nil }
        return DialogID(callID: callID, localTag: ours, remoteTag: theirs)
    }
}
