extension RecordingID: WireValue {
    package func write(to writer: inout WireWriter) { writer.put(value) }

    package init(from reader: inout WireReader) throws(WireFault) {
        self.init(try reader.text(upTo: WireBounds.promptName))
    }
}

extension RecordingOrder: WireValue {
    package func write(to writer: inout WireWriter) {
        id.write(to: &writer)
        writer.put(path)
        writer.put(header)
        writer.put(key)
        writer.put(limit)
    }

    package init(from reader: inout WireReader) throws(WireFault) {
        self.init(
            id: try RecordingID(from: &reader), path: try reader.text(upTo: WireBounds.sentence),
            header: try reader.octets(upTo: WireBounds.sentence), key: try reader.octets(upTo: 32),
            limit: try reader.word64())
    }
}

extension RecordingReport: WireValue {
    package func write(to writer: inout WireWriter) {
        id.write(to: &writer)
        switch end {
        case .finished: writer.put(1 as UInt8)
        case .full: writer.put(2 as UInt8)
        case .failed(let why):
            writer.put(3 as UInt8)
            writer.put(String(decoding: why.utf8.prefix(WireBounds.sentence / 4), as: UTF8.self))
        }
        for count in [bytes, milliseconds, packetsDropped] { writer.put(count) }
    }

    package init(from reader: inout WireReader) throws(WireFault) {
        let id = try RecordingID(from: &reader)
        let end: End
        switch try reader.octet() {
        case 1: end = .finished
        case 2: end = .full
        case 3: end = .failed(try reader.text(upTo: WireBounds.sentence))
        case let other: throw WireFault("a recording that ended with the number \(other)")
        }
        self.init(
            id: id, end: end, bytes: try reader.word64(), milliseconds: try reader.word64(),
            packetsDropped: try reader.word64())
    }
}
