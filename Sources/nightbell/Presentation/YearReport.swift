import CallModel
import Daemon
import Routing

/// What `nightbell route --year` found.
struct YearReport: Encodable {
    /// A stretch of time in which the answer is the same.
    struct Span: Encodable {
        var from: ReportTime
        var to: ReportTime
        var local: String
        var answer: String
    }

    var configuration: ConfigurationVersion
    var did: String
    var keys: [String]
    var spans: [Span]
    /// The lines for people.
    private var lines: [String]

    private enum CodingKeys: String, CodingKey { case configuration, did, keys, spans }

    init(_ answer: RouteYear) {
        configuration = answer.configuration
        did = answer.did.e164
        keys = answer.keys.map(\.words)
        let zone = answer.zone
        spans = answer.list.spans.map { span in
            Span(
                from: ReportTime(span.from), to: ReportTime(span.to), local: zone.words(span.from), answer: span.answer)
        }
        lines = answer.list.spans.map { span in
            "\(zone.shortWords(span.from)) - \(zone.shortWords(span.to)): \(span.answer)"
        }
        let changes = Words.count(max(0, spans.count - 1), "change")
        lines.append(
            "\(answer.did.short): \(changes) in \(Words.count(Proof.usualDays, "day")), by the clock of \(zone.name)")
    }

    /// The lines for people.
    var text: String { lines.joined(separator: "\n") }
}
