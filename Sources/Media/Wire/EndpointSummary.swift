/// An endpoint that is there, for a signalling process that has just come: enough to go on with it.
package struct EndpointSummary: Hashable, Sendable {
    package var id: EndpointID
    /// Whose it is, when that was said.
    package var name: EndpointName?
    package var port: UInt16
    /// The other side of its bridge.
    package var peer: EndpointID?
    /// What it plays.
    package var playing: PlaybackID?
    /// What offer and answer agreed, keys and all; `nil` before that.
    package var parameters: StreamParameters?
    /// Where its peer was heard from.
    package var heardFrom: MediaAddress?
    /// Whether its peer was not heard for the dead-media time, which is told once.
    package var isSilent: Bool

    /// An endpoint of these parts.
    package init(
        id: EndpointID, name: EndpointName?, port: UInt16, peer: EndpointID?, playing: PlaybackID?,
        parameters: StreamParameters? = nil, heardFrom: MediaAddress? = nil, isSilent: Bool = false
    ) {
        self.id = id
        self.name = name
        self.port = port
        self.peer = peer
        self.playing = playing
        self.parameters = parameters
        self.heardFrom = heardFrom
        self.isSilent = isSilent
    }
}

extension EndpointSummary: WireValue {
    package func write(to writer: inout WireWriter) {
        id.write(to: &writer)
        writer.put(optional: name)
        writer.put(port)
        writer.put(optional: peer)
        writer.put(optional: playing)
        writer.put(optional: parameters)
        writer.put(optional: heardFrom)
        writer.put(isSilent ? 1 : 0 as UInt8)
    }

    package init(from reader: inout WireReader) throws(WireFault) {
        self.init(
            id: try EndpointID(from: &reader), name: try reader.optional(), port: try reader.word16(),
            peer: try reader.optional(), playing: try reader.optional(), parameters: try reader.optional(),
            heardFrom: try reader.optional(), isSilent: try reader.isSet())
    }
}
