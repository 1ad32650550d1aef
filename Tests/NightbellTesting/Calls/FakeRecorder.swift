package import CallModel
package import Calls
import Routing

/// Records nothing, and writes down what it was told.
@Signalling
package final class FakeRecorder: CallRecorder {
    /// What must be heard before; `nil` when the call is not to be recorded.
    package var terms: RecordingTerms? = RecordingTerms(consent: "nightbell-recording", pauseKey: Key("*"))
    /// Whether recordings can be begun.
    package var works = true
    /// What it was told, in order.
    package private(set) var told: [String] = []

    private let chronicle: Chronicle

    /// A recorder that works.
    package init(_ chronicle: Chronicle) { self.chronicle = chronicle }

    package func terms(of call: CallArrival) -> RecordingTerms? { terms }

    package func begin(_ call: CallID, of leg: any Leg) -> (any CallRecording)? {
        guard works else { return nil }
        tell("begins on \(leg.label)")
        return Recording(self, name: "\(call)-1")
    }

    package func takeUp(_ recording: String, of leg: any Leg) -> (any CallRecording)? {
        guard works else { return nil }
        tell("is taken up on \(leg.label)")
        return Recording(self, name: recording)
    }

    private func tell(_ words: String) {
        told.append(words)
        chronicle.write("recording \(words)")
    }

    @Signalling
    private final class Recording: CallRecording {
        let name: String
        private let recorder: FakeRecorder

        init(_ recorder: FakeRecorder, name: String) {
            self.recorder = recorder
            self.name = name
        }

        func pause() { recorder.tell("pauses") }
        func resume() { recorder.tell("goes on") }
        func end() { recorder.tell("ends") }
    }
}
