extension MediaEvent: WireValue {
    package func write(to writer: inout WireWriter) {
        switch self {
        case .opened(let id, let address):
            writer.put(1, id)
            address.write(to: &writer)
        case .openFailed(let id, let reason):
            writer.put(2, id)
            writer.put(String(decoding: reason.utf8.prefix(WireBounds.sentence / 4), as: UTF8.self))
        case .digit(let id, let digit):
            writer.put(3, id)
            digit.write(to: &writer)
        case .tone(let id, let digit):
            writer.put(4, id)
            digit.write(to: &writer)
        case .playbackEnded(let id, let playback, let end):
            writer.put(5, id)
            playback.write(to: &writer)
            end.write(to: &writer)
        case .firstPacket(let id): writer.put(6, id)
        case .deadMedia(let id): writer.put(7, id)
        case .closed(let id, let statistics):
            writer.put(8, id)
            statistics.write(to: &writer)
        case .learned(let id, let address):
            writer.put(9, id)
            address.write(to: &writer)
        case .dataTone(let id): writer.put(12, id)
        case .recordingEnded(let id, let report):
            writer.put(10, id)
            report.write(to: &writer)
        case .oneWay(let id, let audio):
            writer.put(11, id)
            audio.write(to: &writer)
        }
    }

    package init(from reader: inout WireReader) throws(WireFault) {
        let number = try reader.octet()
        let id = try EndpointID(from: &reader)
        switch number {
        case 1: self = .opened(id, try MediaAddress(from: &reader))
        case 2: self = .openFailed(id, try reader.text(upTo: WireBounds.sentence))
        case 3: self = .digit(id, try MediaDigit(from: &reader))
        case 4: self = .tone(id, try MediaDigit(from: &reader))
        case 5: self = .playbackEnded(id, try PlaybackID(from: &reader), try PlaybackEnd(from: &reader))
        case 6: self = .firstPacket(id)
        case 7: self = .deadMedia(id)
        case 8: self = .closed(id, try StreamStatistics(from: &reader))
        case 9: self = .learned(id, try MediaAddress(from: &reader))
        case 10: self = .recordingEnded(id, try RecordingReport(from: &reader))
        case 11: self = .oneWay(id, try OneWayAudio(from: &reader))
        case 12: self = .dataTone(id)
        default: throw WireFault("an event with the number \(number)")
        }
    }
}

extension WireWriter {
    fileprivate mutating func put(_ number: UInt8, _ id: EndpointID) {
        put(number)
        id.write(to: &self)
    }
}
