import GRDB
import GRDBSQLite

/// A statement that is prepared once for each connection, and whose values are given to SQLite as they are.
///
/// For the few statements that every call runs: GRDB boxes each value, and asks for each execution whether somebody
/// observes it, which costs more than what SQLite does. Errors are GRDB's all the same. Run it in a transaction of
/// GRDB's, whose rollback ends what failed; it can be bound and run again until one fails.
struct BoundStatement: ~Copyable {
    private enum Value {
        case null
        case integer(Int64)
        case real(Double)
        case text(Range<Int>)
        case blob(Range<Int>)
    }

    /// The text of an insertion, for one row and for as many as are written at once. Made once for each table: it is long.
    struct Insertion: Sendable {
        /// Opening a table, and closing it, costs as much as a row.
        static let several = 8
        let single: String
        let multiple: String
        let places: Int

        /// - Parameter start: the statement as far as `VALUES`.
        init(_ start: String, of places: Int) {
            let row = " (?\(String(repeating: ", ?", count: places - 1)))"
            self.places = places
            single = start + row
            multiple = single + String(repeating: ",\(row)", count: Self.several - 1)
        }
    }

    private let db: Database
    private let single: OpaquePointer
    private let insertion: Insertion?
    private let places: Int
    private var values: [Value] = []
    /// The bytes of texts and blobs, which SQLite reads where they are: a copy of its own costs it an allocation for each.
    private var bytes: [UInt8] = []

    /// Any statement without result; each ``run()`` executes it.
    init(_ db: Database, _ sql: String) throws {
        let single = try db.cachedStatement(sql: sql).sqliteStatement
        self.init(db, single, nil, places: Int(sqlite3_bind_parameter_count(single)))
    }

    /// The insertion of rows, of which ``run()`` ends one, and ``finish()`` the last one.
    init(_ db: Database, rows insertion: Insertion) throws {
        let single = try db.cachedStatement(sql: insertion.single).sqliteStatement
        self.init(db, single, insertion, places: insertion.places)
    }

    private init(_ db: Database, _ single: OpaquePointer, _ insertion: Insertion?, places: Int) {
        self.db = db
        self.single = single
        self.insertion = insertion
        self.places = places
        values.reserveCapacity(places)
        bytes.reserveCapacity(2048)
    }

    /// The value of the next place.
    mutating func bind(_ value: Int64) { values.append(.integer(value)) }

    mutating func bind(_ value: Int) { bind(Int64(value)) }

    mutating func bind(_ value: Double) { values.append(.real(value)) }

    mutating func bind(_ value: String) {
        let start = bytes.count
        value.utf8.span.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
        values.append(.text(start..<bytes.count))
    }

    mutating func bind(_ value: [UInt8]) {
        let start = bytes.count
        bytes.append(contentsOf: value)
        values.append(.blob(start..<bytes.count))
    }

    /// The value of the next place, or NULL.
    mutating func bind(_ value: Int64?) {
        if let value { bind(value) } else { values.append(.null) }
    }

    mutating func bind(_ value: Double?) {
        if let value { bind(value) } else { values.append(.null) }
    }

    mutating func bind(_ value: String?) {
        if let value { bind(value) } else { values.append(.null) }
    }

    mutating func bind(_ value: [UInt8]?) {
        if let value { bind(value) } else { values.append(.null) }
    }

    /// Executes the statement, or ends a row. Places that were not bound are NULL.
    mutating func run() throws {
        while !values.count.isMultiple(of: places) { values.append(.null) }
        guard let insertion else { return try finish() }
        guard values.count == places * Insertion.several else { return }
        defer { clear() }
        try execute(try db.cachedStatement(sql: insertion.multiple).sqliteStatement, values[...])
    }

    /// Executes the statement for the rows that are left.
    mutating func finish() throws {
        defer { clear() }
        var rest = values[...]
        while !rest.isEmpty {
            try execute(single, rest.prefix(places))
            rest = rest.dropFirst(places)
        }
    }

    private mutating func clear() {
        values.removeAll(keepingCapacity: true)
        bytes.removeAll(keepingCapacity: true)
    }

    private borrowing func execute(_ statement: OpaquePointer, _ values: ArraySlice<Value>) throws {
        sqlite3_reset(statement)
        let error = bytes.withUnsafeBytes { bytes in
            var (code, place): (Int32, Int32) = (SQLITE_OK, 0)
            for value in values where code == SQLITE_OK {
                place += 1
                code = Self.bind(value, of: bytes, to: place, of: statement)
            }
            if code == SQLITE_OK { code = sqlite3_step(statement) }
            // Before the reset the message is that of the failure.
            let error = code == SQLITE_DONE ? nil : failure(code)
            sqlite3_reset(statement)
            // The bytes stay where they are until here, and no longer.
            sqlite3_clear_bindings(statement)
            return error
        }
        if let error { throw error }
    }

    private static func bind(
        _ value: Value, of bytes: UnsafeRawBufferPointer, to place: Int32, of statement: OpaquePointer
    ) -> Int32 {
        switch value {
        case .null: return sqlite3_bind_null(statement, place)
        case .integer(let value): return sqlite3_bind_int64(statement, place, value)
        case .real(let value): return sqlite3_bind_double(statement, place, value)
        case .text(let range):
            let text = UnsafeRawBufferPointer(rebasing: bytes[range])
            return sqlite3_bind_text(
                statement, place, text.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(clamping: text.count),
                nil)
        case .blob(let range):
            let blob = UnsafeRawBufferPointer(rebasing: bytes[range])
            return sqlite3_bind_blob(statement, place, blob.baseAddress, Int32(clamping: blob.count), nil)
        }
    }

    private borrowing func failure(_ code: Int32) -> DatabaseError {
        DatabaseError(
            resultCode: ResultCode(rawValue: code),
            message: db.sqliteConnection.map { String(cString: sqlite3_errmsg($0)) })
    }
}
