package import CallModel

/// How the store is, for `nightbell status`.
package struct StoreHealth: Hashable, Sendable, Codable {
    /// Whether the last write succeeded.
    package enum State: String, Hashable, Sendable, Codable {
        /// The last write is on disk.
        case working
        /// The last write failed; calls go on without promises.
        case failing
    }
    /// Whether the last write succeeded.
    package var state: State
    /// When the failures began; `nil` while it works.
    package var failingSince: Timestamp?
    /// What the last failed write said; kept after it works again.
    package var lastError: StoreError?
    /// Writes that failed since the start.
    package var failedWrites: Int
    /// Writes (obligations, changes, batches) that are on disk since the start.
    package var completedWrites: Int
    /// Call records that were lost, because the queue was full or the database refused the row.
    package var droppedRecords: Int
    /// Call records and bindings that wait to be written.
    package var waiting: Int

    /// The health of a store that was just made.
    package init() {
        state = .working
        failedWrites = 0
        completedWrites = 0
        droppedRecords = 0
        waiting = 0
    }
}

/// What is worth a line in the log: once per episode, not once per write.
package enum StoreEvent: Hashable, Sendable {
    /// Writes began to fail.
    case failing(StoreError)
    /// Writes work again, after this long.
    case recovered(after: Duration, droppedRecords: Int)
    /// The queue is full: this is the first record that was lost since writes last worked.
    case droppingRecords
    /// The database refused one record for itself; the others were written.
    case recordRefused(CallID, StoreError)
    /// The database was last written by a newer version of the daemon. It is used as it is.
    case newerSchema
}
