import GRDB
import GRDBSQLite

/// A statement that is prepared once for each connection, and whose values are given to SQLite as they are.
///
/// For the few statements that every call runs: GRDB boxes each value, and asks for each execution whether somebody
/// observes it, which costs more than what SQLite does. Errors are GRDB's all the same. Run it in a transaction of
/// GRDB's, whose rollback ends what failed; it can be bound and run again until one fails.
struct BoundStatement: ~Copyable {
    private let db: Database
    private let statement: OpaquePointer
    private let places: Int32
    private var index: Int32 = 0

    /// What SQLite copies at once.
    private static var transient: sqlite3_destructor_type {
        // SAFETY: SQLite's own constant, ((sqlite3_destructor_type)-1), which is a macro that Swift does not see.
        unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    }

    init(_ db: Database, _ sql: String) throws {
        self.db = db
        statement = try db.cachedStatement(sql: sql).sqliteStatement
        places = sqlite3_bind_parameter_count(statement)
        sqlite3_reset(statement)
    }

    /// The value of the next place.
    mutating func bind(_ value: Int64) throws { try bound { sqlite3_bind_int64($0, $1, value) } }

    mutating func bind(_ value: Int) throws { try bind(Int64(value)) }

    mutating func bind(_ value: Double) throws { try bound { sqlite3_bind_double($0, $1, value) } }

    mutating func bind(_ value: String) throws {
        var value = value
        try bound { statement, index in
            value.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) { text in
                    guard let start = text.baseAddress else {
                        return sqlite3_bind_text(statement, index, "", 0, Self.transient)
                    }
                    return sqlite3_bind_text(statement, index, start, Int32(clamping: text.count), Self.transient)
                }
            }
        }
    }

    mutating func bind(_ value: [UInt8]) throws {
        try bound { statement, index in
            value.withUnsafeBytes {
                sqlite3_bind_blob(statement, index, $0.baseAddress, Int32(clamping: $0.count), Self.transient)
            }
        }
    }

    /// The value of the next place, or NULL.
    mutating func bind(_ value: Int64?) throws {
        if let value { try bind(value) } else { try bindNull() }
    }

    mutating func bind(_ value: Double?) throws {
        if let value { try bind(value) } else { try bindNull() }
    }

    mutating func bind(_ value: String?) throws {
        if let value { try bind(value) } else { try bindNull() }
    }

    mutating func bind(_ value: [UInt8]?) throws {
        if let value { try bind(value) } else { try bindNull() }
    }

    private mutating func bindNull() throws { try bound { sqlite3_bind_null($0, $1) } }

    /// Executes the statement, which returns no rows. Places that were not bound are NULL.
    mutating func run() throws {
        while index < places { try bindNull() }
        index = 0
        let code = sqlite3_step(statement)
        // Before the reset the message is that of the failure.
        let error = code == SQLITE_DONE ? nil : failure(code)
        sqlite3_reset(statement)
        if let error { throw error }
    }

    private mutating func bound(_ bind: (OpaquePointer, Int32) -> Int32) throws {
        index += 1
        let code = bind(statement, index)
        if code != SQLITE_OK { throw failure(code) }
    }

    private borrowing func failure(_ code: Int32) -> DatabaseError {
        DatabaseError(
            resultCode: ResultCode(rawValue: code),
            message: db.sqliteConnection.map { String(cString: sqlite3_errmsg($0)) })
    }
}
