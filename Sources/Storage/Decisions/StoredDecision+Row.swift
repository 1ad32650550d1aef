import CallModel
import GRDB
import Routing

extension StoredDecision {
    /// A row of `decision`.
    init(row: Row) throws {
        self.init(
            call: CallID(try row.value("call")), position: try row.value("position"), at: try row.time("at"),
            configuration: ConfigurationVersion(try row.value("configuration")),
            content: .json(
                question: try row.value("question"), facts: try row.value("facts"), trace: try row.value("trace"),
                plan: try row.value("plan")))
    }

    /// The decisions of a row of `call`, in order; none where they are rows of their own.
    static func kept(_ row: Row) throws -> [StoredDecision] {
        let call = CallID(try row.value("id"))
        let began = try row.time("invited")
        let version = ConfigurationVersion(try row.value("configuration"))
        guard try row.hasTrace() else { return [] }
        guard let items = try row.trace()?.items else {
            return [StoredDecision(call: call, position: 0, at: began, configuration: version, content: .unreadable)]
        }
        var decisions: [StoredDecision] = []
        for item in items {
            let position = decisions.count
            switch item {
            case .note: continue
            case .decision(let kept):
                decisions.append(
                    StoredDecision(
                        call: call, position: position, at: kept.trace.at, configuration: kept.trace.configuration,
                        content: .kept(kept)))
            case .unreadable:
                decisions.append(
                    StoredDecision(
                        call: call, position: position, at: began, configuration: version, content: .unreadable))
            }
        }
        return decisions
    }
}
