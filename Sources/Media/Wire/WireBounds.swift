/// What nothing on the wire exceeds.
package enum WireBounds {
    /// Octets of a frame; one is one packet of the socket.
    package static let frame = 60_000
    /// Commands, events or endpoints in a frame.
    package static let list = 8_192
    /// Octets of a prompt's name.
    package static let promptName = 256
    /// Prompts of one playback.
    package static let promptsOfPlayback = 128
    /// Octets of a sentence, or of a version.
    package static let sentence = 1_024
}
