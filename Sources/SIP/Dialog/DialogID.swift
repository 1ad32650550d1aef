/// What names a dialog: the Call-ID and the tags of both sides; the key of the driver's table of sessions.
///
/// - Source: RFC 3261 §12.
package struct DialogID: Hashable, Sendable {
    /// The Call-ID.
    package var callID: String
    /// Our tag.
    package var localTag: String
    /// Empty for a peer of RFC 2543 that writes none.
    package var remoteTag: String

    /// The name of these parts.
    package init(callID: String, localTag: String, remoteTag: String) {
        self.callID = callID
        self.localTag = localTag
        self.remoteTag = remoteTag
    }

    /// Our tag alone is hashed: it is 64 bits of our own chance, and names the dialog but for the forks of one INVITE.
    package func hash(into hasher: inout Hasher) { hasher.combine(localTag) }

    /// The dialog that a request from the peer belongs to.
    ///
    /// - Returns: `nil` when the request is outside any dialog: its To has no tag.
    package init?(received request: SIPRequest) {
        guard let localTag = request.headers.to.tag else { return nil }
        self.init(
            callID: request.headers.callID, localTag: localTag, remoteTag: request.headers.from.tag ?? "")
    }

    /// The dialog that a response from the peer belongs to or makes.
    ///
    /// - Returns: `nil` when From has no tag, which is not ours then.
    package init?(received response: SIPResponse) {
        guard let localTag = response.headers.from.tag else { return nil }
        self.init(
            callID: response.headers.callID, localTag: localTag, remoteTag: response.headers.to.tag ?? "")
    }
}
