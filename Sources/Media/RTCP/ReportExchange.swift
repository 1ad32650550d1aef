/// The RTCP of one leg: when we report, what we say, and what the peer said.
///
/// It is fed by the leg's counts, whatever it sends and hears: a prompt, a person across a bridge, or nothing on hold
/// (RFC 3264 §5.1: RTCP goes on). So a bridge ends RTCP: each side is told of the way between it and us, under the one
/// SSRC that it knows, and what it reports is about that way too. Reports are not passed through, because the numbers in
/// them would be those of a stream that the other side has never seen.
///
/// ```
/// us   0.0 s  SR  ntp 10:00:00.0  ──►  0.3 s  peer
/// us   2.1 s  ◄── RR  lost 2, lsr 10:00:00.0, dlsr 1.5 s   1.8 s peer
///      round trip = 2.1 − 0.0 − 1.5 = 0.6 s
/// ```
///
/// - Source: RFC 3550 §6.
package struct ReportExchange: Sendable, BitwiseCopyable {
    /// The longest compound that is made: SR or RR with one block, a name, and a BYE.
    package static let maximumCount = 28 + ReportBlock.count + nameCount + 8
    private static let nameCount = 40
    private static let place = Array("@nightbell".utf8)
    /// A round trip longer than this is an error of somebody's clock: ten seconds, in 65,536ths.
    private static let longestTrip: Int32 = 655_360

    /// When the next report is due.
    package private(set) var due: MediaInstant
    /// When the peer's last report came; `nil` before the first.
    package private(set) var lastHeard: MediaInstant?
    /// Reports sent.
    package private(set) var sent: UInt64 = 0

    private let interval: UInt64
    private let name: UInt64
    private var ssrc: UInt32 = 0
    private var firstPackets: UInt64 = 0
    private var firstOctets: UInt64 = 0
    private var packetsBefore: UInt64 = 0
    private var lastSenderReport: UInt32 = 0
    private var lastSenderReportAt = MediaInstant(nanoseconds: 0)

    private var farLostEarlier: UInt64 = 0
    private var farLost: UInt64 = 0
    private var farJitter = Readings()
    private var trip = Readings()

    private struct Readings: BitwiseCopyable, Sendable {
        var count: UInt64 = 0
        var sum: UInt64 = 0
        var worst: UInt32 = 0

        mutating func add(_ reading: UInt32) {
            count += 1
            sum &+= UInt64(reading)
            worst = max(worst, reading)
        }

        var mean: UInt32 { count == 0 ? 0 : UInt32(clamping: sum / count) }
    }

    /// What has left so far, over all streams of the leg.
    package struct Sent: Hashable, Sendable, BitwiseCopyable {
        /// RTP packets.
        package var packets: UInt64
        /// Octets of payload.
        package var octets: UInt64

        /// So much.
        package init(packets: UInt64, octets: UInt64) {
            self.packets = packets
            self.octets = octets
        }
    }

    /// An exchange that begins now; its first report is due after half the interval.
    ///
    /// - Parameters:
    ///   - interval: between two reports, on the average; none comes faster than half of it, nor slower than one and a half.
    ///   - name: stands in the canonical name: 64 random bits, of this leg alone (RFC 7022 §4.2).
    package init(interval: Duration, name: UInt64, now: MediaInstant) {
        let (seconds, attoseconds) = interval.components
        self.interval = UInt64(clamping: seconds) &* 1_000_000_000 &+ UInt64(clamping: attoseconds / 1_000_000_000)
        self.name = name
        due = now
        due = MediaInstant(nanoseconds: now.nanoseconds &+ spread(self.interval / 2, now: now))
    }

    /// Between a half and one and a half of `nanoseconds`, so that no two legs keep step (RFC 3550 §6.3.5).
    private func spread(_ nanoseconds: UInt64, now: MediaInstant) -> UInt64 {
        var mixed = now.nanoseconds ^ name
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return nanoseconds / 2 &+ ((mixed >> 40) &* nanoseconds) >> 24
    }

    /// Writes a report, and sets when the next one is due.
    ///
    /// - Parameters:
    ///   - bytes: at least ``maximumCount``.
    ///   - stream: what the peer hears from us; its SSRC may change.
    ///   - wall: what to add to a media instant for nanoseconds since 1970.
    ///   - isLast: a BYE follows (RFC 3550 §6.6).
    /// - Returns: the bytes of the compound.
    package mutating func write(
        into bytes: inout MutableSpan<UInt8>, _ stream: OutboundStream, _ total: Sent, _ reception: inout Reception,
        now: MediaInstant, wall: UInt64, isLast: Bool = false
    ) -> Int {
        due = MediaInstant(nanoseconds: now.nanoseconds &+ spread(interval, now: now))
        sent &+= 1
        restartIfNew(stream.ssrc, total)
        reception.readJitter()
        let (since, _) = now.nanoseconds.subtractingReportingOverflow(lastSenderReportAt.nanoseconds)
        let delay = lastSenderReport == 0 ? 0 : UInt32(clamping: (since / 1_000) &* 65_536 / 1_000_000)
        let block = reception.block(lastSenderReport: lastSenderReport, delay: delay)
        // Who has sent nothing since the report before reports as a receiver (RFC 3550 §6.4).
        let isSender = total.packets > packetsBefore
        packetsBefore = total.packets
        let words = 1 + (isSender ? 5 : 0) + (block == nil ? 0 : 6)
        bytes[0] = block == nil ? 0x80 : 0x81
        bytes[1] = isSender ? RTCPCompound.senderReport : RTCPCompound.receiverReport
        bytes[2] = 0
        bytes[3] = UInt8(words)
        bytes.put(stream.ssrc, at: 4)
        var count = 8
        if isSender {
            let time = NTPTime(nanosecondsSince1970: now.nanoseconds &+ wall)
            bytes.put(UInt32(truncatingIfNeeded: time.value >> 32), at: 8)
            bytes.put(UInt32(truncatingIfNeeded: time.value), at: 12)
            bytes.put(stream.timestamp(at: now), at: 16)
            bytes.put(UInt32(truncatingIfNeeded: total.packets &- firstPackets), at: 20)
            bytes.put(UInt32(truncatingIfNeeded: total.octets &- firstOctets), at: 24)
            count = 28
        }
        if let block {
            block.write(into: &bytes, at: count)
            count += ReportBlock.count
        }
        count += writeName(into: &bytes, at: count)
        guard isLast else { return count }
        bytes[count] = 0x81
        bytes[count + 1] = RTCPCompound.bye
        bytes[count + 2] = 0
        bytes[count + 3] = 1
        bytes.put(stream.ssrc, at: count + 4)
        return count + 8
    }

    /// A name that says nothing about the machine (RFC 3550 §6.5.1, RFC 7022 §4.2).
    private func writeName(into bytes: inout MutableSpan<UInt8>, at offset: Int) -> Int {
        for index in 0..<Self.nameCount { bytes[offset + index] = 0 }
        bytes[offset] = 0x81
        bytes[offset + 1] = RTCPCompound.description
        bytes[offset + 3] = UInt8(Self.nameCount / 4 - 1)
        bytes.put(ssrc, at: offset + 4)
        bytes[offset + 8] = 1
        bytes[offset + 9] = 26
        for index in 0..<16 {
            let digit = UInt8(truncatingIfNeeded: name >> UInt64(4 * (15 - index))) & 0x0F
            bytes[offset + 10 + index] = digit < 10 ? 0x30 + digit : 0x57 + digit
        }
        for (index, octet) in Self.place.enumerated() { bytes[offset + 26 + index] = octet }
        return Self.nameCount
    }

    private mutating func restartIfNew(_ ssrc: UInt32, _ total: Sent) {
        guard ssrc != self.ssrc else { return }
        let isFirst = self.ssrc == 0
        self.ssrc = ssrc
        farLostEarlier += farLost
        farLost = 0
        // The counts begin again with a new source (RFC 3550 §6.4.1).
        guard !isFirst else { return }
        firstPackets = total.packets
        firstOctets = total.octets
    }

    /// Takes what the peer reports.
    ///
    /// - Parameters:
    ///   - facts: of a compound from where the peer is.
    ///   - perMillisecond: timestamps of our stream.
    package mutating func take(_ facts: RTCPFacts, perMillisecond: UInt32, now: MediaInstant, wall: UInt64) {
        lastHeard = now
        if let sent = facts.sent {
            lastSenderReport = sent.middle
            lastSenderReportAt = now
        }
        guard let block = facts.block else { return }
        farLost = UInt64(max(block.lost, 0))
        farJitter.add(UInt32(clamping: UInt64(block.jitter) * 1_000 / UInt64(max(perMillisecond, 1))))
        guard block.lastSenderReport != 0 else { return }
        let arrived = NTPTime(nanosecondsSince1970: now.nanoseconds &+ wall).middle
        let round = Int32(bitPattern: arrived &- block.lastSenderReport &- block.delay)
        // The peer's delay is rounded: a trip of nothing may come out a little below.
        guard round > -66, round <= Self.longestTrip else { return }
        trip.add(UInt32(max(round, 0)) &* 15_625 / 1_024)
    }

    /// What the peer reported of what it got from us; `nil` when it reported nothing.
    package var reported: ReportedReception? {
        guard farJitter.count > 0 else { return nil }
        return ReportedReception(
            packetsLost: farLostEarlier + farLost, jitterMean: farJitter.mean, jitterWorst: farJitter.worst,
            roundTripMean: trip.count == 0 ? nil : trip.mean, roundTripWorst: trip.count == 0 ? nil : trip.worst)
    }
}
