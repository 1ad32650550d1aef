import FoundationEssentials

/// One line of the daemon's answer.
package enum ControlReply<Result: Codable & Sendable>: Sendable {
    /// It was done.
    case result(Result)
    /// It was not.
    case error(ControlError)
}

extension ControlReply: Codable {
    private enum Key: String, CodingKey { case nightbell, result, error }

    package init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: Key.self)
        let version = try members.decode(Int.self, forKey: .nightbell)
        guard version == ControlProtocol.version else {
            throw ControlError(
                .version, "the daemon speaks version \(version), this program \(ControlProtocol.version)")
        }
        if let error = try members.decodeIfPresent(ControlError.self, forKey: .error) {
            self = .error(error)
        } else {
            self = .result(try members.decode(Result.self, forKey: .result))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: Key.self)
        try members.encode(ControlProtocol.version, forKey: .nightbell)
        switch self {
        case .result(let result): try members.encode(result, forKey: .result)
        case .error(let error): try members.encode(error, forKey: .error)
        }
    }
}

/// Lines of JSON as both ends write them: sorted members, so that a diff of two of them means something.
enum ControlLine {
    static func bytes(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value)) + [UInt8(ascii: "\n")]
    }

    static func value<Value: Decodable>(_ type: Value.Type, from line: [UInt8]) throws -> Value {
        try JSONDecoder().decode(type, from: Data(line))
    }
}
