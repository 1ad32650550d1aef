import Media
import Testing

@Suite("RTCP of one leg, RFC 3550 §6")
struct ReportExchangeTests {
    private static let wall: UInt64 = 1_767_225_600 * 1_000_000_000

    private func at(_ milliseconds: UInt64) -> MediaInstant { MediaInstant(milliseconds: milliseconds) }

    /// One end of a stream both ways.
    private struct End {
        var exchange: ReportExchange
        var stream: OutboundStream
        var reception = Reception()
        var sent = ReportExchange.Sent(packets: 0, octets: 0)

        init(ssrc: UInt32, interval: Duration = .seconds(5)) {
            exchange = ReportExchange(
                interval: interval, name: UInt64(ssrc) << 32 | 7, now: MediaInstant(milliseconds: 0))
            stream = OutboundStream(ssrc: ssrc, firstSequence: 65_530, firstTimestamp: 0xFFFF_F000)
        }

        mutating func packet(_ now: MediaInstant) -> RTPHeader {
            let place = stream.nextFrame(samples: 160, now: now, joining: false)
            sent.packets += 1
            sent.octets += 160
            return RTPHeader(
                marker: false, payloadType: 0, sequence: place.sequence, timestamp: place.timestamp, ssrc: stream.ssrc)
        }

        mutating func report(_ now: MediaInstant, isLast: Bool = false) -> [UInt8] {
            var bytes = [UInt8](repeating: 0xEE, count: ReportExchange.maximumCount)
            var span = bytes.mutableSpan
            let count = exchange.write(
                into: &span, stream, sent, &reception, now: now, wall: ReportExchangeTests.wall, isLast: isLast)
            return Array(bytes.prefix(count))
        }

        mutating func take(_ report: [UInt8], _ now: MediaInstant) {
            guard let facts = RTCPFacts(reading: report.span, about: stream.ssrc) else { return }
            exchange.take(facts, perMillisecond: 8, now: now, wall: ReportExchangeTests.wall)
        }
    }

    @Test(
        "Of 1,000 packets 100 are lost, each 30 ms on its way: the sender learns of 100, of jitter 0 and of 60 ms there and back"
    )
    func loss() {
        var us = End(ssrc: 0xA)
        var peer = End(ssrc: 0xB)
        for index: UInt64 in 0..<1_000 {
            let header = us.packet(at(index * 20))
            if index % 10 != 5 { peer.reception.count(header, at: at(index * 20 + 30)) }
        }
        peer.take(us.report(at(20_000)), at(20_030))
        us.take(peer.report(at(20_500)), at(20_530))
        let reported = us.exchange.reported
        #expect(reported?.packetsLost == 100)
        #expect(reported?.jitterWorst == 0)
        #expect(reported?.roundTripMean.map { ($0 + 500) / 1_000 } == 60)
        #expect(peer.exchange.reported == nil)
    }

    @Test(
        "A sender report has the time, the RTP time of the same instant, packets and octets; the block a fraction of 25/256"
    )
    func senderReport() {
        var us = End(ssrc: 0xA)
        for index: UInt64 in 0..<10 {
            _ = us.packet(at(index * 20))
            guard index != 3 else { continue }
            us.reception.count(
                RTPHeader(
                    marker: false, payloadType: 0, sequence: 65_533 &+ UInt16(index), timestamp: UInt32(index) * 160,
                    ssrc: 0xB), at: at(index * 20))
        }
        let report = us.report(at(1_000))
        #expect(report.prefix(8) == [0x81, 200, 0, 12, 0, 0, 0, 0xA])
        // 2026-01-01 00:00:01 since 1900.
        #expect(Array(report[8..<16]) == [0xED, 0x00, 0x37, 0x81, 0, 0, 0, 0])
        // 0xFFFFF000 + 9 × 160 samples sent by 180 ms, and 820 ms since.
        #expect(Array(report[16..<20]) == [0, 0, 0x0F, 0x40])
        #expect(Array(report[20..<28]) == [0, 0, 0, 10, 0, 0, 6, 0x40])
        // 1 of 10 lost, and the highest number 65,533 + 9 with one round.
        #expect(Array(report[28..<40]) == [0, 0, 0, 0xB, 25, 0, 0, 1, 0, 1, 0, 6])
        #expect(Array(report[52..<56]) == [0x81, 202, 0, 9])
        #expect(String(decoding: report, as: UTF8.self).contains("@nightbell"))
        #expect(report.count == 92)
        let isWellFormed = RTCPCompound.isWellFormed(report.span)
        #expect(isWellFormed)
    }

    @Test("Who sent nothing since the report before is a receiver; the last report ends with BYE")
    func receiver() {
        var us = End(ssrc: 0xA)
        _ = us.packet(at(0))
        #expect(us.report(at(5_000))[1] == 200)
        #expect(us.report(at(10_000)).prefix(4) == [0x80, 201, 0, 1])
        let last = us.report(at(15_000), isLast: true)
        #expect(last.suffix(8) == [0x81, 203, 0, 1, 0, 0, 0, 0xA])
        #expect(us.exchange.sent == 3)
    }

    @Test("20 reports come 2.5 to 7.5 s after one another, and not in step with those of another leg")
    func pace() {
        var (us, other) = (End(ssrc: 0xA), End(ssrc: 0xB))
        var waits: [UInt64] = []
        var together = 0
        var now = us.exchange.due
        #expect((1_250...3_750).contains(now.nanoseconds / 1_000_000))
        for _ in 0..<20 {
            _ = us.report(now)
            _ = other.report(now)
            waits.append((us.exchange.due.nanoseconds - now.nanoseconds) / 1_000_000)
            if us.exchange.due == other.exchange.due { together += 1 }
            now = us.exchange.due
        }
        #expect(waits.allSatisfy { (2_500...7_500).contains($0) })
        #expect(Set(waits).count > 15)
        #expect(together == 0)
    }

    @Test("Times of an hour ago, from the future, or made up tell no round trip")
    func wrongTimes() {
        var us = End(ssrc: 0xA)
        let now = at(10_000)
        let middle = NTPTime(nanosecondsSince1970: now.nanoseconds + Self.wall).middle
        for (sent, delay): (UInt32, UInt32) in [
            (middle &- 3_600 << 16, 0), (middle &+ 65_536, 0), (middle, 65_536), (0, 0),
        ] {
            us.take(report(about: 0xA, lastSenderReport: sent, delay: delay), now)
        }
        #expect(us.exchange.reported?.packetsLost == 7)
        #expect(us.exchange.reported?.roundTripMean == nil)
        us.take(report(about: 0xA, lastSenderReport: middle &- 65_536, delay: 32_768), now)
        #expect(us.exchange.reported?.roundTripMean == 500_000)
        us.take(report(about: 0xC, lastSenderReport: middle &- 65_536, delay: 0), now)
        #expect(us.exchange.reported?.roundTripWorst == 500_000)
    }

    private func report(about ssrc: UInt32, lastSenderReport: UInt32, delay: UInt32) -> [UInt8] {
        func word(_ value: UInt32) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) } }
        return [0x81, 201, 0, 7, 0, 0, 0, 0xB] + word(ssrc) + [10, 0, 0, 7] + word(99) + word(80)
            + word(lastSenderReport)
            + word(delay)
    }

    @Test("Another SSRC of ours begins the counts of the report again, and keeps what was lost before")
    func newSource() {
        var us = End(ssrc: 0xA)
        for index: UInt64 in 0..<5 { _ = us.packet(at(index * 20)) }
        _ = us.report(at(100))
        us.take(report(about: 0xA, lastSenderReport: 0, delay: 0), at(200))
        us.stream = OutboundStream(ssrc: 0xAA, firstSequence: 1, firstTimestamp: 1, clockRate: 16_000)
        _ = us.report(at(300))
        _ = us.packet(at(320))
        let second = us.report(at(400))
        #expect(Array(second[20..<28]) == [0, 0, 0, 1, 0, 0, 0, 160])
        us.take(report(about: 0xAA, lastSenderReport: 0, delay: 0), at(500))
        #expect(us.exchange.reported?.packetsLost == 14)
    }

    @Test("A peer that says it lost −3 lost none; 300,000 mutated compounds are read or refused")
    func hostile() {
        var generator = SeededGenerator(seed: 11)
        var us = End(ssrc: 0xA)
        us.take(
            [0x81, 201, 0, 7, 0, 0, 0, 0xB, 0, 0, 0, 0xA, 0, 0xFF, 0xFF, 0xFD] + [UInt8](repeating: 0, count: 16), at(1)
        )
        #expect(us.exchange.reported?.packetsLost == 0)
        let whole = report(about: 0xA, lastSenderReport: 1, delay: 1) + [0x81, 202, 0, 1, 0, 0, 0, 9]
        var read = 0
        for _ in 0..<300_000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = .random(in: 0...255, using: &generator)
            }
            bytes.removeLast(Int.random(in: 0...8, using: &generator))
            if RTCPFacts(reading: bytes.span, about: 0xA) != nil { read += 1 }
        }
        #expect((1..<300_000).contains(read))
    }
}

@Suite("Jitter, RFC 3550 §A.8")
struct JitterTests {
    private func header(_ index: Int, ssrc: UInt32 = 1) -> RTPHeader {
        RTPHeader(
            marker: false, payloadType: 0, sequence: UInt16(truncatingIfNeeded: index),
            timestamp: UInt32(truncatingIfNeeded: index * 160), ssrc: ssrc)
    }

    @Test("Packets that come 4 ms late and early in turn have a jitter of 8 ms; on time, of 0")
    func alternating() {
        var reception = Reception()
        for index in 0..<500 {
            reception.count(header(index), at: MediaInstant(milliseconds: UInt64(100 + index * 20 + index % 2 * 8)))
        }
        reception.readJitter()
        #expect((7_500...8_000).contains(reception.jitterMean))
        var even = Reception()
        for index in 0..<500 { even.count(header(index), at: MediaInstant(milliseconds: UInt64(index * 20))) }
        #expect(even.jitter == 0)
    }

    @Test("A key that is held for 2 s, a pause of 3 s in the timestamps and a new source make no jitter")
    func noJitter() {
        var reception = Reception()
        for index in 0..<100 { reception.count(header(index), at: MediaInstant(milliseconds: UInt64(index * 20))) }
        for index in 100..<200 {
            var event = header(index)
            event.timestamp = header(100).timestamp
            reception.count(event, at: MediaInstant(milliseconds: UInt64(index * 20)), isTimed: false)
        }
        for index in 200..<300 { reception.count(header(index), at: MediaInstant(milliseconds: UInt64(index * 20))) }
        for index in 300..<400 {
            reception.count(header(index), at: MediaInstant(milliseconds: UInt64(index * 20 + 3_000)))
        }
        for index in 0..<100 {
            reception.count(header(index * 2, ssrc: 2), at: MediaInstant(milliseconds: UInt64(20_000 + index * 40)))
        }
        reception.readJitter()
        #expect(reception.jitterWorst == 0)
    }
}
