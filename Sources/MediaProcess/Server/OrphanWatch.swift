package import Media

/// Endpoints whose signalling process is gone, and when each is closed if no other takes it.
///
/// | the endpoint | is closed |
/// |---|---|
/// | is joined to nobody: a menu, a ringing phone | after the grace time |
/// | is bridged, and both people are heard | when one of them is silent for the dead-media time, or after the longest time |
/// | was adopted | never by this |
///
/// A signalling process that comes and has read what it can name closes the bridges that it cannot.
///
/// ```
///  0 s  the signalling process is killed: A and B are bridged, C hears a prompt
/// 10 s  C is closed
/// 95 s  A's phone is put down: no packet comes any more
/// 125 s A is dead: A and B are closed
/// ```
package struct OrphanWatch: Sendable {
    /// How long nobody has to ask for an endpoint.
    package let grace: Duration
    /// How long a bridge may go on without anybody who could end it.
    package let longest: Duration

    private var since: [EndpointID: MediaInstant] = [:]
    private var silent: Set<EndpointID> = []

    /// No orphans.
    package init(grace: Duration, longest: Duration) {
        self.grace = grace
        self.longest = longest
    }

    /// How many there are.
    package var count: Int { since.count }

    /// Whether this is one.
    package func contains(_ id: EndpointID) -> Bool { since[id] != nil }

    /// Their signalling process is gone. Those that were orphans before stay so.
    package mutating func left(_ endpoints: some Sequence<EndpointID>, now: MediaInstant) {
        for id in endpoints where since[id] == nil { since[id] = now }
    }

    /// A signalling process has taken it.
    package mutating func adopted(_ id: EndpointID) { since[id] = nil }

    /// Whether its peer is not heard any more.
    package func isSilent(_ id: EndpointID) -> Bool { silent.contains(id) }

    /// Its peer is not heard any more.
    package mutating func fellSilent(_ id: EndpointID) { silent.insert(id) }

    /// It is closed.
    package mutating func closed(_ id: EndpointID) {
        since[id] = nil
        silent.remove(id)
    }

    /// Which are to be closed now.
    ///
    /// - Parameter peer: the other side of an endpoint's bridge.
    package func due(now: MediaInstant, peer: (EndpointID) -> EndpointID?) -> [EndpointID] {
        since.filter { id, since in
            if now >= since.advanced(by: longest) { return true }
            guard now >= since.advanced(by: grace) else { return false }
            guard let other = peer(id) else { return true }
            return silent.contains(id) || silent.contains(other)
        }.keys.sorted { $0.value < $1.value }
    }
}
