import CallModel
import GRDB

/// Columns read without the traps of `row["name"]`: what the disk holds must not end the process.
extension Row {
    /// The value of a column that is never empty.
    ///
    /// - Throws: GRDB's `RowDecodingError`, which becomes `.damaged`.
    func value<Value: DatabaseValueConvertible>(_ column: String) throws -> Value {
        try decode(Value.self, forColumn: column)
    }

    /// The value of a column that may be empty.
    func optional<Value: DatabaseValueConvertible>(_ column: String) throws -> Value? {
        try decode(Value?.self, forColumn: column)
    }

    /// The instant of a column that is never empty.
    func time(_ column: String) throws -> Timestamp { Timestamp(microseconds: try value(column)) }

    /// The instant of a column that may be empty.
    func optionalTime(_ column: String) throws -> Timestamp? {
        try (optional(column) as Int64?).map(Timestamp.init(microseconds:))
    }

    /// The number of a column that may be empty; `nil` also for what is no number.
    func number(_ column: String) throws -> PhoneNumber? {
        try (optional(column) as String?).flatMap(PhoneNumber.init(e164:))
    }

    /// The person of a column that may be empty.
    func person(_ column: String) throws -> PersonID? { try (optional(column) as String?).map(PersonID.init) }
}
