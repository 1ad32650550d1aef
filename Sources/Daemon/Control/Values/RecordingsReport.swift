package import CallModel
import Security
package import Storage

/// Which recordings are asked for.
package struct RecordingsQuery: Hashable, Sendable, Codable {
    /// How many, the newest first (1…1,000).
    package var last: Int
    /// Only those of this call.
    package var call: CallID?
    /// Whether the accesses to them are asked for too.
    package var accesses: Bool

    /// A query for these.
    package init(last: Int = 20, call: CallID? = nil, accesses: Bool = false) {
        self.last = last
        self.call = call
        self.accesses = accesses
    }
}

/// A recording that somebody wants to hear.
package struct ExportRequest: Hashable, Sendable, Codable {
    /// Its name, or that of its call.
    package var id: String
    /// Who asks, as they say; the socket knows their user.
    package var by: String?

    /// A request of these parts.
    package init(id: String, by: String? = nil) {
        self.id = id
        self.by = by
    }
}

/// What opens one recording, and nothing else. The asking is in the log by then.
package struct RecordingGrant: Hashable, Sendable, Codable {
    /// Its name.
    package var name: String
    /// Its file.
    package var path: String
    /// The file's own key, 64 hexadecimal digits.
    package var key: String
}

/// Recordings, the newest first.
package struct RecordingsReport: Hashable, Sendable, Codable {
    /// One recording.
    package struct Entry: Hashable, Sendable, Codable {
        /// Its name, and the call it is of.
        package var name: String
        package var call: CallID
        /// When it began and ended; no end while it runs, or when the daemon was killed.
        package var started: ReportTime
        package var ended: ReportTime?
        /// How long and how large it is.
        package var seconds: Double
        package var bytes: Int64
        /// The key that it is sealed under.
        package var key: String
        /// Why it ended, in words.
        package var ending: String?
        /// When it was deleted for its age.
        package var deleted: ReportTime?

        init(_ recording: StoredRecording) {
            name = recording.name
            call = recording.call
            started = ReportTime(recording.started)
            ended = recording.ended.map(ReportTime.init)
            seconds = recording.length / .seconds(1)
            bytes = recording.bytes
            key = recording.key
            ending = recording.ending
            deleted = recording.deleted.map(ReportTime.init)
        }
    }

    /// Somebody was given one.
    package struct Access: Hashable, Sendable, Codable {
        package var recording: String
        package var at: ReportTime
        package var who: String
        package var what: String

        init(_ access: RecordingAccess) {
            recording = access.recording
            at = ReportTime(access.at)
            who = access.who
            what = access.what
        }
    }

    /// The recordings.
    package var recordings: [Entry]
    /// Who was given one; `nil` when that was not asked for.
    package var accesses: [Access]?

    /// A report of these rows.
    package init(_ recordings: [StoredRecording], _ accesses: [RecordingAccess]?) {
        self.recordings = recordings.map(Entry.init)
        self.accesses = accesses.map { $0.map(Access.init) }
    }
}

/// How recording stands.
package struct RecordingStatus: Hashable, Sendable, Codable {
    /// Calls that are being recorded.
    package var running: Int
    /// Recordings that are kept, and their bytes.
    package var files: Int
    package var bytes: UInt64
    /// The bytes that they may have.
    package var quota: UInt64
    /// Why calls are not recorded, though they should be; `nil` while they are.
    package var fault: String?
}

extension RecordingGrant {
    /// Writes the recording to a WAV file.
    ///
    /// - Throws: ``RecordingExportError``.
    package func export(
        to target: String, _ wanted: RecordingExport.Wanted
    ) throws(RecordingExportError) -> RecordingExport.Result {
        try RecordingExport.write(path, key: Hex.decode(key) ?? [], to: target, wanted)
    }

    /// A line for the key file, with a new key.
    ///
    /// - Throws: when the name is none.
    package static func newKeyLine(name: String) throws -> String { try KeyRing.newLine(name: name) }
}
