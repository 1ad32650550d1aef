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
    private var ordered = 0
    private var size = 0

    nonisolated init() {}

    /// How many are there or on their way; they are in no call.
    var count: Int { ready.count + ordered }

    /// One that has its port.
    ///
    /// - Returns: `nil` when none is left; more are kept from then on.
    mutating func take() -> LegMedia? {
        if let media = ready.popLast() {
            media.stocked = .no
            return media
        }
        size = min(max(Self.least, 2 * size), Self.most)
        return nil
    }

    /// How many should be opened now.
    var missing: Int { 2 * count <= size ? size - count : 0 }

    /// Notes one that is being opened.
    mutating func order(_ media: LegMedia) {
        media.stocked = .ordered
        ordered += 1
    }

    /// One has its port.
    mutating func arrived(_ media: LegMedia) {
        guard media.stocked == .ordered else { return }
        media.stocked = .ready
        ordered -= 1
        ready.append(media)
    }

    /// One could not be opened, or is gone. Less is kept from now on: calls need what ports there are.
    mutating func lost(_ media: LegMedia) {
        switch media.stocked {
        case .no: return
        case .ordered: ordered -= 1
        case .ready: ready.removeAll { $0 === media }
        }
        media.stocked = .no
        size = count
    }

    /// Where an endpoint is in the stock.
    enum Place { case no, ordered, ready }
}
