package import CallModel
import GRDB

/// What is known of one recording; the audio is in a file of its own.
package struct StoredRecording: Hashable, Sendable {
    /// Its name, and the call it is of.
    package var name: String
    package var call: CallID
    /// When it began, and ended; `nil` while it runs, and for ever when the process was killed.
    package var started: Timestamp
    package var ended: Timestamp?
    /// How long it is, and how large; what was known last.
    package var length: Duration
    package var bytes: Int64
    /// The name of the key that it is sealed under.
    package var key: String
    /// Why it ended, in words: `finished`, `full`, or what went wrong.
    package var ending: String?
    /// When its file was deleted.
    package var deleted: Timestamp?

    /// A recording that begins.
    package init(name: String, call: CallID, started: Timestamp, key: String) {
        self.name = name
        self.call = call
        self.started = started
        self.key = key
        length = .zero
        bytes = 0
    }

    init(row: Row) throws {
        self.init(
            name: try row.value("name"), call: CallID(try row.value("call")), started: try row.time("started"),
            key: try row.value("key"))
        ended = try row.optionalTime("ended")
        length = .milliseconds(try row.value("milliseconds") as Int64)
        bytes = try row.value("bytes")
        ending = try row.optional("ending")
        deleted = try row.optionalTime("deleted")
    }
}

/// That somebody was given what is in a recording.
package struct RecordingAccess: Hashable, Sendable {
    /// The recording, by its name.
    package var recording: String
    /// When.
    package var at: Timestamp
    /// Who, as the system knows them: `uid 1000 (anna)`.
    package var who: String
    /// What was done: `export`.
    package var what: String

    /// An access of these facts.
    package init(recording: String, at: Timestamp, who: String, what: String) {
        self.recording = recording
        self.at = at
        self.who = who
        self.what = what
    }
}
