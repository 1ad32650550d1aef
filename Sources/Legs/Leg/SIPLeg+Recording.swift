import CallModel
package import Calls
package import Media
package import Routing

extension SIPLeg {
    package func playToEnd(_ prompts: [PromptRef]) async -> Heard { await media.playToEnd(prompts) }

    /// Begins a recording of this line and of whoever it is joined to.
    ///
    /// - Parameter ended: called once, when nothing is written any more.
    package func record(_ order: RecordingOrder, ended: @escaping @Signalling (RecordingReport) -> Void) {
        media.record(order, ended: ended)
    }

    /// Keeps nothing for a while.
    package func pauseRecording() { media.setRecording(.pauseRecording(media.id)) }

    /// Keeps what is said again.
    package func resumeRecording() { media.setRecording(.resumeRecording(media.id)) }

    /// Ends the recording.
    package func stopRecording() { media.setRecording(.stopRecording(media.id)) }
}
