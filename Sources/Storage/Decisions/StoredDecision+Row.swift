import CallModel
import GRDB

extension StoredDecision {
    func insert(_ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO decision (call, position, at, configuration, question, facts, trace, plan)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(
            arguments: [
                call.value, position, at.microseconds, configuration.value, question, facts, trace, plan,
            ])
    }

    init(row: Row) throws {
        self.init(
            call: CallID(try row.value("call")), position: try row.value("position"), at: try row.time("at"),
            configuration: ConfigurationVersion(try row.value("configuration")),
            question: try row.value("question"), facts: try row.value("facts"), trace: try row.value("trace"),
            plan: try row.value("plan"))
    }
}
