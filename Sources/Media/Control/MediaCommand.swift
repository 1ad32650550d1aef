/// What signalling asks of the media engine: plain values, so that they can cross a process boundary.
package enum MediaCommand: Hashable, Sendable, Codable {
    /// Take a port and make an endpoint; answered by `.opened` or `.openFailed`.
    case open(EndpointID)
    /// Make an endpoint again that another media process had: on the same port, to the same far end, with what it played.
    /// Its stream begins anew, under another SSRC. Answered as `.open` is.
    case reopen(EndpointID, EndpointMemory)
    /// Say whose it is. Nothing is done with it; it is told again to whoever asks what there is.
    case name(EndpointID, EndpointName)
    /// Set how the endpoint sends and receives; at first, after every offer/answer, and when a call is answered that
    /// had early media: the windows for learning an address and for dead media begin again if nothing was heard yet.
    case configure(EndpointID, StreamParameters)
    /// Play these prompts one after another in place of what is playing; answered by one `.playbackEnded`.
    case play(EndpointID, PlaybackID, [PromptKey], PlaybackLoop)
    /// Stop what is playing; the playback answers with `.playbackEnded`.
    case stop(EndpointID)
    /// Join two endpoints, both ways. Ends playbacks on both.
    case bridge(EndpointID, EndpointID)
    /// Part the endpoint from the one it is bridged to.
    case unbridge(EndpointID)
    /// Look for keys in what its far end says in a bridge too, until it is parted: where the far end agreed on no
    /// telephone-events. In a bridge nobody does otherwise.
    case hearKeys(EndpointID)
    /// Send a digit to the far side: as telephone-event (RFC 4733), or as tones where that was not agreed.
    case sendDigit(EndpointID, MediaDigit, milliseconds: Int)
    /// Keep what both sides of this endpoint's call say from now on: its far end, and whoever it is bridged to, now and
    /// later; answered by one `.recordingEnded`, when it is stopped, cannot be written, or the endpoint is closed.
    case record(EndpointID, RecordingOrder)
    /// Keep nothing until it is resumed; the time goes on.
    case pauseRecording(EndpointID)
    /// Keep what is said again.
    case resumeRecording(EndpointID)
    /// End the recording.
    case stopRecording(EndpointID)
    /// Give the port back; answered by `.closed`. Unknown endpoints are answered too.
    case close(EndpointID)
}

/// Whether a playback starts again at its end.
package enum PlaybackLoop: String, Hashable, Sendable, Codable, CaseIterable { case once, forever }

/// A telephone-event digit: 0…9, `*` = 10, `#` = 11, A…D = 12…15 (RFC 4733 §3.2, table 3).
package struct MediaDigit: Hashable, Sendable, Codable, BitwiseCopyable {
    /// The event code.
    package let event: UInt8

    /// The digit with this event code; `nil` above 15.
    package init?(event: UInt8) {
        guard event <= 15 else { return nil }
        self.event = event
    }

    /// The digit that this ASCII character stands for; `nil` for any other.
    package init?(code: UInt8) {
        switch code {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self.init(event: code - UInt8(ascii: "0"))
        case UInt8(ascii: "*"): self.init(event: 10)
        case UInt8(ascii: "#"): self.init(event: 11)
        case UInt8(ascii: "A")...UInt8(ascii: "D"): self.init(event: code - UInt8(ascii: "A") + 12)
        default: return nil
        }
    }

    /// The digit as a character: `0`…`9`, `*`, `#`, `A`…`D`.
    package var character: Character {
        switch event {
        case 0...9: Character(UnicodeScalar(UInt8(ascii: "0") + event))
        case 10: "*"
        case 11: "#"
        default: Character(UnicodeScalar(UInt8(ascii: "A") + event - 12))
        }
    }
}

/// What the media engine tells signalling.
package enum MediaEvent: Hashable, Sendable, Codable {
    /// The endpoint has this local RTP address; RTCP is the port above.
    case opened(EndpointID, MediaAddress)
    /// No port or no memory; in words.
    case openFailed(EndpointID, String)
    /// A digit was pressed; told once, at its start.
    case digit(EndpointID, MediaDigit)
    /// A digit was heard as tones in the audio; told once, at its start.
    case tone(EndpointID, MediaDigit)
    /// A machine is on the bridge: 2,100 Hz was heard from this endpoint's far end; told once for a bridge.
    case dataTone(EndpointID)
    /// The playback is over; `heard` says how much of it left.
    case playbackEnded(EndpointID, PlaybackID, PlaybackEnd)
    /// The first valid RTP packet of the peer arrived since the endpoint was configured.
    case firstPacket(EndpointID)
    /// The peer was heard at another address than was negotiated, as its latch allows: it is sent to there.
    case learned(EndpointID, MediaAddress)
    /// Neither RTP nor RTCP came for the dead-media time although the peer should send.
    case deadMedia(EndpointID)
    /// A recording is over, and its file complete as far as it goes; may come after the endpoint's `.closed`.
    case recordingEnded(EndpointID, RecordingReport)
    /// In a bridge the endpoint's peer is not heard, though it should be, while the other one is; told once a bridge.
    case oneWay(EndpointID, OneWayAudio)
    /// The endpoint is gone; its final counts.
    case closed(EndpointID, StreamStatistics)
}

/// Why a playback ended.
package enum PlaybackEnd: String, Hashable, Sendable, Codable, CaseIterable {
    /// Its last packet left.
    case finished
    /// Stopped, replaced, or bridged over.
    case stopped
    /// A prompt is not loaded.
    case missingPrompt
}
