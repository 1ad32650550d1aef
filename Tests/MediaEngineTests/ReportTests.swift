import Media
import MediaEngine
import Testing

@Suite("RTCP of terminated legs, through oRTP")
struct ReportTests {
    private func word(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
        bytes[offset..<(offset + 4)].reduce(0) { $0 << 8 | UInt32($1) }
    }

    @Test(
        "While a prompt plays a sender report comes from our SSRC, with packets and octets that have left, and a name that tells nothing"
    )
    func senderReport() async throws {
        let bench = try Bench(reportInterval: .milliseconds(200))
        let far = FarEnd()
        _ = try await bench.open(1, to: far)
        bench.engine.send(.play(EndpointID(1), PlaybackID(1), [PromptStore.music], .forever))
        let report = try #require(far.receiveReport())
        let packets = far.drain()
        #expect(report[1] == 200)
        #expect(word(report, 4) == packets[0].header.ssrc)
        let count = word(report, 20)
        #expect(count >= 1)
        #expect(word(report, 24) == count * 160)
        let sent = packets.map(\.header.timestamp)
        // The RTP time of the report is within a second of a packet that left.
        #expect(sent.contains { abs(Int32(bitPattern: word(report, 16) &- $0)) < 8_000 })
        #expect(String(decoding: report, as: UTF8.self).contains("@nightbell"))
    }

    @Test("A receiver report tells the 2 packets of 12 that were lost")
    func receiverReport() async throws {
        let bench = try Bench(reportInterval: .milliseconds(100))
        let far = FarEnd()
        let address = try await bench.open(1, to: far)
        await bench.settle(1)
        for index in 0..<10 {
            if index == 5 { far.sequence += 2 }
            far.sendAudio(1, to: address)
        }
        var report: [UInt8]?
        // A report leaves with a packet that arrives when one is due.
        while report == nil {
            far.sendAudio(1, to: address)
            report = far.receiveReport(within: 20)
        }
        let bytes = try #require(report)
        #expect(bytes[1] == 201)
        #expect(bytes[0] & 0x1F == 1)
        #expect(word(bytes, 8) == far.ssrc)
        #expect(word(bytes, 12) & 0xFF_FFFF == 2)
    }

    @Test("RTCP of the peer is counted; from a stranger or without form it is refused")
    func counted() async throws {
        let bench = try Bench()
        let far = FarEnd()
        let stranger = FarEnd(ipv4: 0x7F00_0009)
        let address = try await bench.open(1, to: far)
        await bench.settle(1)
        let report: [UInt8] = [0x80, 201, 0, 1, 0, 0, 0, 9, 0x81, 202, 0, 2, 0, 0, 0, 9, 1, 1, 65, 0]
        far.send(report: report, to: address)
        far.send(report: [0x80, 201, 0, 9, 0, 0, 0, 9], to: address)
        far.send(report: [0x81, 200, 0, 6] + [UInt8](repeating: 0xFF, count: 24), to: address)
        stranger.send(report: report, to: address)
        far.sendAudio(1, to: address)
        // Both sockets are read in one round; a second packet makes sure that the round is over.
        #expect(await bench.nextEvent() == .firstPacket(EndpointID(1)))
        await bench.settle(1)
        let counts = try #require(await bench.close(1))
        #expect(counts.reportsReceived == 2)
        #expect(counts.packetsMalformed == 1)
        #expect(counts.packetsRefused == 1)
    }
}
