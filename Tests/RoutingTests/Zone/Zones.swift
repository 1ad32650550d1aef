import CallModel
import Foundation
import Routing

/// Real zones of this machine.
enum Zones {
    static func load(_ name: String) throws -> TimeZoneRules {
        try TimeZoneRules(name: name, tzif: bytes(name))
    }

    static func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/\(name)")))
    }
}

/// `2026-03-08 02:30`.
func civil(_ text: String) throws -> CivilTime {
    let numbers = text.split { "- :".contains($0) }.compactMap { Int($0) }
    guard numbers.count == 5, let date = CivilDate(year: numbers[0], month: numbers[1], day: numbers[2]) else {
        throw CocoaError(.formatting)
    }
    return CivilTime(date, secondOfDay: numbers[3] * 3600 + numbers[4] * 60)
}

extension TimeZoneRules {
    /// The instant at which the clock shows `text`: the first pass, or after a gap.
    func at(_ text: String) throws -> Timestamp { instants(of: try civil(text)).instant }
}
