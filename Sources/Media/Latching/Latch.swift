/// Decides from which address an endpoint hears its peer.
///
/// | policy | heard at once | learned, within the window |
/// |---|---|---|
/// | `locked` | the negotiated address and port | – |
/// | `samePeer` | the same | another port of the negotiated address |
/// | `behindNAT` | the same | any address |
///
/// A source is learned after ``probation`` packets of one SSRC in sequence; until then it is not heard. Nothing else
/// replaces a learned source, silence does not either, except the negotiated address itself as long as the window is
/// open: who is where the signalling said he would be is right. When the window closes, what there is stays: the
/// learned source or, when none was, the negotiated address. A new offer/answer that names another address starts a
/// new latch.
///
/// ```
/// negotiated 192.0.2.9:4000, behind NAT
/// 0.10 s  198.51.100.7:9000  ssrc 1 seq 10   probation
/// 0.12 s  203.0.113.66:5555  ssrc 9 seq 77   probation, a stranger
/// 0.12 s  198.51.100.7:9000  ssrc 1 seq 11   probation
/// 0.14 s  198.51.100.7:9000  ssrc 1 seq 12   learned
/// 0.14 s  203.0.113.66:5555  ssrc 9 seq 78   refused, from now on
/// ```
package struct Latch: Sendable, BitwiseCopyable {
    /// Packets in sequence that make a source.
    package static let probation = 3
    /// Sources on probation at once; the one that was silent longest makes room.
    package static let candidates = 4

    /// What to do with a packet.
    package enum Verdict: Hashable, Sendable {
        /// It is the peer's.
        case heard
        /// It is the peer's, from an address that we send to from now on.
        case learned(MediaAddress)
        /// Perhaps the peer's: not heard yet.
        case probation
        /// Not the peer's.
        case refused
    }

    private struct Candidate: BitwiseCopyable, Sendable {
        var address = MediaAddress(ipv4: 0, port: 0)
        var ssrc: UInt32 = 0
        var sequence: UInt16 = 0
        var inSequence = 0
        var lastHeard = MediaInstant(nanoseconds: 0)
    }

    private let negotiated: MediaAddress
    private let policy: Latching
    private let closes: MediaInstant
    private var current: MediaAddress
    private var isSettled: Bool
    /// Whether a packet was heard, from whichever address.
    package private(set) var hasHeard = false
    private var trial = InlineArray<4, Candidate>(repeating: Candidate())

    /// A latch that begins to learn now.
    package init(negotiated: MediaAddress, policy: Latching, now: MediaInstant, window: Duration) {
        self.negotiated = negotiated
        self.policy = policy
        self.current = negotiated
        self.closes = now.advanced(by: window)
        self.isSettled = policy == .locked
    }

    /// The latch of a stream that another process has heard from `address`: nothing is learned any more.
    package init(resuming address: MediaAddress, now: MediaInstant) {
        self.negotiated = address
        self.policy = .locked
        self.current = address
        self.closes = now
        self.isSettled = true
        self.hasHeard = true
    }

    /// The address to send to and to hear.
    package var address: MediaAddress { current }

    /// Whether the address can no longer change, so that the kernel may filter all others (connect).
    ///
    /// True when the policy is `locked`, when the negotiated address was heard, or when the window is over.
    package func isFinal(now: MediaInstant) -> Bool { isSettled || now >= closes }

    /// Judges a packet that has a valid header.
    package mutating func judge(
        from source: MediaAddress, ssrc: UInt32, sequence: UInt16, now: MediaInstant
    ) -> Verdict {
        if source == current {
            if source == negotiated { isSettled = true }
            hasHeard = true
            return .heard
        }
        guard !isSettled, now < closes else { return .refused }
        if source == negotiated {
            current = negotiated
            isSettled = true
            hasHeard = true
            return .learned(negotiated)
        }
        guard current == negotiated else { return .refused }
        switch policy {
        case .locked: return .refused
        case .samePeer: guard source.ipv4 == negotiated.ipv4 else { return .refused }
        case .behindNAT: break
        }
        return examine(source, ssrc: ssrc, sequence: sequence, now: now)
    }

    private mutating func examine(
        _ source: MediaAddress, ssrc: UInt32, sequence: UInt16, now: MediaInstant
    ) -> Verdict {
        var slot = 0
        for index in 0..<Self.candidates {
            if trial[index].address == source {
                slot = index
                break
            }
            // An empty slot has an age before every other.
            guard trial[slot].inSequence > 0 else { continue }
            if trial[index].inSequence == 0 || trial[index].lastHeard < trial[slot].lastHeard { slot = index }
        }
        let step = sequence &- trial[slot].sequence
        // One lost packet in between is still a sequence; a repeated or wild number is not.
        let continues = trial[slot].address == source && trial[slot].ssrc == ssrc && (1...2).contains(step)
        trial[slot] = Candidate(
            address: source, ssrc: ssrc, sequence: sequence,
            inSequence: continues ? trial[slot].inSequence + 1 : 1, lastHeard: now)
        guard trial[slot].inSequence >= Self.probation else { return .probation }
        current = source
        hasHeard = true
        return .learned(source)
    }
}
