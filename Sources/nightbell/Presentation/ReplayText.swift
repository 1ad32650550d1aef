import CallModel
import Daemon

extension ReplayReport {
    /// The replay, for people: a line for each difference, and one for the whole.
    var text: String {
        var lines = differences.map {
            "\($0.call): decision \($0.decision) (configuration \($0.configuration)): \($0.what)"
        }
        lines += skipped.sorted { $0.key < $1.key }.map { "not replayed: \($0.value) decisions: \($0.key)" }
        lines.append("\(replayed) decisions replayed, \(differences.count) differ")
        return lines.joined(separator: "\n")
    }
}
