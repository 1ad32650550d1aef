package import CallModel
import FoundationEssentials

/// An instant as a report says it: ISO 8601 in UTC with milliseconds, `2026-12-25T03:00:00.000Z`.
package struct ReportTime: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    /// The instant.
    package var timestamp: Timestamp

    /// This instant.
    package init(_ timestamp: Timestamp) { self.timestamp = timestamp }

    package static func < (left: Self, right: Self) -> Bool { left.timestamp < right.timestamp }

    private static let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

    package var description: String {
        // Rounded down to the millisecond first: the formatter would round, and not the same way everywhere.
        let seconds = timestamp.seconds
        let thousandths = (timestamp.microseconds - seconds * 1_000_000) / 1000
        return Date(timeIntervalSince1970: Double(seconds) + (Double(thousandths) + 0.01) / 1000).formatted(Self.style)
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let date = try? Self.style.parse(text), let milliseconds = Int64(exactly: date.milliseconds) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an ISO 8601 time")
        }
        timestamp = Timestamp(microseconds: milliseconds * 1000)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension Date {
    fileprivate var milliseconds: Double { (timeIntervalSince1970 * 1000).rounded() }
}
