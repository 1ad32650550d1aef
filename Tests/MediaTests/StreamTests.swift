import Media
import Testing

@Suite("One stream from many sources, RFC 3550 §5.1")
struct StreamTests {
    private func at(_ milliseconds: UInt64) -> MediaInstant { MediaInstant(milliseconds: milliseconds) }

    private func packet(_ sequence: UInt16, _ timestamp: UInt32, ssrc: UInt32 = 7) -> RTPHeader {
        RTPHeader(marker: false, payloadType: 0, sequence: sequence, timestamp: timestamp, ssrc: ssrc)
    }

    @Test("Frames of a prompt follow one another by 1 and 160, whatever the clock says")
    func frames() {
        var stream = OutboundStream(ssrc: 1, firstSequence: 65_534, firstTimestamp: 0xFFFF_FF00)
        let first = stream.nextFrame(samples: 160, now: at(0), joining: true)
        let second = stream.nextFrame(samples: 160, now: at(27), joining: false)
        let third = stream.nextFrame(samples: 160, now: at(33), joining: false)
        #expect(first == (65_534, 0xFFFF_FF00))
        #expect(second == (65_535, 0xFFFF_FFA0))
        #expect(third == (0, 0x40))
    }

    @Test("A prompt that begins 1 s after the last packet is 8,000 later and has the next number")
    func pause() {
        var stream = OutboundStream(ssrc: 1, firstSequence: 10, firstTimestamp: 1_000)
        _ = stream.nextFrame(samples: 160, now: at(0), joining: true)
        #expect(stream.nextFrame(samples: 160, now: at(1_000), joining: true) == (11, 9_000))
    }

    @Test("The person joins 40 ms after the prompt: one number later, 320 samples later, with the marker")
    func promptToPerson() {
        var stream = OutboundStream(ssrc: 1, firstSequence: 100, firstTimestamp: 16_000)
        _ = stream.nextFrame(samples: 160, now: at(0), joining: true)
        _ = stream.nextFrame(samples: 160, now: at(20), joining: false)
        var mapping = RelayMapping()
        let first = mapping.map(packet(5_000, 777_000), samples: 160, into: &stream, now: at(60))
        let second = mapping.map(packet(5_001, 777_160), samples: 160, into: &stream, now: at(80))
        #expect(first == RelayedNumbers(sequence: 102, timestamp: 16_480, isFirst: true))
        #expect(second == RelayedNumbers(sequence: 103, timestamp: 16_640, isFirst: false))
    }

    @Test("The music comes back: it goes on after the highest number that the person reached")
    func personToMusic() {
        var stream = OutboundStream(ssrc: 1, firstSequence: 0, firstTimestamp: 0)
        var mapping = RelayMapping()
        _ = mapping.map(packet(10, 1_000), samples: 160, into: &stream, now: at(0))
        _ = mapping.map(packet(12, 1_320), samples: 160, into: &stream, now: at(40))
        _ = mapping.map(packet(11, 1_160), samples: 160, into: &stream, now: at(41))
        #expect(stream.nextFrame(samples: 160, now: at(60), joining: true) == (3, 480))
    }

    @Test("A hole and a swap of the sender stay what they are")
    func holes() {
        var stream = OutboundStream(ssrc: 1, firstSequence: 0, firstTimestamp: 0)
        var mapping = RelayMapping()
        let numbers = [20, 21, 24, 23, 25].map {
            mapping.map(packet($0, UInt32($0) * 160), samples: 160, into: &stream, now: at(0))?.sequence
        }
        #expect(numbers == [0, 1, 4, 3, 5])
    }

    @Test("A packet from before the first is dropped: its number was the prompt's")
    func early() {
        var stream = OutboundStream(ssrc: 1, firstSequence: 50, firstTimestamp: 0)
        var mapping = RelayMapping()
        _ = mapping.map(packet(20, 3_200), samples: 160, into: &stream, now: at(0))
        #expect(mapping.map(packet(19, 3_040), samples: 160, into: &stream, now: at(1)) == nil)
        #expect(mapping.map(packet(21, 3_360), samples: 160, into: &stream, now: at(20))?.sequence == 51)
    }

    @Test("Of 4 packets the receiver takes not the 2nd and 3rd: the 4th follows the 1st, a lost 5th stays a hole")
    func leaveOut() {
        var stream = OutboundStream(ssrc: 1, firstSequence: 50, firstTimestamp: 0)
        var mapping = RelayMapping()
        _ = mapping.map(packet(20, 3_200), samples: 160, into: &stream, now: at(0))
        for number: UInt16 in [21, 22, 22] { mapping.leaveOut(packet(number, 3_360)) }
        let fourth = mapping.map(packet(23, 3_360), samples: 160, into: &stream, now: at(20))
        #expect(fourth == RelayedNumbers(sequence: 51, timestamp: 160, isFirst: false))
        #expect(mapping.map(packet(25, 3_680), samples: 160, into: &stream, now: at(60))?.sequence == 53)
        #expect(mapping.map(packet(19, 3_040), samples: 160, into: &stream, now: at(60)) == nil)
    }

    @Test("A new SSRC, and a jump by 3,001, join again without a hole")
    func restart() {
        var stream = OutboundStream(ssrc: 1, firstSequence: 0, firstTimestamp: 0)
        var mapping = RelayMapping()
        _ = mapping.map(packet(20, 0), samples: 160, into: &stream, now: at(0))
        let other = mapping.map(packet(9_000, 5_000_000, ssrc: 8), samples: 160, into: &stream, now: at(20))
        #expect(other == RelayedNumbers(sequence: 1, timestamp: 160, isFirst: true))
        let jumped = mapping.map(packet(12_001, 6_000_000, ssrc: 8), samples: 160, into: &stream, now: at(40))
        #expect(jumped == RelayedNumbers(sequence: 2, timestamp: 320, isFirst: true))
        let within = mapping.map(packet(15_001, 6_480_000, ssrc: 8), samples: 160, into: &stream, now: at(60))
        #expect(within?.isFirst == false)
    }

    @Test("300,000 packets cross the end of the sequence numbers four times without a hole")
    func wrap() {
        var stream = OutboundStream(ssrc: 1, firstSequence: 60_000, firstTimestamp: 0)
        var mapping = RelayMapping()
        for index in 0..<300_000 {
            let numbers = mapping.map(
                packet(UInt16(truncatingIfNeeded: index + 40_000), UInt32(index * 160)), samples: 160, into: &stream,
                now: at(UInt64(index) * 20))
            if numbers?.sequence != UInt16(truncatingIfNeeded: index + 60_000)
                || numbers?.timestamp != UInt32(index * 160)
            {
                Issue.record("packet \(index) became \(String(describing: numbers))")
                return
            }
        }
    }
}

@Suite("Loss of a stream, RFC 3550 §A.3")
struct ReceptionTests {
    @Test("Of 10 packets across the wrap, 2 missing and 1 doubled are 1 lost")
    func lost() {
        var counts = Reception()
        for sequence: UInt16 in [65_532, 65_533, 65_534, 0, 1, 1, 3, 4, 5] { counts.count(ssrc: 1, sequence: sequence) }
        #expect(counts.received == 9)
        #expect(counts.lost == 1)
    }

    @Test("Reordering is no loss, not even before the first")
    func reordered() {
        var counts = Reception()
        for sequence: UInt16 in [5, 4, 7, 6] { counts.count(ssrc: 1, sequence: sequence) }
        #expect(counts.lost == 0)
    }

    @Test("A new source keeps the 3 that the old one lost")
    func newSource() {
        var counts = Reception()
        for sequence: UInt16 in [10, 14] { counts.count(ssrc: 1, sequence: sequence) }
        for sequence: UInt16 in [50_000, 50_001] { counts.count(ssrc: 2, sequence: sequence) }
        #expect(counts.lost == 3)
        #expect(counts.received == 4)
    }
}
