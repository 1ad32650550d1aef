extension StreamStatistics: WireValue {
    package func write(to writer: inout WireWriter) {
        for count in [
            packetsReceived, packetsSent, bytesReceived, bytesSent, packetsRefused, packetsMalformed, packetsLost,
            sendErrors, reportsReceived, reportsSent, heldMilliseconds,
        ] { writer.put(count) }
        writer.put(jitterMean)
        writer.put(jitterWorst)
        writer.put(optional: reported)
    }

    package init(from reader: inout WireReader) throws(WireFault) {
        self.init()
        packetsReceived = try reader.word64()
        packetsSent = try reader.word64()
        bytesReceived = try reader.word64()
        bytesSent = try reader.word64()
        packetsRefused = try reader.word64()
        packetsMalformed = try reader.word64()
        packetsLost = try reader.word64()
        sendErrors = try reader.word64()
        reportsReceived = try reader.word64()
        reportsSent = try reader.word64()
        heldMilliseconds = try reader.word64()
        jitterMean = try reader.word32()
        jitterWorst = try reader.word32()
        reported = try reader.optional()
    }
}

extension ReportedReception: WireValue {
    package func write(to writer: inout WireWriter) {
        writer.put(packetsLost)
        writer.put(jitterMean)
        writer.put(jitterWorst)
        // The longest trip that is believed is ten seconds.
        writer.put(roundTripMean ?? .max)
        writer.put(roundTripWorst ?? .max)
    }

    package init(from reader: inout WireReader) throws(WireFault) {
        let lost = try reader.word64()
        let (mean, worst) = (try reader.word32(), try reader.word32())
        let (trip, worstTrip) = (try reader.word32(), try reader.word32())
        self.init(
            packetsLost: lost, jitterMean: mean, jitterWorst: worst, roundTripMean: trip == .max ? nil : trip,
            roundTripWorst: worstTrip == .max ? nil : worstTrip)
    }
}

extension OneWayAudio: WireValue {
    package func write(to writer: inout WireWriter) {
        sign.write(to: &writer)
        writer.put(isPortClosed ? 1 : 0 as UInt8)
        writer.put(optional: source)
        // 255 is no payload type: they have seven bits (RFC 3550 §5.1).
        writer.put(payloadType ?? .max)
    }

    package init(from reader: inout WireReader) throws(WireFault) {
        let sign = try Sign(from: &reader)
        let (isPortClosed, source) = (try reader.isSet(), try reader.optional() as MediaAddress?)
        let payloadType = try reader.octet()
        guard payloadType <= 127 || payloadType == .max else { throw WireFault("a payload type above 127") }
        self.init(
            sign: sign, isPortClosed: isPortClosed, source: source, payloadType: payloadType == .max ? nil : payloadType
        )
    }
}

extension OneWayAudio.Sign: WireNumbered {
    var wireNumber: UInt8 {
        switch self {
        case .nothingCame: 1
        case .otherAddress: 2
        case .otherPayloadType: 3
        case .notDecrypted: 4
        case .malformed: 5
        case .stopped: 6
        }
    }
}
