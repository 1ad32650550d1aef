/// How a far side tells which key was pressed. The first way that brings one is believed for the rest of the leg: many
/// send the same key in two ways.
enum KeySource: String, Sendable {
    /// A telephone-event in RTP (RFC 4733).
    case event
    /// A SIP INFO.
    case info
    /// The tones of the key, in the audio.
    case tones
}
