import CallModel
import Daemon

extension CallsReport {
    /// Running calls and records for people: one record in full, more of them a line each.
    func text(now: ReportTime) -> String {
        var lines: [String] = []
        if !running.isEmpty {
            var table = Table(["running", "since", "caller", "dialled", "from", "stage"])
            for call in running {
                table.add(
                    call.id.value, Words.span(now.timestamp - call.since.timestamp), call.caller ?? "withheld",
                    call.dialled, call.source, call.stage)
            }
            lines += table.lines
        }
        if !running.isEmpty, !past.isEmpty { lines.append("") }
        if past.count == 1, let only = past.first {
            lines.append(only.text)
        } else if !past.isEmpty {
            var table = Table(["call", "began", "caller", "dialled", "to human", "ending"])
            for call in past {
                table.add(
                    call.id.value, Words.local(call.invited), call.caller ?? "withheld", call.dialled,
                    call.timeToHumanSeconds.map(Words.seconds) ?? "–", call.outcome.words)
            }
            lines += table.lines
        }
        return lines.isEmpty ? "no calls" : lines.joined(separator: "\n")
    }
}

extension PastCall {
    /// One record in full.
    var text: String {
        var top = Table()
        top.add("call", id.value)
        top.add("caller", "\(caller ?? "withheld"), from \(source)")
        top.add("dialled", dialled)
        top.add("began", Words.local(invited))
        for (name, time) in [("answered", answered), ("bridged", bridged), ("ended", ended)] {
            if let time { top.add(name, "+\(Words.seconds((time.timestamp - invited.timestamp) / .seconds(1)))") }
        }
        if let timeToHumanSeconds { top.add("to human", Words.seconds(timeToHumanSeconds)) }
        if let talkSeconds { top.add("talked", Words.seconds(talkSeconds)) }
        top.add("ending", outcome.words)
        top.add("configuration", configuration.value)
        if !choices.isEmpty { top.add("choices", choices.joined(separator: ", ")) }
        var lines = top.lines
        if !attempts.isEmpty {
            var table = Table(indent: 2)
            for attempt in attempts {
                let start = (attempt.started.timestamp - invited.timestamp) / .seconds(1)
                table.add(
                    "+\(Words.seconds(start))", "round \(attempt.round) step \(attempt.step)",
                    attempt.person?.value ?? "–", attempt.device, "for \(Words.seconds(attempt.seconds))",
                    attempt.result.rawValue)
            }
            lines += ["rings"] + table.lines
        }
        var legs = Table(indent: 2)
        for leg in self.legs {
            legs.add(
                leg.direction.rawValue, leg.party, "\(leg.packetsReceived) packets in, \(leg.packetsSent) out",
                leg.ending)
        }
        lines += ["legs"] + legs.lines
        if let recordings { lines += ["recordings"] + recordings.map { "  \($0)" } }
        let audio = self.legs.flatMap(\.audioLines)
        if !audio.isEmpty { lines += ["audio"] + audio.map { "  \($0)" } }
        if !trace.isEmpty { lines += ["decisions"] + trace.map { "  \($0)" } }
        return lines.joined(separator: "\n")
    }
}

extension PastCall.Outcome {
    /// `reachedHuman baker`, and whose fault it is when it is somebody's.
    var words: String {
        let fault =
            switch partyAtFault {
            case .nobody: ""
            case .ours: " (ours)"
            case .theirs: " (theirs)"
            case .unknown: " (unknown)"
            }
        return kind + (detail.map { " \($0)" } ?? "") + fault
    }
}
