import CallModel
import Daemon

extension RouteReport {
    /// A dry run, for people.
    var text: String {
        let caller = from.map { "from \($0) " } ?? ""
        let pressed = keys.isEmpty ? "no keys" : "keys \(keys.joined(separator: ", "))"
        var lines = ["\(local): a call \(caller)to \(did), \(pressed) (configuration \(configuration))"]
        for step in steps {
            lines += ["", step.when]
            lines += step.does.map { "  \($0)" }
            lines += step.because.map { "    because \($0)" }
        }
        lines += ["", rings.isEmpty ? "nobody is rung" : "rings, if nobody accepts before:"]
        var table = Table(indent: 2)
        for ring in rings {
            table.add("+\(Words.seconds(ring.afterSeconds))", ring.name, ring.device, "accepts by \(ring.accept)")
        }
        lines += table.lines
        if !faults.isEmpty { lines.append("") }
        lines += faults.map { "\($0.file):\($0.line):\($0.column): \(local): \($0.message)" }
        return lines.joined(separator: "\n")
    }
}
