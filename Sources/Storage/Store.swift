package import CallModel
import GRDB
import Glibc
import Synchronization

/// The embedded SQLite database: what must outlive the process.
///
/// Every commit is fsynced before it is reported (WAL, `synchronous = FULL`), so neither `kill -9` nor a power cut
/// loses what was committed. Obligations are awaited; records and bindings are queued and written behind by
/// ``run()``. When the disk fails, calls go on: obligations throw, records wait in a bounded queue, ``health()``
/// says so, and the heartbeat finds out when it works again.
///
/// - Isolation: any thread; nothing here blocks its caller but ``open()``.
package final class Store: Sendable {
    /// Times and bounds of the store.
    package struct Limits: Hashable, Sendable {
        /// How long SQLite waits for another program's lock. Default: 2 s.
        package var busy: Duration = .seconds(2)
        /// How long a caller waits for its commit before it is told that it failed. Default: 5 s.
        package var commit: Duration = .seconds(5)
        /// Records that may wait; more are dropped and counted. Default: 4,096.
        package var records = 4096
        /// Changed bindings that may wait; more are dropped. Default: 16,384.
        package var bindings = 16_384
        /// Records and bindings in one transaction. Default: 256.
        package var batch = 256
        /// How long after a batch the next one gathers records and bindings. The first after a silence is written at
        /// once. Default: 200 ms.
        package var gather: Duration = .milliseconds(200)
        /// How often a write proves that the disk still works. Default: 60 s.
        package var heartbeat: Duration = .seconds(60)
        /// The first and the longest rest after a failed batch; it doubles between them. Default: 1 s and 30 s.
        package var rest: ClosedRange<Duration> = .seconds(1) ... .seconds(30)

        /// The defaults.
        package init() {}
    }

    /// The database's file; empty for one in memory.
    package let path: String
    let limits: Limits
    let clock: WallClock
    let monitor: HealthMonitor
    let queue: WriteQueue
    private let database = Mutex<(any DatabaseWriter)?>(nil)

    /// A store on the file at `path`, not yet open.
    ///
    /// - Parameter report: told about the edges of an episode of failures, on any thread; it must not wait.
    package init(
        path: String, clock: WallClock, limits: Limits = Limits(),
        report: @escaping @Sendable (StoreEvent) -> Void = { _ in }
    ) {
        self.path = path
        self.clock = clock
        self.limits = limits
        monitor = HealthMonitor(clock: clock, report: report)
        queue = WriteQueue(records: limits.records, bindings: limits.bindings)
    }

    /// A store in memory, for tests of other parts. It is open, and keeps no promise.
    package static func inMemory(
        clock: WallClock, limits: Limits = Limits(), report: @escaping @Sendable (StoreEvent) -> Void = { _ in }
    ) throws(StoreError) -> Store {
        let store = Store(path: "", clock: clock, limits: limits, report: report)
        try store.open()
        return store
    }

    /// Opens the file, makes it if need be, and brings its schema up to date. Opening an open store does nothing.
    ///
    /// A daemon that cannot open its store may still serve calls: every commit then throws `.notOpen`, and ``run()``
    /// tries to open it again with each heartbeat.
    ///
    /// - Throws: what is wrong with the file and what to do about it.
    package func open() throws(StoreError) {
        do {
            try database.withLock { database in
                if database == nil { database = try connect() }
            }
        } catch {
            let error = StoreError(error, path: path)
            monitor.failed(error)
            throw error
        }
    }

    /// Closes the file. What still waits in the queue is not written: end ``run()`` first.
    package func close() throws(StoreError) {
        do {
            try database.withLock { database in
                try database?.close()
                database = nil
            }
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// How the store is.
    package func health() -> StoreHealth {
        var health = monitor.health
        health.waiting = queue.waiting
        return health
    }

    /// The connection, once it is open.
    var writer: any DatabaseWriter {
        get throws(StoreError) {
            guard let writer = database.withLock({ $0 }) else {
                throw StoreError(.notOpen, "the database \(path) is not open: see the error of its opening")
            }
            return writer
        }
    }

    private func connect() throws -> any DatabaseWriter {
        var configuration = Configuration()
        configuration.busyMode = .timeout(limits.busy / .seconds(1))
        configuration.maximumReaderCount = 2
        // Otherwise GRDB ends the process when a failing disk leaves a transaction open.
        configuration.allowsUnsafeTransactions = true
        configuration.label = "nightbell.store"
        let writer: any DatabaseWriter
        if path.isEmpty {
            writer = try DatabaseQueue(configuration: configuration)
        } else {
            try makePrivateFile()
            writer = try DatabasePool(path: path, configuration: configuration)
            // GRDB sets NORMAL after `prepareDatabase`, and NORMAL may lose the last commits in a power cut.
            try writer.writeWithoutTransaction { db in try db.execute(sql: "PRAGMA synchronous = FULL") }
        }
        let migrator = Schema.migrator
        if try writer.read(migrator.hasBeenSuperseded) { monitor.newerSchema() }
        try migrator.migrate(writer)
        return writer
    }

    /// Makes the file readable by its owner only; SQLite gives its `-wal` and `-shm` the same mode.
    private func makePrivateFile() throws(StoreError) {
        let file = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            let reason = String(cString: strerror(errno))
            throw StoreError(
                .cannotOpen, "\(path) cannot be opened (\(reason)): make its directory, owned by the daemon's user")
        }
        Glibc.close(file)
    }
}
