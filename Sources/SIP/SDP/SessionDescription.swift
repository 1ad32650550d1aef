/// A session description as it stands in a body: what was written, without judging it (RFC 8866 §5).
package struct SessionDescription: Hashable, Sendable {
    /// The o= line; `nil` when there is none that can be read.
    package var origin: SDPOrigin?
    /// The s= line; `-` when there is none.
    package var name: String
    /// The session's c= line, for all streams that have none of their own.
    package var connection: SDPConnection?
    /// The a= lines before the first m= line, in order.
    package var attributes: [SDPAttribute]
    /// All other known lines before the first m= line (i u e p b t r z k), in order.
    package var otherLines: [SDPLine]
    /// The streams, in the order that offer and answer must keep (RFC 3264 §6).
    package var media: [MediaDescription]

    /// A description of these parts.
    package init(
        origin: SDPOrigin?, name: String = "-", connection: SDPConnection? = nil, attributes: [SDPAttribute] = [],
        otherLines: [SDPLine] = [], media: [MediaDescription] = []
    ) {
        self.origin = origin
        self.name = name
        self.connection = connection
        self.attributes = attributes
        self.otherLines = otherLines
        self.media = media
    }
}

/// An o= line: who made the description, and which version of it this is (RFC 8866 §5.2).
package struct SDPOrigin: Hashable, Sendable {
    /// The user, `-` when it is not told.
    package var username: String
    /// The number of the session as text: others write more digits than 64 bits hold.
    package var sessionID: String
    /// The version as text.
    package var version: String
    /// The address of its maker.
    package var connection: SDPConnection

    /// An origin of these parts.
    package init(username: String = "-", sessionID: String, version: String, connection: SDPConnection) {
        self.username = username
        self.sessionID = sessionID
        self.version = version
        self.connection = connection
    }
}

/// A c= line: where a stream is to be sent (RFC 8866 §5.7).
package struct SDPConnection: Hashable, Sendable {
    /// `IP4` or `IP6`.
    package var addressType: String
    /// The address without TTL; numbers, or rarely a name.
    package var host: String

    /// An address of these parts.
    package init(addressType: String, host: String) {
        self.addressType = addressType
        self.host = host
    }

    /// The address `host` in numbers, with the type that it has.
    package init(host: String) {
        self.init(addressType: host.hasColon ? "IP6" : "IP4", host: host)
    }
}

/// An a= line: `sendrecv`, `rtpmap:0 PCMU/8000` (RFC 8866 §5.13).
package struct SDPAttribute: Hashable, Sendable {
    /// What stands before the colon.
    package var name: String
    /// What stands after the colon; `nil` for a flag.
    package var value: String?

    /// An attribute of these parts.
    package init(_ name: String, _ value: String? = nil) {
        self.name = name
        self.value = value
    }
}

/// Any other line, kept as text.
package struct SDPLine: Hashable, Sendable {
    /// The letter before the equals sign.
    package var type: Unicode.Scalar
    /// What stands after it.
    package var value: String

    /// A line of these parts.
    package init(_ type: Unicode.Scalar, _ value: String) {
        self.type = type
        self.value = value
    }
}

/// One m= line with what belongs to it (RFC 8866 §5.14).
package struct MediaDescription: Hashable, Sendable {
    /// `audio`, `video`, `text`, `image`, … in lower case.
    package var kind: String
    /// The port; 0 for a stream that is not wanted, and for one whose port cannot be read.
    package var port: UInt16
    /// `RTP/AVP`, `udptl`, …, as it was written.
    package var proto: String
    /// The payload types, or for other protocols what stands in their place.
    package var formats: [String]
    /// The stream's own c= line.
    package var connection: SDPConnection?
    /// Its a= lines, in order.
    package var attributes: [SDPAttribute]
    /// Its other lines (i b k), in order.
    package var otherLines: [SDPLine]

    /// A stream of these parts.
    package init(
        kind: String, port: UInt16, proto: String, formats: [String], connection: SDPConnection? = nil,
        attributes: [SDPAttribute] = [], otherLines: [SDPLine] = []
    ) {
        self.kind = kind
        self.port = port
        self.proto = proto
        self.formats = formats
        self.connection = connection
        self.attributes = attributes
        self.otherLines = otherLines
    }

    /// The values of the attributes of this name, in order; a flag counts as empty text.
    package func values(_ name: String) -> [String] {
        attributes.filter { $0.name == name }.map { $0.value ?? "" }
    }
}
