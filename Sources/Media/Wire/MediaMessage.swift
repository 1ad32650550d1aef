/// What the media process says to the signalling process. One is one frame.
package enum MediaMessage: Hashable, Sendable {
    /// The first frame: it may go on.
    case welcome(Greeting, MediaWelcome)
    /// The first frame, or the last: why it is not served, in one sentence. Readable in every version.
    case refusal(Greeting, String)
    /// Some of the endpoints that are there; after the welcome, and before anything else.
    case endpoints([EndpointSummary])
    /// All endpoints were told.
    case ready
    /// This has happened, in this order.
    case events([MediaEvent])
    /// The answer to a ping.
    case pong

    /// The frame.
    package var frame: [UInt8] {
        var writer = WireWriter()
        switch self {
        case .welcome(let greeting, let welcome):
            greeting.write(to: &writer)
            writer.put(1 as UInt8)
            welcome.write(to: &writer)
        case .refusal(let greeting, let reason):
            greeting.write(to: &writer)
            writer.put(0 as UInt8)
            writer.put(String(decoding: reason.utf8.prefix(WireBounds.sentence / 4), as: UTF8.self))
        case .endpoints(let summaries):
            writer.put(Kind.endpoints.rawValue)
            writer.put(list: summaries)
        case .ready: writer.put(Kind.ready.rawValue)
        case .events(let events):
            writer.put(Kind.events.rawValue)
            writer.put(list: events)
        case .pong: writer.put(Kind.pong.rawValue)
        }
        return writer.bytes
    }

    // None of them begins as a greeting does.
    private enum Kind: UInt8 { case endpoints = 1, ready, events, pong }

    /// Reads a frame.
    ///
    /// - Throws: ``WireFault``; also when it is a welcome in another version, which nobody should give.
    package init(_ frame: [UInt8]) throws(WireFault) {
        var reader = WireReader(frame)
        let number = try reader.octet()
        switch Kind(rawValue: number) {
        case .endpoints: self = .endpoints(try reader.list(upTo: WireBounds.list))
        case .ready: self = .ready
        case .events: self = .events(try reader.list(upTo: WireBounds.list))
        case .pong: self = .pong
        case nil:
            reader = WireReader(frame)
            let greeting = try Greeting(from: &reader)
            guard try reader.isSet() else {
                self = .refusal(greeting, try reader.text(upTo: WireBounds.sentence))
                return
            }
            guard greeting.version == Greeting.version else {
                throw WireFault("a welcome in version \(greeting.version), where ours is \(Greeting.version)")
            }
            self = .welcome(greeting, try MediaWelcome(from: &reader))
        }
        try reader.finish()
    }
}

/// What a media process tells of itself.
package struct MediaWelcome: Hashable, Sendable {
    /// Whether the engine was made as the greeting asked, or works on as it was because somebody talks over it.
    package enum Setup: UInt8, Hashable, Sendable { case taken, kept }

    /// Another number for each process: endpoints of an earlier one are gone.
    package var process: UInt64
    package var setup: Setup

    /// A welcome of these parts.
    package init(process: UInt64, setup: Setup) {
        self.process = process
        self.setup = setup
    }
}

extension MediaWelcome: WireValue {
    package func write(to writer: inout WireWriter) {
        writer.put(process)
        writer.put(setup.rawValue)
    }

    package init(from reader: inout WireReader) throws(WireFault) {
        process = try reader.word64()
        setup = try reader.isSet() ? .kept : .taken
    }
}
