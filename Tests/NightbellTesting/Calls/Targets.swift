import CallModel
import Foundation
package import Routing
import Synchronization

/// Makes targets for tests as the engine would: only Routing can build one, but a stored one can be read back.
package enum Targets {
    private struct Stored: Codable, Hashable {
        var device: DialTarget.Device
        var person: PersonID?
        var name: String
        var acceptance: Acceptance
    }

    /// Those made so far: a sweep asks for the same ones a thousand times.
    private static let made = Mutex<[Stored: DialTarget]>([:])

    /// A desk phone. `accept` is the key, or `nil` where answering is accepting.
    ///
    /// - Throws: when `accept` is no key.
    package static func phone(
        _ phone: String, _ name: String, person: String? = nil, accept: Character? = "1"
    ) throws -> DialTarget {
        try target(.phone(phone), name, person, accept)
    }

    /// A mobile, over the trunk `carrier`.
    ///
    /// - Throws: when the number is not E.164.
    package static func mobile(_ e164: String, _ name: String, person: String? = nil) throws -> DialTarget {
        guard let number = PhoneNumber(e164: e164) else { throw NotATarget() }
        return try target(.number(number, trunks: ["carrier"]), name, person, "1")
    }

    private static func target(
        _ device: DialTarget.Device, _ name: String, _ person: String?, _ accept: Character?
    ) throws -> DialTarget {
        let acceptance: Acceptance
        if let accept {
            guard let key = Key(accept) else { throw NotATarget() }
            acceptance = .key(key)
        } else {
            acceptance = .answering
        }
        let stored = Stored(device: device, person: person.map(PersonID.init), name: name, acceptance: acceptance)
        return try made.withLock { made in
            if let target = made[stored] { return target }
            let target = try JSONDecoder().decode(DialTarget.self, from: JSONEncoder().encode(stored))
            made[stored] = target
            return target
        }
    }

    /// The text of a test is no key, or no number.
    package struct NotATarget: Error {
        /// That error.
        package init() {}
    }
}
