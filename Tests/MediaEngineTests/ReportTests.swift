import Media
import MediaEngine
import Testing

@Suite("RTCP on loopback")
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
        var bytes = try #require(far.receiveReport())
        // A report may have left in the middle of it.
        while word(bytes, 16) & 0xFFFF != UInt32(far.sequence &- 1) { bytes = try #require(far.receiveReport()) }
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

    @Test(
        "In a bridge RTCP ends at us: each side is told of the 5 of 45 packets that its own way lost, under our SSRC, and none passes"
    )
    func bridged() async throws {
        let bench = try Bench(reportInterval: .milliseconds(200))
        let (left, right) = (FarEnd(ssrc: 0xAAAA_AAAA), FarEnd(ssrc: 0xBBBB_BBBB, sequence: 9))
        let a = try await bench.open(1, to: left)
        let b = try await bench.open(2, to: right)
        bench.engine.send(.bridge(EndpointID(1), EndpointID(2)))
        await bench.settle(2)
        var heard: FarEnd.Packet?
        for index in 0..<45 {
            left.sendAudio(1, to: a)
            if index % 9 == 4 { right.sequence += 1 } else { right.sendAudio(2, to: b) }
            let packet = try #require(right.receive())
            heard = packet
        }
        let passed = Self.report(0xAAAA_AAAA, about: try #require(heard).header.ssrc, lost: 77)
        left.send(report: passed, to: a)
        var report = try #require(right.receiveReport())
        while word(report, 36) & 0xFFFF != UInt32(right.sequence &- 1) { report = try #require(right.receiveReport()) }
        #expect(report[1] == 200)
        #expect(word(report, 4) == heard?.header.ssrc)
        #expect((1...45).contains(word(report, 20)))
        #expect(word(report, 24) == word(report, 20) * 160)
        #expect(word(report, 28) == 0xBBBB_BBBB)
        #expect(word(report, 32) & 0xFF_FFFF == 5)
        #expect(await bench.close(2)?.packetsLost == 5)
        var last = report
        while let next = right.receiveReport(within: 0) { last = next }
        #expect(last.suffix(8).prefix(2) == [0x81, 203])
    }

    @Test("What the peer reports of us is in the final counts: 7 lost, jitter 12.5 ms, and a round trip of 250 ms")
    func reported() async throws {
        let bench = try Bench(reportInterval: .milliseconds(100))
        let far = FarEnd()
        let address = try await bench.open(1, to: far)
        bench.engine.send(.play(EndpointID(1), PlaybackID(1), [PromptStore.music], .forever))
        let ours = try #require(far.receiveReport())
        // The middle of the NTP time, taken a quarter of a second into the past.
        let sent = (word(ours, 8) << 16 | word(ours, 12) >> 16) &- 16_384
        far.send(
            report: Self.report(far.ssrc, about: word(ours, 4), lost: 7, jitter: 100, lastSenderReport: sent),
            to: address)
        far.send(report: Self.report(far.ssrc, about: 0x0BAD, lost: 99), to: address)
        far.sendAudio(1, to: address)
        // The socket of reports is read by the end of the round in which the audio is.
        #expect(await bench.nextEvent() == .firstPacket(EndpointID(1)))
        await bench.settle(1)
        let counts = try #require(await bench.close(1))
        #expect(counts.reportsReceived == 2)
        #expect(counts.reportsSent >= 1)
        let reported = try #require(counts.reported)
        #expect(reported.packetsLost == 7)
        #expect(reported.jitterWorst == 12_500)
        #expect(try #require(reported.roundTripMean) >= 250_000)
    }

    @Test(
        "A peer behind NAT is reported to where its own reports come from; one that was agreed on, to its port and one")
    func natReportPort() async throws {
        let bench = try Bench(reportInterval: .milliseconds(100))
        let far = FarEnd()
        let other = FarEnd(ssrc: far.ssrc)
        let address = try await bench.open(1, to: far, latching: .behindNAT)
        await bench.settle(1)
        far.sendAudio(1, to: address)
        _ = try #require(far.receiveReport())
        // RTCP of the same source that the NAT gave another port.
        other.send(report: Self.report(far.ssrc, about: 1, lost: 0), to: address)
        _ = try #require(other.receiveReport())
        // Another source from the same machine moves nothing.
        FarEnd(ssrc: 5).send(report: Self.report(5, about: 1, lost: 0), to: address)
        _ = try #require(other.receiveReport())
        _ = try #require(other.receiveReport())
    }

    /// A receiver report with one block.
    private static func report(
        _ sender: UInt32, about ssrc: UInt32, lost: UInt32, jitter: UInt32 = 0, lastSenderReport: UInt32 = 0
    ) -> [UInt8] {
        func octets(_ word: UInt32) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) } }
        return [0x81, 201, 0, 7] + octets(sender) + octets(ssrc) + octets(lost) + octets(0) + octets(jitter)
            + octets(lastSenderReport) + octets(0)
    }
}
