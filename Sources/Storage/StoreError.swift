import GRDB

/// Why the store could not do what it was asked. Its description holds no number and no name.
package struct StoreError: Error, Hashable, Sendable, Codable, CustomStringConvertible {
    /// What stands for what went wrong.
    package enum Code: String, Hashable, Sendable, Codable, CaseIterable {
        /// The file or its directory cannot be opened or created.
        case cannotOpen
        /// The file is there, but it is no SQLite database, or it is damaged.
        case damaged
        /// Another program holds the database.
        case locked
        /// No room on the disk.
        case full
        /// The disk reported an error.
        case disk
        /// The file may not be written.
        case readOnly
        /// The write did not end in time. It may still land.
        case timedOut
        /// The store is not open yet.
        case notOpen
        /// The row itself was refused.
        case refused
    }

    /// What went wrong.
    package var code: Code
    /// What it means and what to do, in one sentence.
    package var message: String

    /// An error of these parts.
    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}

extension StoreError {
    /// What `error` means here. SQLite's own result code stays in the message, for whoever must search for it.
    init(_ error: any Error, path: String) {
        guard let error = error as? DatabaseError else {
            // GRDB's decoding errors show the row, so only their type is said.
            self =
                error as? StoreError
                ?? StoreError(.damaged, "\(path) holds a row that cannot be read (\(type(of: error)))")
            return
        }
        let detail = "SQLite \(error.extendedResultCode.rawValue): \(error.message ?? "no message")"
        switch error.resultCode {
        case .SQLITE_FULL:
            self.init(.full, "no room to write \(path): free some disk space (\(detail))")
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self.init(.locked, "another program holds \(path) locked: close it (\(detail))")
        case .SQLITE_NOTADB, .SQLITE_CORRUPT:
            self.init(.damaged, "\(path) is damaged or no database: move it aside or restore a copy (\(detail))")
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
            self.init(.readOnly, "\(path) may not be written: check its owner and mode (\(detail))")
        case .SQLITE_CANTOPEN:
            self.init(.cannotOpen, "\(path) cannot be opened: check that its directory may be written (\(detail))")
        case .SQLITE_CONSTRAINT, .SQLITE_MISMATCH, .SQLITE_TOOBIG, .SQLITE_RANGE:
            self.init(.refused, "the database refused a row (\(detail))")
        default:
            self.init(.disk, "writing or reading \(path) failed (\(detail))")
        }
    }
}
