import Calls
import Foundation
import Testing

@Suite("The state of a recording in the row of a call")
struct RecordingStateTests {
    private func state(_ text: String) throws -> KeptCall.Recording.State {
        let row = Data(#"{"name": "r1", "state": "\#(text)"}"#.utf8)
        return try JSONDecoder().decode(KeptCall.Recording.self, from: row).state
    }

    @Test("The three that there are come back; one of a later version is a recording that was not announced yet")
    func states() throws {
        #expect(try state("running") == .running)
        #expect(try state("paused") == .paused)
        #expect(try state("unannounced") == .unannounced)
        #expect(try state("whispered") == .unannounced)
    }
}
