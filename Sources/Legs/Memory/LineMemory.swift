import CallModel
import Media
import SIP
import SIPStack

/// What is kept of a line, so that another process can go on with it: its dialog, its way, and its endpoint's name.
///
/// Keys of encrypted audio are not in it: the media process has them, and tells whoever takes the endpoint over.
struct LineMemory: Hashable, Sendable {
    /// Who is at its end.
    var label: String
    var direction: LegDirection
    /// Whose line it is: a trunk's or a phone's.
    var source: SourceClass
    /// The flow that it began on; of a connection its ends.
    var flow: Flow
    var endpoint: EndpointID
    var session: SessionMemory
}

extension LineMemory {
    /// The layout of the bytes. Another one gets another number; what has an unknown one cannot be read.
    static let layout: UInt8 = 1
    /// Octets of a description, and of an address: what SIP messages are bounded by, and more.
    static let longest = 60_000

    /// The bytes to keep.
    var bytes: [UInt8] {
        var writer = WireWriter()
        writer.put(Self.layout)
        writer.put(label)
        writer.put(direction == .inbound ? 1 : 2 as UInt8)
        source.write(to: &writer)
        flow.write(to: &writer)
        endpoint.write(to: &writer)
        session.write(to: &writer)
        return writer.bytes
    }

    /// The memory of these bytes.
    ///
    /// - Throws: ``WireFault`` when they mean nothing here.
    init(_ bytes: [UInt8]) throws(WireFault) {
        var reader = WireReader(bytes)
        let layout = try reader.octet()
        guard layout == Self.layout else { throw WireFault("a line in layout \(layout)") }
        label = try reader.text(upTo: Self.longest)
        switch try reader.octet() {
        case 1: direction = .inbound
        case 2: direction = .outbound
        case let other: throw WireFault("a line in direction \(other)")
        }
        source = try SourceClass(from: &reader)
        flow = try Flow(from: &reader)
        endpoint = try EndpointID(from: &reader)
        session = try SessionMemory(from: &reader)
        try reader.finish()
    }
}
