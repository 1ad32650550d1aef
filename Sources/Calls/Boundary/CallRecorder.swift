package import CallModel
package import Routing

/// Records what is said in calls, where the clinic wants that. The daemon stands behind it: it has the keys, the disk
/// and the rules.
@Signalling
package protocol CallRecorder: Sendable {
    /// What must be said and done before this call may be recorded.
    ///
    /// - Returns: `nil` when it is not to be recorded, or cannot be: why not is said where the operator looks.
    func terms(of call: CallArrival) -> RecordingTerms?

    /// Begins to record: the line on one side, whoever it is joined to now or later on the other.
    ///
    /// - Returns: `nil` when it cannot; the call goes on without.
    func begin(_ call: CallID, of leg: any Leg) -> (any CallRecording)?

    /// Takes up a recording of this line that another process began, and that goes on.
    ///
    /// - Returns: `nil` when the line is none that can be recorded.
    func takeUp(_ recording: String, of leg: any Leg) -> (any CallRecording)?
}

/// What must be said and done before a call may be recorded.
package struct RecordingTerms: Hashable, Sendable {
    /// What both sides must have heard to its end.
    package var consent: String
    /// The key by which who took the call stops the recording for a while, and lets it go on.
    package var pauseKey: Key?

    /// Terms of these parts.
    package init(consent: String, pauseKey: Key?) {
        self.consent = consent
        self.pauseKey = pauseKey
    }
}

/// One recording under way. It ends by itself when its line does.
@Signalling
package protocol CallRecording: AnyObject, Sendable {
    /// What it is called in the record and on the disk.
    var name: String { get }
    /// Keeps nothing until ``resume()``: silence takes the place of what is said.
    func pause()
    /// Goes on.
    func resume()
    /// Ends it.
    func end()
}

/// Something that happened to the recording of a call.
package enum RecordingNews: Hashable, Sendable {
    case began(String)
    case paused
    case resumed
    /// Somebody could not be told; nothing is kept.
    case notAnnounced
    /// It was to be recorded, and could not be.
    case failed
}
