import Media

/// Where the far side of a leg stands, and so how far the address in its SDP is believed.
package enum MediaPlace: Hashable, Sendable {
    /// It is reached at the address that it names, and sends from there.
    case reachable
    /// Marked as behind address translation: it may name an address that means nothing here.
    case behindNAT
}

/// What is known of a far side besides its SDP.
struct FarSide: Hashable, Sendable {
    /// The numeric address that its signalling comes from.
    var signalling: String
    /// Where it stands.
    var place: MediaPlace

    /// Where to send first, and what may be learned.
    ///
    /// | place | address in the SDP | sent to first | learned |
    /// |---|---|---|---|
    /// | reachable | any | as it says | nothing |
    /// | behind NAT | private, and not the one that signals | the one that signals | its ports |
    /// | behind NAT | any other | as it says | any address |
    ///
    /// - Source: RFC 3581 §4 does the same for signalling, RFC 7362 §4 describes it for media.
    func hearing(_ described: MediaAddress) -> (remote: MediaAddress, latching: Latching) {
        switch place {
        case .reachable: return (described, .locked)
        case .behindNAT:
            guard described.isPrivate, let seen = MediaAddress(signalling, port: described.port), seen != described
            else { return (described, .behindNAT) }
            return (seen, .samePeer)
        }
    }
}
