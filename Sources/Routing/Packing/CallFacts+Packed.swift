import CallModel

extension CallFacts: Unpackable {
    func pack(into packer: inout Packer) {
        dialled.pack(into: &packer)
        caller.pack(into: &packer)
        language.pack(into: &packer)
        point.pack(into: &packer)
        reason.pack(into: &packer)
        site.pack(into: &packer)
        marks.pack(into: &packer)
        load.pack(into: &packer)
        standing.pack(into: &packer)
    }

    init(from unpacker: inout Unpacker) throws(UnpackError) {
        dialled = try unpacker.value()
        caller = try unpacker.value()
        language = try unpacker.value()
        point = try unpacker.value()
        reason = try unpacker.value()
        site = try unpacker.value()
        marks = try unpacker.value()
        load = try unpacker.value()
        standing = try unpacker.value()
    }
}

extension CallFacts {
    private static let layout: UInt8 = 1

    /// The bytes to be kept with a call that runs.
    package func packed() -> [UInt8] {
        var packer = Packer()
        packer.tag(Self.layout)
        pack(into: &packer)
        return packer.bytes
    }

    /// The facts of these bytes; `nil` when they mean nothing here.
    package init?(packed bytes: [UInt8]) {
        var unpacker = Unpacker(bytes[...])
        guard (try? unpacker.tag()) == Self.layout, let facts = try? CallFacts(from: &unpacker), unpacker.isAtEnd else {
            return nil
        }
        self = facts
    }
}

extension CallMarks: Unpackable {
    func pack(into packer: inout Packer) {
        priority.pack(into: &packer)
        provider.pack(into: &packer)
        skill.pack(into: &packer)
        zip.pack(into: &packer)
        pace.pack(into: &packer)
    }

    init(from unpacker: inout Unpacker) throws(UnpackError) {
        priority = try unpacker.value()
        provider = try unpacker.value()
        skill = try unpacker.value()
        zip = try unpacker.value()
        pace = try unpacker.value()
    }
}

extension CallLoad: Unpackable {
    func pack(into packer: inout Packer) {
        active.pack(into: &packer)
        waiting.pack(into: &packer)
    }

    init(from unpacker: inout Unpacker) throws(UnpackError) {
        active = try unpacker.value()
        waiting = try unpacker.value()
    }
}

extension DecisionPoint: Unpackable {
    func pack(into packer: inout Packer) {
        switch self {
        case .start: packer.tag(0)
        case .key(let menu, let key):
            packer.tag(1)
            packer.text(menu)
            key.pack(into: &packer)
        case .silence(let menu, let times):
            packer.tag(2)
            packer.text(menu)
            times.pack(into: &packer)
        case .wrongKey(let menu, let times):
            packer.tag(3)
            packer.text(menu)
            times.pack(into: &packer)
        case .answered(let question, let digits, let unanswered):
            packer.tag(4)
            packer.text(question)
            packer.text(digits)
            unanswered.pack(into: &packer)
        case .exhausted(let policy, let round):
            packer.tag(5)
            packer.text(policy)
            round.pack(into: &packer)
        case .askedForPerson(let menu):
            packer.tag(6)
            menu.pack(into: &packer)
        }
    }

    init(from unpacker: inout Unpacker) throws(UnpackError) {
        switch try unpacker.tag() {
        case 0: self = .start
        case 1: self = .key(menu: try unpacker.value(), try unpacker.value())
        case 2: self = .silence(menu: try unpacker.value(), times: try unpacker.value())
        case 3: self = .wrongKey(menu: try unpacker.value(), times: try unpacker.value())
        case 4:
            self = .answered(
                question: try unpacker.value(), digits: try unpacker.value(), unanswered: try unpacker.value())
        case 5: self = .exhausted(policy: try unpacker.value(), round: try unpacker.value())
        case 6: self = .askedForPerson(menu: try unpacker.value())
        default: throw .unknown
        }
    }
}
