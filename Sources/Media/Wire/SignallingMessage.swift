/// What the signalling process says to the media process. One is one frame.
package enum SignallingMessage: Hashable, Sendable {
    /// The first frame: who it is, and what the engine is to be made with.
    case greeting(Greeting, MediaSetup?)
    /// Do this, in this order.
    case commands([MediaCommand])
    /// These endpoints, which another signalling process had, are mine.
    case adopt([EndpointID])
    /// The prompts are in the file that comes with this frame, so many octets of it.
    case prompts(octets: UInt64)
    /// Record this endpoint into the file that comes with this frame.
    case record(EndpointID, RecordingOrder)
    /// I end, and want nothing more: close all that is mine.
    case farewell
    /// Say something.
    case ping

    /// The frame.
    package var frame: [UInt8] {
        var writer = WireWriter()
        switch self {
        case .greeting(let greeting, let setup):
            greeting.write(to: &writer)
            setup?.write(to: &writer)
        case .commands(let commands):
            writer.put(Kind.commands.rawValue)
            writer.put(list: commands)
        case .adopt(let endpoints):
            writer.put(Kind.adopt.rawValue)
            writer.put(list: endpoints)
        case .prompts(let octets):
            writer.put(Kind.prompts.rawValue)
            writer.put(octets)
        case .record(let id, let order):
            writer.put(Kind.record.rawValue)
            id.write(to: &writer)
            order.write(to: &writer)
        case .farewell:
            writer.put(Kind.farewell.rawValue)
        case .ping: writer.put(Kind.ping.rawValue)
        }
        return writer.bytes
    }

    private enum Kind: UInt8 { case commands = 1, adopt, prompts, farewell, record, ping }

    /// Reads the first frame. A greeting of another version has no setup: nothing after it can be read.
    ///
    /// - Throws: ``WireFault``.
    package init(greeting frame: [UInt8]) throws(WireFault) {
        var reader = WireReader(frame)
        let greeting = try Greeting(from: &reader)
        guard greeting.version == Greeting.version else {
            self = .greeting(greeting, nil)
            return
        }
        self = .greeting(greeting, try MediaSetup(from: &reader))
        try reader.finish()
    }

    /// Reads a later frame.
    ///
    /// - Throws: ``WireFault``.
    package init(_ frame: [UInt8]) throws(WireFault) {
        var reader = WireReader(frame)
        let number = try reader.octet()
        switch Kind(rawValue: number) {
        case .commands: self = .commands(try reader.list(upTo: WireBounds.list))
        case .adopt: self = .adopt(try reader.list(upTo: WireBounds.list))
        case .prompts: self = .prompts(octets: try reader.word64())
        case .record: self = .record(try EndpointID(from: &reader), try RecordingOrder(from: &reader))
        case .farewell: self = .farewell
        case .ping: self = .ping
        case nil: throw WireFault("a message with the number \(number)")
        }
        try reader.finish()
    }
}
