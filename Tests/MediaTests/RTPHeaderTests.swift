import Media
import Testing

@Suite("RTP header, RFC 3550 §5.1")
struct RTPHeaderTests {
    private let plain: [UInt8] = [
        0x80, 0x88, 0x12, 0x34, 0x00, 0x01, 0x02, 0x03, 0xDE, 0xAD, 0xBE, 0xEF, 0xD5, 0xD5,
    ]

    @Test("Twelve bytes are read as version 2, marker, type 8, sequence 0x1234, time 0x010203, SSRC 0xDEADBEEF")
    func reads() throws {
        let found = try #require(header(of: plain))
        #expect(found.marker)
        #expect(found.payloadType == 8)
        #expect(found.sequence == 0x1234)
        #expect(found.timestamp == 0x0001_0203)
        #expect(found.ssrc == 0xDEAD_BEEF)
        #expect(found.payloadOffset == 12)
        #expect(found.payloadCount == 2)
    }

    @Test("What is written reads the same")
    func writes() throws {
        let header = RTPHeader(
            marker: true, payloadType: 8, sequence: 0x1234, timestamp: 0x0001_0203, ssrc: 0xDEAD_BEEF)
        var bytes = [UInt8](repeating: 0, count: 12)
        var span = bytes.mutableSpan
        header.write(into: &span)
        #expect(bytes == Array(plain.prefix(12)))
    }

    @Test("Two contributing sources, an extension of one word and three bytes of padding lie around the payload")
    func decorated() throws {
        let packet: [UInt8] =
            [0xB2, 0x00, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9] + [1, 1, 1, 1, 2, 2, 2, 2] + [0xBE, 0xDE, 0, 1, 7, 7, 7, 7]
            + [0x10, 0x11, 0x12, 0x13] + [0, 0, 3]
        let found = try #require(header(of: packet))
        #expect(found.payloadOffset == 28)
        #expect(found.payloadCount == 4)
    }

    @Test(
        "A packet that is not RTP, or whose parts do not fit into it, is refused",
        arguments: [
            [],
            [0x80, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0],
            [0x40, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9],
            [0x00, 1, 0, 0, 0x21, 0x12, 0xA4, 0x42, 0, 0, 0, 9, 0, 0],
            [0x80, 200, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9],
            [0x80, 223, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9],
            [0x81, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9, 1, 1, 1],
            [0x8F, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9, 1, 1, 1, 1],
            [0x90, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9, 0xBE, 0xDE, 0],
            [0x90, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9, 0xBE, 0xDE, 0xFF, 0xFF],
            [0xA0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9],
            [0xA0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9, 1, 2, 0],
            [0xA0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9, 1, 2, 4],
        ] as [[UInt8]])
    func refuses(packet: [UInt8]) {
        #expect(header(of: packet) == nil)
    }

    @Test("Of 200,000 random datagrams none is read beyond its end")
    func random() {
        var generator = SeededGenerator(seed: 3_550)
        for _ in 0..<200_000 {
            var packet = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            if !packet.isEmpty { packet[0] = packet[0] & 0x3F | 0x80 }
            guard let found = header(of: packet) else { continue }
            if found.payloadOffset < 12 || found.payloadOffset + found.payloadCount > packet.count
                || found.payloadCount < 0
            {
                Issue.record("\(packet) was read as \(found)")
            }
        }
    }
}

@Suite("RTCP compounds, RFC 3550 §A.2")
struct RTCPCompoundTests {
    private let receiverReport: [UInt8] = [0x80, 201, 0, 1, 0, 0, 0, 9]
    private let description: [UInt8] = [0x81, 202, 0, 2, 0, 0, 0, 9, 1, 1, 65, 0]

    @Test("A receiver report followed by a description is well formed, alone or with padding in the last packet")
    func wellFormed() {
        #expect(isCompound(receiverReport))
        #expect(isCompound((receiverReport + description)))
        #expect(isCompound((receiverReport + [0xA0, 203, 0, 1, 0, 0, 0, 4])))
    }

    @Test("A description first, a wrong version, a length beyond the end and padding in the middle are refused")
    func malformed() {
        #expect(!isCompound([]))
        #expect(!isCompound((description + receiverReport)))
        #expect(!isCompound([0x40, 201, 0, 1, 0, 0, 0, 9]))
        #expect(!isCompound([0x80, 201, 0, 2, 0, 0, 0, 9]))
        #expect(!isCompound([0x80, 201, 0, 0, 0, 0, 0]))
        #expect(!isCompound(([0xA0, 201, 0, 1, 0, 0, 0, 4] + description)))
        #expect(!isCompound((receiverReport + [0xA0, 203, 0, 1, 0, 0, 0, 12])))
    }
}
