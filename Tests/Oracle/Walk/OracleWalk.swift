import CallModel
import FoundationEssentials
import Routing

/// Says what the engine answers at every minute of 2024…2040, as run lengths: one line for each stretch in which the
/// answer is one and the same.
///
/// ```
/// America/Phoenix weekly
/// 28399680 -
/// 28408320 a
/// ```
///
/// The first number is the minute of UTC since 1970. `-` stands for nobody.
@main
enum OracleWalk {
    /// 2024-01-01 and 2041-01-01 in UTC.
    static let minutes: Range<Int64> = 28_401_120..<37_343_520

    static func main() async throws {
        let wanted = CommandLine.arguments.dropFirst()
        if wanted.first == "--calendar" { return try CalendarWalk.run(Array(wanted.dropFirst())) }
        let zones = Schedules.zones.filter { wanted.isEmpty || wanted.contains($0) }
        for name in zones {
            let bytes = try Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/\(name)"))
            let zone = try TimeZoneRules(name: name, tzif: Array(bytes))
            // The walks share nothing; each gives back its lines.
            let parts = await withTaskGroup(of: String.self) { group in
                for (label, hours) in Schedules.hours {
                    group.addTask {
                        walk("\(name) \(label)") { instant in
                            hours.state(of: "office", at: zone.local(at: instant).civil)?.answer == .open ? "o" : "-"
                        }
                    }
                }
                for (label, schedule) in Schedules.onCall(zone) {
                    group.addTask { walk("\(name) \(label)") { schedule.cover(at: $0).person?.value ?? "-" } }
                    group.addTask { spans("\(name) \(label) spans", schedule) }
                }
                var parts: [String] = []
                for await part in group { parts.append(part) }
                return parts
            }
            print(parts.sorted().joined(), terminator: "")
        }
    }

    /// Asks at every minute.
    static func walk(_ title: String, _ answer: (Timestamp) -> String) -> String {
        var text = title + "\n"
        var last: String?
        for minute in minutes {
            let now = answer(Timestamp(seconds: minute * 60))
            if now != last {
                text += "\(minute) \(now)\n"
                last = now
            }
        }
        return text
    }

    /// Goes from one change to the next, as `nightbell oncall` does.
    static func spans(_ title: String, _ schedule: OnCallSchedule) -> String {
        let spans = schedule.spans(
            from: Timestamp(seconds: minutes.lowerBound * 60), to: Timestamp(seconds: minutes.upperBound * 60),
            limit: 1_000_000)
        return spans.reduce(into: title + "\n") { text, span in
            text += "\(span.start.seconds / 60) \(span.person?.value ?? "-")\n"
        }
    }
}
