import CallModel

extension LegRecord {
    /// How its audio was, and what was wrong with it, for people: nothing when there was none.
    ///
    /// ```
    /// caller: PCMU, heard MOS 4.3 (1.2 % lost, jitter 3.1 ms), sent MOS 4.4 (0 % lost, jitter 0.4 ms), round trip 24.1 ms
    /// caller: not heard: its audio stopped: muted, held without a word of it, or its network is gone
    /// ```
    var audioLines: [String] {
        guard let quality else { return [] }
        var parts = [quality.codec]
        if let opinion = quality.opinion {
            parts.append(
                "heard MOS \(Self.tenths(opinion)) "
                    + Self.way(lost: quality.packetsLost, of: packetsReceived &+ quality.packetsLost, quality.jitter))
        }
        if let there = quality.reported {
            if let opinion = there.opinion {
                parts.append(
                    "sent MOS \(Self.tenths(opinion)) "
                        + Self.way(lost: there.packetsLost, of: packetsSent, there.jitter))
            }
            if let roundTrip = there.roundTrip { parts.append("round trip \(Self.tenths(roundTrip)) ms") }
        }
        if quality.heldSeconds > 0 { parts.append("held \(Words.seconds(quality.heldSeconds))") }
        var lines = ["\(party): \(parts.joined(separator: ", "))"]
        if let fault = quality.fault { lines.append("\(party): not heard: \(fault)") }
        return lines
    }

    private static func way(lost: UInt64, of sent: UInt64, _ jitter: Double) -> String {
        let percent = sent == 0 ? 0 : Double(min(lost, sent)) / Double(sent) * 100
        return "(\(tenths(percent)) % lost, jitter \(tenths(jitter)) ms)"
    }

    private static func tenths(_ value: Double) -> String {
        let rounded = (value * 10).rounded() / 10
        return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
    }
}
