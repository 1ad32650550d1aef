/// Names one recording of a call, and its file.
package struct RecordingID: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The call's id, a hyphen and a number from 1.
    package let value: String

    /// The recording with this name.
    package init(_ value: String) { self.value = value }

    package var description: String { value }
}

/// Where a recording is written, and with which key: all that its writer ever gets to know. It does not show the key.
package struct RecordingOrder: Hashable, Sendable, Codable, CustomStringConvertible {
    /// Which recording.
    package let id: RecordingID
    /// The file, which must not be there yet.
    package let path: String
    /// The octets at its head (`Security.SealedHeader`).
    package let header: [UInt8]
    /// The file's own key, 32 octets.
    package let key: [UInt8]
    /// The bytes after which it ends.
    package let limit: UInt64
    /// The file, empty and open for writing, when another process has made it for this one; it stays that one's to close.
    /// It does not go over the wire as a number.
    package var descriptor: Int32?

    /// An order of these parts.
    package init(id: RecordingID, path: String, header: [UInt8], key: [UInt8], limit: UInt64) {
        self.id = id
        self.path = path
        self.header = header
        self.key = key
        self.limit = limit
    }

    package var description: String { "recording \(id) to \(path)" }
}

extension RecordingReport {
    /// The report of one of which nothing more is known.
    package init(failed id: RecordingID, _ why: String) {
        self.init(id: id, end: .failed(why), bytes: 0, milliseconds: 0, packetsDropped: 0)
    }
}

/// What became of a recording.
package struct RecordingReport: Hashable, Sendable, Codable {
    /// Why it ended.
    package enum End: Hashable, Sendable, Codable {
        /// It was stopped, or the call was over.
        case finished
        /// It has as many bytes as it may.
        case full
        /// It could not be written, in words. What was written before can be read.
        case failed(String)
    }

    /// Which recording.
    package var id: RecordingID
    /// Why it ended.
    package var end: End
    /// Bytes of the file.
    package var bytes: UInt64
    /// How long it is.
    package var milliseconds: UInt64
    /// Packets that came faster than they could be written.
    package var packetsDropped: UInt64

    /// A report of these parts.
    package init(id: RecordingID, end: End, bytes: UInt64, milliseconds: UInt64, packetsDropped: UInt64) {
        self.id = id
        self.end = end
        self.bytes = bytes
        self.milliseconds = milliseconds
        self.packetsDropped = packetsDropped
    }
}
