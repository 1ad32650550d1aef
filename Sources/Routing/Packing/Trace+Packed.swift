import CallModel

extension Trace.Entry: Unpackable {
    func pack(into packer: inout Packer) {
        place.pack(into: &packer)
        finding.pack(into: &packer)
    }

    init(from unpacker: inout Unpacker) throws(UnpackError) {
        place = try unpacker.value()
        finding = try unpacker.value()
    }
}

extension TracePlace: Unpackable {
    func pack(into packer: inout Packer) {
        switch self {
        case .time: packer.tag(0)
        case .number(let number):
            packer.tag(1)
            number.pack(into: &packer)
        case .rule(let number, let name):
            packer.tag(2)
            number.pack(into: &packer)
            name.pack(into: &packer)
        case .rules: packer.tag(3)
        case .flow(let name): name.pack(4, into: &packer)
        case .flowStep(let name, let number):
            name.pack(5, into: &packer)
            number.pack(into: &packer)
        case .menu(let name): name.pack(6, into: &packer)
        case .question(let name): name.pack(7, into: &packer)
        case .queue(let name): name.pack(8, into: &packer)
        case .escalation(let name): name.pack(9, into: &packer)
        case .step(let name, let number):
            name.pack(10, into: &packer)
            number.pack(into: &packer)
        case .callback: packer.tag(11)
        case .modes: packer.tag(12)
        case .safePlan: packer.tag(13)
        }
    }

    init(from unpacker: inout Unpacker) throws(UnpackError) {
        switch try unpacker.tag() {
        case 0: self = .time
        case 1: self = .number(try unpacker.value())
        case 2: self = .rule(try unpacker.value(), try unpacker.value())
        case 3: self = .rules
        case 4: self = .flow(try unpacker.value())
        case 5: self = .flowStep(try unpacker.value(), try unpacker.value())
        case 6: self = .menu(try unpacker.value())
        case 7: self = .question(try unpacker.value())
        case 8: self = .queue(try unpacker.value())
        case 9: self = .escalation(try unpacker.value())
        case 10: self = .step(try unpacker.value(), try unpacker.value())
        case 11: self = .callback
        case 12: self = .modes
        case 13: self = .safePlan
        default: throw .unknown
        }
    }
}

extension OnCallOverride: Unpackable {
    func pack(into packer: inout Packer) {
        rotation.pack(into: &packer)
        person.pack(into: &packer)
        start.pack(into: &packer)
        end.pack(into: &packer)
    }

    init(from unpacker: inout Unpacker) throws(UnpackError) {
        rotation = try unpacker.value()
        person = try unpacker.value()
        start = try unpacker.value()
        end = try unpacker.value()
    }
}

extension ModeSetting: Unpackable {
    func pack(into packer: inout Packer) {
        mode.pack(into: &packer)
        site.pack(into: &packer)
        start.pack(into: &packer)
        end.pack(into: &packer)
    }

    init(from unpacker: inout Unpacker) throws(UnpackError) {
        mode = try unpacker.value()
        site = try unpacker.value()
        start = try unpacker.value()
        end = try unpacker.value()
    }
}

extension Packable {
    /// Appends a case that has this value and no other.
    func pack(_ tag: UInt8, into packer: inout Packer) {
        packer.tag(tag)
        pack(into: &packer)
    }
}
