package import CallModel
package import Storage

/// How the daemon is.
package struct DaemonStatus: Hashable, Sendable, Codable {
    /// What it is doing.
    package enum Activity: String, Hashable, Sendable, Codable {
        /// It takes calls.
        case serving
        /// It takes no new calls and waits for the running ones.
        case draining
    }

    /// The program's version.
    package var version: String
    /// What it is doing.
    package var activity: Activity
    /// When it was started, and when this was asked.
    package var started: ReportTime
    package var now: ReportTime
    /// The configuration in force.
    package var configuration: ConfigurationStatus
    /// The phones of the configuration, in its order.
    package var phones: [PhoneStatus]
    /// The trunks of the configuration, in its order.
    package var trunks: [TrunkStatus]
    /// How many calls run now.
    package var calls: Int
    /// What is owed to patients, and how much of it is overdue; `nil` when the store cannot say.
    package var openCallbacks: Int?
    package var overdueCallbacks: Int?
    /// The store.
    package var store: StoreStatus
    /// Recording; `nil` when nothing is to be recorded.
    package var recording: RecordingStatus?
    /// Counters by name since the start: `sip.malformed`, `calls.refused.draining`.
    package var counters: [String: Int]

    /// A status of these parts.
    package init(
        version: String, activity: Activity, started: Timestamp, now: Timestamp, configuration: ConfigurationStatus,
        phones: [PhoneStatus], trunks: [TrunkStatus], calls: Int, openCallbacks: Int? = nil,
        overdueCallbacks: Int? = nil, store: StoreHealth, recording: RecordingStatus? = nil,
        counters: [String: Int] = [:]
    ) {
        self.recording = recording
        self.version = version
        self.activity = activity
        self.started = ReportTime(started)
        self.now = ReportTime(now)
        self.configuration = configuration
        self.phones = phones
        self.trunks = trunks
        self.calls = calls
        self.openCallbacks = openCallbacks
        self.overdueCallbacks = overdueCallbacks
        self.store = StoreStatus(store)
        self.counters = counters
    }
}

/// The configuration in force.
package struct ConfigurationStatus: Hashable, Sendable, Codable {
    /// Its file.
    package var path: String
    /// Its content hash.
    package var version: ConfigurationVersion
    /// When it was put in force.
    package var since: ReportTime
    /// What the last reload found wrong, if it was refused.
    package var refusedReload: String?

    /// A configuration of these parts.
    package init(path: String, version: ConfigurationVersion, since: Timestamp, refusedReload: String? = nil) {
        self.path = path
        self.version = version
        self.since = ReportTime(since)
        self.refusedReload = refusedReload
    }
}

/// One phone of the configuration.
package struct PhoneStatus: Hashable, Sendable, Codable {
    /// Its extension: `201`.
    package var phone: String
    /// What people call it: `Front desk`.
    package var name: String
    /// Where it is registered: the sources of its bindings; empty when it cannot be rung.
    package var contacts: [String]
    /// When the last of its bindings ends.
    package var expires: ReportTime?

    /// A phone of these parts.
    package init(phone: String, name: String, contacts: [String], expires: Timestamp? = nil) {
        self.phone = phone
        self.name = name
        self.contacts = contacts
        self.expires = expires.map(ReportTime.init)
    }
}

/// One trunk of the configuration.
package struct TrunkStatus: Hashable, Sendable, Codable {
    /// Whether calls can go over it.
    package enum State: String, Hashable, Sendable, Codable { case up, down, unknown }

    /// Its name in the configuration.
    package var name: String
    /// Whether calls can go over it.
    package var state: State
    /// Why, in words: `registered until 12:30`, `no answer to OPTIONS since 02:10`.
    package var detail: String
    /// Calls on it now, and the channels bought; `nil` for no limit.
    package var calls: Int
    package var channels: Int?

    /// A trunk of these parts.
    package init(name: String, state: State, detail: String, calls: Int, channels: Int? = nil) {
        self.name = name
        self.state = state
        self.detail = detail
        self.calls = calls
        self.channels = channels
    }
}

/// The store, as a report says it.
package struct StoreStatus: Hashable, Sendable, Codable {
    /// Whether the last write succeeded.
    package var state: StoreHealth.State
    /// When the failures began.
    package var failingSince: ReportTime?
    /// What the last failed write said; kept after it works again.
    package var lastError: String?
    /// Counts since the start, and what waits now.
    package var failedWrites: Int
    package var completedWrites: Int
    package var droppedRecords: Int
    package var waiting: Int

    /// The status of a store of this health.
    package init(_ health: StoreHealth) {
        state = health.state
        failingSince = health.failingSince.map(ReportTime.init)
        lastError = health.lastError?.message
        failedWrites = health.failedWrites
        completedWrites = health.completedWrites
        droppedRecords = health.droppedRecords
        waiting = health.waiting
    }
}
