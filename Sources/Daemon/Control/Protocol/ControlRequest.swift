package import CallModel

/// What a program on this machine may ask the daemon.
package enum ControlRequest: Hashable, Sendable {
    /// How it is: ``DaemonStatus``.
    case status
    /// Calls that run, and records of calls that are over: ``CallsReport``.
    case calls(CallsQuery)
    /// What is owed to patients: ``CallbacksReport``.
    case callbacks(CallbacksQuery)
    /// Makes a person the owner of a callback: ``CallbackReport``.
    case take(TakeCallback)
    /// Closes a callback: ``CallbackReport``.
    case resolve(ResolveCallback)
    /// Reads the configuration anew: ``ReloadReport``.
    case reload
    /// Takes no new calls, and ends when the running ones are over: ``DrainReport``.
    case drain(DrainQuery)
    /// Which program this is: ``VersionReport``.
    case version
    /// Shows or changes who stands in when: ``OverridesReport``.
    case overrides(OverridesRequest)
    /// Shows or changes the modes: ``ModesReport``.
    case modes(ModesRequest)
    /// Recordings, and who was given one: ``RecordingsReport``.
    case recordings(RecordingsQuery)
    /// What opens one recording, once the asking is written down: ``RecordingGrant``.
    case exportRecording(ExportRequest)
    /// The daemon's narration from now on: a stream of ``NarrationLine``.
    case events
}

/// Which calls are asked for.
package struct CallsQuery: Hashable, Sendable, Codable {
    /// How many records of calls that are over, the newest first (0…1,000).
    package var last: Int
    /// Only this call.
    package var id: CallID?
    /// Whether callers' numbers are shown in full.
    package var reveal: Bool

    /// A query for these.
    package init(last: Int = 20, id: CallID? = nil, reveal: Bool = false) {
        self.last = last
        self.id = id
        self.reveal = reveal
    }
}

/// Which callbacks are asked for.
package struct CallbacksQuery: Hashable, Sendable, Codable {
    /// How many closed ones beside all open ones (0…1,000).
    package var closed: Int
    /// Whether numbers are shown in full.
    package var reveal: Bool

    /// A query for these.
    package init(closed: Int = 0, reveal: Bool = false) {
        self.closed = closed
        self.reveal = reveal
    }
}

/// Who takes which callback.
package struct TakeCallback: Hashable, Sendable, Codable {
    /// The callback.
    package var id: ObligationID
    /// Who takes it.
    package var by: PersonID
    /// Whom it is taken over from; `nil` when nobody has it.
    package var from: PersonID?

    /// A request of these parts.
    package init(id: ObligationID, by: PersonID, from: PersonID? = nil) {
        self.id = id
        self.by = by
        self.from = from
    }
}

/// Which callback is done, and how.
package struct ResolveCallback: Hashable, Sendable, Codable {
    /// The callback.
    package var id: ObligationID
    /// Who closes it.
    package var by: PersonID?
    /// How it was met, in words.
    package var resolution: String

    /// A request of these parts.
    package init(id: ObligationID, by: PersonID? = nil, resolution: String) {
        self.id = id
        self.by = by
        self.resolution = resolution
    }
}

/// How long a drain may take.
package struct DrainQuery: Hashable, Sendable, Codable {
    /// After so many seconds running calls are hung up; `nil` for the configured limit.
    package var limitSeconds: Int?

    /// A drain of this length.
    package init(limitSeconds: Int? = nil) { self.limitSeconds = limitSeconds }
}
