/// Says whose an endpoint is, to whoever finds it after the one who opened it has died: a call and a leg of it.
package struct EndpointName: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The longest name, in octets of UTF-8; what is longer is cut.
    package static let longest = 200

    package let description: String

    /// The name `text`.
    package init(_ text: String) {
        var text = text
        while text.utf8.count > Self.longest { text.unicodeScalars.removeLast() }
        description = text
    }
}

/// What an endpoint was, so that another process can be it: see ``MediaCommand/reopen(_:_:)``.
package struct EndpointMemory: Hashable, Sendable, Codable {
    /// Its RTP port.
    package var port: UInt16
    /// What offer and answer agreed; `nil` before that.
    package var parameters: StreamParameters?
    /// Where its peer was heard from; `nil` when it was not. Nothing else is learned then: the death of a process must
    /// not be a second chance for who wants to be taken for the peer.
    package var heardFrom: MediaAddress?
    /// What it played.
    package var playing: PlaybackMemory?

    /// A memory of these parts.
    package init(
        port: UInt16, parameters: StreamParameters? = nil, heardFrom: MediaAddress? = nil,
        playing: PlaybackMemory? = nil
    ) {
        self.port = port
        self.parameters = parameters
        self.heardFrom = heardFrom
        self.playing = playing
    }
}

/// A playback that was under way.
package struct PlaybackMemory: Hashable, Sendable, Codable {
    package var id: PlaybackID
    package var prompts: [PromptKey]
    package var loop: PlaybackLoop
    /// How much of it has been heard, in milliseconds.
    package var elapsed: UInt32

    /// A playback of these parts.
    package init(id: PlaybackID, prompts: [PromptKey], loop: PlaybackLoop, elapsed: UInt32) {
        self.id = id
        self.prompts = prompts
        self.loop = loop
        self.elapsed = elapsed
    }
}
