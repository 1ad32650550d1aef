import CallModel
import Routing

/// Something that is to be said of calls.
struct SaidOfCalls: Hashable {
    /// The number that is dialled, short.
    var number: String
    /// The mode, and who calls; empty for none and for anybody.
    var circumstances: String
    /// What the caller does.
    var way: String
    /// What is to be said.
    var what: String
    /// Where the configuration says so.
    var position: SourcePosition?
}

/// What is to be said at the same times of several numbers, and of several ways through their menus: the shortest way
/// stands for all.
struct SaidTogether {
    /// `+1602…0100, mode snow-day, option 5 (and 3 other ways)`.
    var words: String
    var what: String
    var position: SourcePosition?
    var spans: RecurringSpans

    fileprivate init(_ said: [SaidOfCalls], _ spans: RecurringSpans) {
        let numbers = Self.unique(said.map(\.number))
        let ways = Self.unique(said.map(\.way))
        let more = numbers.count - 1
        let who = more > 2 ? "\(numbers[0]) and \(more) other numbers" : numbers.joined(separator: " and ")
        let way = ways.min { ($0.moves, $0.count) < ($1.moves, $1.count) } ?? ""
        let others = ways.count > 2 ? "\(ways.count - 1) other ways" : "one other way"
        words =
            [who, said.first?.circumstances ?? "", way].filter { !$0.isEmpty }.joined(separator: ", ")
            + (ways.count > 1 ? " (and \(others))" : "")
        what = said.first?.what ?? ""
        position = said.first?.position
        self.spans = spans
    }

    private static func unique(_ list: [String]) -> [String] {
        var seen: Set<String> = []
        return list.filter { seen.insert($0).inserted }
    }
}

extension String {
    /// How many things a caller does on a way: `option 8, option 5` are two.
    fileprivate var moves: Int { split(separator: ",").count }
}

/// What is said alike, and when.
private struct Same: Hashable {
    var said: SaidOfCalls
    var times: [Timestamp]
}

extension Recurrences<SaidOfCalls> {
    /// All of it, with what is so at the same times put together.
    var together: [SaidTogether] {
        var order: [Same] = []
        var groups: [Same: (said: [SaidOfCalls], spans: RecurringSpans)] = [:]
        for (said, spans) in all {
            var place = said
            (place.number, place.way) = ("", "")
            let same = Same(said: place, times: spans.spans.flatMap { [$0.from, $0.to] })
            if groups[same] == nil { order.append(same) }
            groups[same, default: ([], spans)].said.append(said)
        }
        return order.compactMap { same in groups[same].map { SaidTogether($0.said, $0.spans) } }
    }
}
