import CallModel
import Media

/// Endpoints that were opened ahead, so that an INVITE is answered and a phone is rung without asking the media engine
/// for a port first.
///
/// There are none before the first call. An empty stock doubles what is kept, from 4 up to 64; half of it gone means that
/// the rest is ordered, in one piece.
///
/// ```
/// take  → none          open 1, and order 4
/// 4 arrive; take, take  → order 2
/// ```
///
/// - Isolation: signalling.
@Signalling
struct EndpointStock {
    private static let least = 4
    private static let most = 64

    private var ready: [LegMedia] = []
    /// The names of those in ``ready``: every endpoint that closes asks whether it is one of them.
    private var readyIDs: Set<EndpointID> = []
    private var ordered: [EndpointID: LegMedia] = [:]
    private var size = 0

    nonisolated init() {}

    /// How many are there or on their way; they are in no call.
    var count: Int { ready.count + ordered.count }

    /// One that has its port.
    ///
    /// - Returns: `nil` when none is left; more are kept from then on.
    mutating func take() -> LegMedia? {
        if let media = ready.popLast() {
            readyIDs.remove(media.id)
            return media
        }
        size = min(max(Self.least, 2 * size), Self.most)
        return nil
    }

    /// How many should be opened now.
    var missing: Int { 2 * count <= size ? size - count : 0 }

    /// Notes one that is being opened.
    mutating func order(_ media: LegMedia) { ordered[media.id] = media }

    /// One has its port.
    mutating func arrived(_ id: EndpointID) {
        guard let media = ordered.removeValue(forKey: id) else { return }
        ready.append(media)
        readyIDs.insert(id)
    }

    /// One could not be opened, or is gone. Less is kept from now on: calls need what ports there are.
    mutating func lost(_ id: EndpointID) {
        if readyIDs.remove(id) != nil {
            ready.removeAll { $0.id == id }
        } else if ordered.removeValue(forKey: id) == nil {
            return
        }
        size = count
    }
}
