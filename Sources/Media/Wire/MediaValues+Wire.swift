extension EndpointID: WireValue {
    package func write(to writer: inout WireWriter) { writer.put(value) }

    package init(from reader: inout WireReader) throws(WireFault) { self.init(try reader.word64()) }
}

extension PlaybackID: WireValue {
    package func write(to writer: inout WireWriter) { writer.put(value) }

    package init(from reader: inout WireReader) throws(WireFault) { self.init(try reader.word64()) }
}

extension PromptKey: WireValue {
    package func write(to writer: inout WireWriter) { writer.put(value) }

    package init(from reader: inout WireReader) throws(WireFault) {
        self.init(try reader.text(upTo: WireBounds.promptName))
    }
}

extension EndpointName: WireValue {
    package func write(to writer: inout WireWriter) { writer.put(description) }

    package init(from reader: inout WireReader) throws(WireFault) {
        self.init(try reader.text(upTo: Self.longest))
    }
}

extension MediaDigit: WireValue {
    package func write(to writer: inout WireWriter) { writer.put(event) }

    package init(from reader: inout WireReader) throws(WireFault) {
        let event = try reader.octet()
        guard let digit = MediaDigit(event: event) else { throw WireFault("\(event) where a digit has to be") }
        self = digit
    }
}

extension MediaAddress: WireValue {
    package func write(to writer: inout WireWriter) {
        writer.put(ipv4)
        writer.put(port)
    }

    package init(from reader: inout WireReader) throws(WireFault) {
        self.init(ipv4: try reader.word32(), port: try reader.word16())
    }
}

extension StreamKeys: WireValue {
    package func write(to writer: inout WireWriter) {
        suite.write(to: &writer)
        writer.append(send)
        writer.append(receive)
    }

    package init(from reader: inout WireReader) throws(WireFault) {
        let suite = try Suite(from: &reader)
        guard let keys = StreamKeys(suite: suite, send: try reader.octets(30), receive: try reader.octets(30)) else {
            throw WireFault("keys of another length than 30")
        }
        self = keys
    }
}

extension StreamParameters: WireValue {
    package func write(to writer: inout WireWriter) {
        remote.write(to: &writer)
        codec.write(to: &writer)
        for type in [payloadType, payloadTypeReceived] { writer.put(type) }
        // 255 is no payload type: they have seven bits (RFC 3550 §5.1).
        for type in [telephoneEventSend, telephoneEventReceive] { writer.put(type ?? .max) }
        writer.put(count: packetTime)
        direction.write(to: &writer)
        latching.write(to: &writer)
        writer.put(detectsTones ? 1 : 0 as UInt8)
        writer.put(optional: keys)
    }

    package init(from reader: inout WireReader) throws(WireFault) {
        let remote = try MediaAddress(from: &reader)
        let codec = try AudioCodec(from: &reader)
        let (payloadType, received) = (try reader.octet(), try reader.octet())
        let (eventSend, eventReceive) = (try reader.octet(), try reader.octet())
        let packetTime = Int(try reader.word16())
        guard payloadType <= 127, received <= 127, [eventSend, eventReceive].allSatisfy({ $0 <= 127 || $0 == .max })
        else { throw WireFault("a payload type above 127") }
        guard (10...60).contains(packetTime) else { throw WireFault("packets of \(packetTime) ms") }
        self.init(
            remote: remote, codec: codec, payloadType: payloadType, payloadTypeReceived: received,
            telephoneEventSend: eventSend == .max ? nil : eventSend,
            telephoneEventReceive: eventReceive == .max ? nil : eventReceive, packetTime: packetTime,
            direction: try StreamDirection(from: &reader), latching: try Latching(from: &reader),
            detectsTones: try reader.isSet(), keys: try reader.optional())
    }
}

extension PlaybackMemory: WireValue {
    package func write(to writer: inout WireWriter) {
        id.write(to: &writer)
        writer.put(list: prompts)
        loop.write(to: &writer)
        writer.put(elapsed)
    }

    package init(from reader: inout WireReader) throws(WireFault) {
        self.init(
            id: try PlaybackID(from: &reader), prompts: try reader.list(upTo: WireBounds.promptsOfPlayback),
            loop: try PlaybackLoop(from: &reader), elapsed: try reader.word32())
    }
}

extension EndpointMemory: WireValue {
    package func write(to writer: inout WireWriter) {
        writer.put(port)
        writer.put(optional: parameters)
        writer.put(optional: heardFrom)
        writer.put(optional: playing)
    }

    package init(from reader: inout WireReader) throws(WireFault) {
        self.init(
            port: try reader.word16(), parameters: try reader.optional(), heardFrom: try reader.optional(),
            playing: try reader.optional())
    }
}
