import CallModel

extension String: Unpackable {
    func pack(into packer: inout Packer) { packer.text(self) }
    init(from unpacker: inout Unpacker) throws(UnpackError) { self = try unpacker.text() }
}

extension Int: Unpackable {
    func pack(into packer: inout Packer) { packer.signed(Int64(self)) }
    /// Whoever reads it may count on with it.
    init(from unpacker: inout Unpacker) throws(UnpackError) {
        let value = try unpacker.signed()
        guard value.magnitude < 1 << 48 else { throw .unknown }
        self = Int(value)
    }
}

extension Optional: Packable where Wrapped: Packable {
    func pack(into packer: inout Packer) {
        switch self {
        case nil: packer.tag(0)
        case let value?:
            packer.tag(1)
            value.pack(into: &packer)
        }
    }
}

extension Optional: Unpackable where Wrapped: Unpackable {
    init(from unpacker: inout Unpacker) throws(UnpackError) {
        switch try unpacker.tag() {
        case 0: self = nil
        case 1: self = try Wrapped(from: &unpacker)
        default: throw .unknown
        }
    }
}

extension Array: Packable where Element: Packable {
    func pack(into packer: inout Packer) {
        packer.unsigned(UInt64(count))
        for element in self { element.pack(into: &packer) }
    }
}

extension Array: Unpackable where Element: Unpackable {
    init(from unpacker: inout Unpacker) throws(UnpackError) {
        self = []
        // A number that is too large ends with the bytes; it reserves nothing.
        for _ in 0..<(try unpacker.unsigned()) { append(try Element(from: &unpacker)) }
    }
}

/// Enumerations that have names are written by them, so that one may get cases in between.
extension Unpackable where Self: RawRepresentable<String> {
    func pack(into packer: inout Packer) { packer.text(rawValue) }
    init(from unpacker: inout Unpacker) throws(UnpackError) {
        guard let value = Self(rawValue: try unpacker.text()) else { throw .unknown }
        self = value
    }
}

extension DecisionRecord.Question: Unpackable {}
extension CallPriority: Unpackable {}
extension CallerStanding: Unpackable {}
extension Pace: Unpackable {}
extension KeptDigits: Unpackable {}
extension MenuFailure: Unpackable {}
extension HoursState.Answer: Unpackable {}
extension TargetFinding.Devices: Unpackable {}
extension ClinicCondition.Kind: Unpackable {}
extension BargeIn: Packable { func pack(into packer: inout Packer) { packer.text(rawValue) } }
extension RingOrder: Packable { func pack(into packer: inout Packer) { packer.text(rawValue) } }
extension CollectPlan.ReadBack: Packable { func pack(into packer: inout Packer) { packer.text(rawValue) } }
extension ObligationKind: Packable { func pack(into packer: inout Packer) { packer.text(rawValue) } }

extension PhoneNumber: Unpackable {
    func pack(into packer: inout Packer) { packer.text(e164) }
    init(from unpacker: inout Unpacker) throws(UnpackError) {
        guard let number = PhoneNumber(e164: try unpacker.text()) else { throw .unknown }
        self = number
    }
}

extension PersonID: Unpackable {
    func pack(into packer: inout Packer) { packer.text(value) }
    init(from unpacker: inout Unpacker) throws(UnpackError) { self.init(try unpacker.text()) }
}

extension ConfigurationVersion: Unpackable {
    func pack(into packer: inout Packer) { packer.text(value) }
    init(from unpacker: inout Unpacker) throws(UnpackError) { self.init(try unpacker.text()) }
}

extension Timestamp: Unpackable {
    func pack(into packer: inout Packer) { packer.signed(microseconds) }
    init(from unpacker: inout Unpacker) throws(UnpackError) { self.init(microseconds: try unpacker.signed()) }
}

extension Duration: Unpackable {
    func pack(into packer: inout Packer) {
        let (seconds, attoseconds) = components
        packer.signed(seconds)
        packer.signed(attoseconds)
    }
    init(from unpacker: inout Unpacker) throws(UnpackError) {
        let seconds = try unpacker.signed()
        let attoseconds = try unpacker.signed()
        guard seconds.magnitude < 1 << 40, attoseconds.magnitude < 1_000_000_000_000_000_000 else { throw .unknown }
        self.init(secondsComponent: seconds, attosecondsComponent: attoseconds)
    }
}

extension Key: Unpackable {
    func pack(into packer: inout Packer) { packer.tag(ascii) }
    init(from unpacker: inout Unpacker) throws(UnpackError) {
        guard let key = Key(Character(UnicodeScalar(try unpacker.tag()))) else { throw .unknown }
        self = key
    }
}
