package import CallModel

/// Something that may be rung. It can only be made inside Routing, from a validated configuration, so that no string
/// from the wire becomes a dialled number by accident.
package struct DialTarget: Hashable, Sendable, Codable {
    /// The device at the end of the line.
    package enum Device: Hashable, Sendable, Codable {
        /// A phone that registers here, by its extension: `201`.
        case phone(String)
        /// A number outside, over the trunks in this order.
        case number(PhoneNumber, trunks: [String])
    }

    /// What to ring.
    package let device: Device
    /// Whose device it is.
    package let person: PersonID?
    /// What a human calls it: `Dr. Adams`, `Front desk`.
    package let name: String
    /// What counts as accepting on this device.
    package let acceptance: Acceptance

    init(device: Device, person: PersonID?, name: String, acceptance: Acceptance) {
        self.device = device
        self.person = person
        self.name = name
        self.acceptance = acceptance
    }

    /// The device for a record: `phone 201`, or the redacted number.
    package var label: String {
        switch device {
        case .phone(let phone): "phone \(phone)"
        case .number(let number, _): "number \(number)"
        }
    }
}

/// What counts as accepting a call.
package enum Acceptance: Hashable, Sendable, Codable {
    /// Answering is accepting: a trusted desk phone.
    case answering
    /// Only this key accepts; `2` declines. Everything else, a voicemail above all, is no answer.
    case key(Key)
}
