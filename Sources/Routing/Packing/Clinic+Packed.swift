import CallModel

extension ClinicAction: Unpackable {
    func pack(into packer: inout Packer) {
        switch self {
        case .flow(let name): name.pack(0, into: &packer)
        case .menu(let name): name.pack(1, into: &packer)
        case .escalate(let name): name.pack(2, into: &packer)
        case .callback(let due): due.pack(3, into: &packer)
        case .ask(let name): name.pack(4, into: &packer)
        case .queue(let name): name.pack(5, into: &packer)
        case .voicemail(let name): name.pack(6, into: &packer)
        case .repeatMenu: packer.tag(7)
        case .setMode: packer.tag(8)
        case .hangUp: packer.tag(9)
        case .unreadable: packer.tag(10)
        }
    }

    init(from unpacker: inout Unpacker) throws(UnpackError) {
        switch try unpacker.tag() {
        case 0: self = .flow(try unpacker.value())
        case 1: self = .menu(try unpacker.value())
        case 2: self = .escalate(try unpacker.value())
        case 3: self = .callback(try unpacker.value())
        case 4: self = .ask(try unpacker.value())
        case 5: self = .queue(try unpacker.value())
        case 6: self = .voicemail(try unpacker.value())
        case 7: self = .repeatMenu
        case 8: self = .setMode
        case 9: self = .hangUp
        case 10: self = .unreadable
        default: throw .unknown
        }
    }
}

extension CallbackDue: Unpackable {
    func pack(into packer: inout Packer) {
        switch self {
        case .within(let time): time.pack(0, into: &packer)
        case .nextOfficeDay: packer.tag(1)
        }
    }

    init(from unpacker: inout Unpacker) throws(UnpackError) {
        switch try unpacker.tag() {
        case 0: self = .within(try unpacker.value())
        case 1: self = .nextOfficeDay
        default: throw .unknown
        }
    }
}

extension ClinicPreference: Unpackable {
    func pack(into packer: inout Packer) {
        switch self {
        case .callersLanguage: packer.tag(0)
        case .skill(let skill): skill.pack(1, into: &packer)
        case .wantedSkill: packer.tag(2)
        case .wantedProvider: packer.tag(3)
        }
    }

    init(from unpacker: inout Unpacker) throws(UnpackError) {
        switch try unpacker.tag() {
        case 0: self = .callersLanguage
        case 1: self = .skill(try unpacker.value())
        case 2: self = .wantedSkill
        case 3: self = .wantedProvider
        default: throw .unknown
        }
    }
}

extension ClinicTarget: Unpackable {
    func pack(into packer: inout Packer) {
        switch self {
        case .phone(let phone): phone.pack(0, into: &packer)
        case .number(let number): number.pack(1, into: &packer)
        case .person(let person): person.pack(2, into: &packer)
        case .onCall(let rotation): rotation.pack(3, into: &packer)
        case .next(let rotation): rotation.pack(4, into: &packer)
        case .everyone(let rotation): rotation.pack(5, into: &packer)
        case .unreadable: packer.tag(6)
        case .queue(let name): name.pack(7, into: &packer)
        }
    }

    init(from unpacker: inout Unpacker) throws(UnpackError) {
        switch try unpacker.tag() {
        case 0: self = .phone(try unpacker.value())
        case 1: self = .number(try unpacker.value())
        case 2: self = .person(try unpacker.value())
        case 3: self = .onCall(try unpacker.value())
        case 4: self = .next(try unpacker.value())
        case 5: self = .everyone(try unpacker.value())
        case 6: self = .unreadable
        case 7: self = .queue(try unpacker.value())
        default: throw .unknown
        }
    }
}

extension TargetFinding: Unpackable {
    func pack(into packer: inout Packer) {
        switch self {
        case .device(let called): called.pack(0, into: &packer)
        case .person(let name, let devices):
            name.pack(1, into: &packer)
            devices.pack(into: &packer)
        case .onCall(let name, let reason, let devices):
            name.pack(2, into: &packer)
            reason.pack(into: &packer)
            devices.pack(into: &packer)
        case .nobodyOnCall(let reason): reason.pack(3, into: &packer)
        case .nobodyNext: packer.tag(4)
        case .everyone(let people): people.pack(5, into: &packer)
        case .group(let title): title.pack(6, into: &packer)
        case .missing: packer.tag(7)
        case .unreadable: packer.tag(8)
        }
    }

    init(from unpacker: inout Unpacker) throws(UnpackError) {
        switch try unpacker.tag() {
        case 0: self = .device(try unpacker.value())
        case 1: self = .person(try unpacker.value(), try unpacker.value())
        case 2: self = .onCall(try unpacker.value(), try unpacker.value(), try unpacker.value())
        case 3: self = .nobodyOnCall(try unpacker.value())
        case 4: self = .nobodyNext
        case 5: self = .everyone(try unpacker.value())
        case 6: self = .group(try unpacker.value())
        case 7: self = .missing
        case 8: self = .unreadable
        default: throw .unknown
        }
    }
}
