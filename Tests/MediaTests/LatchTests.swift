import Media
import Testing

@Suite("Latching to the peer's address")
struct LatchTests {
    private let negotiated = MediaAddress(ipv4: 0xC000_0209, port: 4_000)
    private let otherPort = MediaAddress(ipv4: 0xC000_0209, port: 4_444)
    private let outside = MediaAddress(ipv4: 0xC633_6407, port: 9_000)
    private let stranger = MediaAddress(ipv4: 0xCB00_7142, port: 5_555)

    private func latch(_ policy: Latching) -> Latch {
        Latch(
            negotiated: negotiated, policy: policy, now: MediaInstant(milliseconds: 0), window: .seconds(5))
    }

    private func at(_ milliseconds: UInt64) -> MediaInstant { MediaInstant(milliseconds: milliseconds) }

    private func verdicts(
        _ latch: inout Latch, from source: MediaAddress, ssrc: UInt32 = 1, sequences: [UInt16],
        at milliseconds: UInt64 = 100
    ) -> [Latch.Verdict] {
        sequences.map { latch.judge(from: source, ssrc: ssrc, sequence: $0, now: at(milliseconds)) }
    }

    @Test("Locked: only the negotiated address and port is heard")
    func locked() {
        var latch = latch(.locked)
        #expect(latch.isFinal(now: at(0)))
        #expect(
            verdicts(&latch, from: otherPort, sequences: [1, 2, 3, 4]) == [.refused, .refused, .refused, .refused])
        #expect(verdicts(&latch, from: negotiated, sequences: [1]) == [.heard])
    }

    @Test("Same peer: another port of the address is learned with the third packet in sequence, another address never")
    func samePeer() {
        var latch = latch(.samePeer)
        #expect(!latch.isFinal(now: at(0)))
        #expect(verdicts(&latch, from: stranger, sequences: [1, 2, 3]) == [.refused, .refused, .refused])
        #expect(
            verdicts(&latch, from: otherPort, sequences: [7, 8, 9, 10]) == [
                .probation, .probation, .learned(otherPort), .heard,
            ])
        #expect(latch.address == otherPort)
    }

    @Test(
        "Behind NAT: the first source with three packets in sequence is learned, the stranger is refused from then on")
    func behindNAT() {
        var latch = latch(.behindNAT)
        #expect(verdicts(&latch, from: outside, sequences: [10, 11]) == [.probation, .probation])
        #expect(verdicts(&latch, from: stranger, ssrc: 9, sequences: [77, 78]) == [.probation, .probation])
        #expect(verdicts(&latch, from: outside, sequences: [12]) == [.learned(outside)])
        #expect(verdicts(&latch, from: stranger, ssrc: 9, sequences: [79, 80, 81]) == [.refused, .refused, .refused])
        #expect(verdicts(&latch, from: stranger, ssrc: 1, sequences: [13, 14, 15]) == [.refused, .refused, .refused])
    }

    @Test("No sequence, no latch: repeated numbers, wild numbers and changing SSRCs stay on probation")
    func discontinuous() {
        var latch = latch(.behindNAT)
        #expect(verdicts(&latch, from: outside, sequences: [5, 5, 5, 5]).allSatisfy { $0 == .probation })
        #expect(verdicts(&latch, from: outside, sequences: [9, 90, 900, 9_000]).allSatisfy { $0 == .probation })
        for index: UInt16 in 0..<10 {
            #expect(latch.judge(from: outside, ssrc: UInt32(index), sequence: index, now: at(100)) == .probation)
        }
        #expect(latch.address == negotiated)
    }

    @Test("One lost packet in between does not hinder the latch, and sequence numbers may wrap")
    func oneLost() {
        var latch = latch(.behindNAT)
        #expect(verdicts(&latch, from: outside, sequences: [65_534, 0, 1]).last == .learned(outside))
    }

    @Test("After the window nothing is learned, however silent the peer was")
    func silence() {
        var latch = latch(.behindNAT)
        #expect(
            verdicts(&latch, from: stranger, sequences: [1, 2, 3, 4], at: 5_000)
                == [.refused, .refused, .refused, .refused])
        #expect(latch.isFinal(now: at(5_000)))
        #expect(verdicts(&latch, from: negotiated, sequences: [1], at: 60_000) == [.heard])
    }

    @Test("Who began on probation before the window closed is refused after it")
    func windowClosesDuringProbation() {
        var latch = latch(.behindNAT)
        _ = verdicts(&latch, from: stranger, sequences: [1, 2], at: 4_999)
        #expect(verdicts(&latch, from: stranger, sequences: [3], at: 5_000) == [.refused])
    }

    @Test("The negotiated address takes the place of a stranger within the window, and none takes its place")
    func negotiatedWins() {
        var latch = latch(.behindNAT)
        #expect(verdicts(&latch, from: stranger, sequences: [1, 2, 3]).last == .learned(stranger))
        #expect(verdicts(&latch, from: negotiated, sequences: [500], at: 200) == [.learned(negotiated)])
        #expect(latch.isFinal(now: at(200)))
        #expect(verdicts(&latch, from: stranger, sequences: [4, 5, 6], at: 300) == [.refused, .refused, .refused])
    }

    @Test("The negotiated address ends the learning at its first packet")
    func negotiatedFirst() {
        var latch = latch(.samePeer)
        #expect(verdicts(&latch, from: negotiated, sequences: [1]) == [.heard])
        #expect(latch.isFinal(now: at(100)))
        #expect(verdicts(&latch, from: otherPort, sequences: [2, 3, 4]) == [.refused, .refused, .refused])
    }

    @Test("Nine strangers with one packet each do not keep the peer from being learned")
    func crowd() {
        var latch = latch(.behindNAT)
        var verdict = Latch.Verdict.refused
        for index: UInt16 in 0..<3 {
            verdict = latch.judge(from: outside, ssrc: 1, sequence: index, now: at(UInt64(index) * 20))
            for port: UInt16 in 0..<3 {
                let source = MediaAddress(ipv4: stranger.ipv4, port: 6_000 + index * 3 + port)
                #expect(
                    latch.judge(from: source, ssrc: 5, sequence: 1, now: at(UInt64(index) * 20 + 1 + UInt64(port)))
                        != .learned(source))
            }
        }
        #expect(verdict == .learned(outside))
    }
}
