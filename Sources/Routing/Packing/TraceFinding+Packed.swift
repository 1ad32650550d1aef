extension TraceFinding: Unpackable {
    func pack(into packer: inout Packer) {
        switch self {
        case .clock(let local): local.pack(0, into: &packer)
        case .siteClock(let local, let title):
            local.pack(1, into: &packer)
            title.pack(into: &packer)
        case .notOurs: packer.tag(2)
        case .answers(let flow, let language):
            flow.pack(3, into: &packer)
            language.pack(into: &packer)
        case .ruleFails(let kind): kind.pack(4, into: &packer)
        case .moreRulesFail(let count): count.pack(5, into: &packer)
        case .ruleHolds(let marks, let action):
            marks.pack(6, into: &packer)
            action.pack(into: &packer)
        case .hours(let name, let answer, let reason):
            name.pack(7, into: &packer)
            answer.pack(into: &packer)
            reason.pack(into: &packer)
        case .noHours(let name): name.pack(8, into: &packer)
        case .dayOff(let reason): reason.pack(9, into: &packer)
        case .does(let action): action.pack(10, into: &packer)
        case .key(let key, let reason, let language, let action):
            key.pack(11, into: &packer)
            reason.pack(into: &packer)
            language.pack(into: &packer)
            action.pack(into: &packer)
        case .pace(let pace): pace.pack(12, into: &packer)
        case .answer(let beginning, let action):
            beginning.pack(13, into: &packer)
            action.pack(into: &packer)
        case .otherAnswer(let action): action.pack(14, into: &packer)
        case .kept(let name): name.pack(15, into: &packer)
        case .prefers(let preferences, let language, let best):
            preferences.pack(16, into: &packer)
            language.pack(into: &packer)
            best.pack(into: &packer)
        case .asksAgain(let failure, let time, let limit):
            failure.pack(17, into: &packer)
            time.pack(into: &packer)
            limit.pack(into: &packer)
        case .gaveUp(let failure, let action):
            failure.pack(18, into: &packer)
            action.pack(into: &packer)
        case .target(let target, let finding):
            target.pack(19, into: &packer)
            finding.pack(into: &packer)
        case .nobodyInRing: packer.tag(20)
        case .nobodyInStep: packer.tag(21)
        case .nobodyInAnyStep: packer.tag(22)
        case .nextRound(let round, let limit):
            round.pack(23, into: &packer)
            limit.pack(into: &packer)
        case .lastRound(let round, let limit, let action):
            round.pack(24, into: &packer)
            limit.pack(into: &packer)
            action.pack(into: &packer)
        case .nextOfficeDay(let end): end.pack(25, into: &packer)
        case .noOfficeDay: packer.tag(26)
        case .safeRing(let reason, let names):
            reason.pack(27, into: &packer)
            names.pack(into: &packer)
        case .safeCallback(let reason): reason.pack(28, into: &packer)
        }
    }
}

extension TraceFinding {
    init(from unpacker: inout Unpacker) throws(UnpackError) {
        switch try unpacker.tag() {
        case 0: self = .clock(try unpacker.value())
        case 1: self = .siteClock(try unpacker.value(), try unpacker.value())
        case 2: self = .notOurs
        case 3: self = .answers(flow: try unpacker.value(), language: try unpacker.value())
        case 4: self = .ruleFails(try unpacker.value())
        case 5: self = .moreRulesFail(try unpacker.value())
        case 6: self = .ruleHolds(try unpacker.value(), try unpacker.value())
        case 7: self = .hours(try unpacker.value(), try unpacker.value(), try unpacker.value())
        case 8: self = .noHours(try unpacker.value())
        case 9: self = .dayOff(try unpacker.value())
        case 10: self = .does(try unpacker.value())
        case 11:
            self = .key(
                try unpacker.value(), reason: try unpacker.value(), language: try unpacker.value(),
                try unpacker.value())
        case 12: self = .pace(try unpacker.value())
        case 13: self = .answer(beginning: try unpacker.value(), try unpacker.value())
        case 14: self = .otherAnswer(try unpacker.value())
        case 15: self = .kept(try unpacker.value())
        case 16:
            self = .prefers(try unpacker.value(), language: try unpacker.value(), best: try unpacker.value())
        case 17: self = .asksAgain(try unpacker.value(), time: try unpacker.value(), of: try unpacker.value())
        case 18: self = .gaveUp(try unpacker.value(), try unpacker.value())
        case 19: self = .target(try unpacker.value(), try unpacker.value())
        case 20: self = .nobodyInRing
        case 21: self = .nobodyInStep
        case 22: self = .nobodyInAnyStep
        case 23: self = .nextRound(after: try unpacker.value(), of: try unpacker.value())
        case 24: self = .lastRound(try unpacker.value(), of: try unpacker.value(), try unpacker.value())
        case 25: self = .nextOfficeDay(try unpacker.value())
        case 26: self = .noOfficeDay
        case 27: self = .safeRing(try unpacker.value(), try unpacker.value())
        case 28: self = .safeCallback(try unpacker.value())
        default: throw .unknown
        }
    }
}

extension RuleMarks: Unpackable {
    func pack(into packer: inout Packer) {
        language.pack(into: &packer)
        reason.pack(into: &packer)
        marks.pack(into: &packer)
    }

    init(from unpacker: inout Unpacker) throws(UnpackError) {
        language = try unpacker.value()
        reason = try unpacker.value()
        marks = try unpacker.value()
    }
}

extension SafePlanReason: Unpackable {
    func pack(into packer: inout Packer) {
        switch self {
        case .noMenu(let name): name.pack(0, into: &packer)
        case .noEscalation(let name): name.pack(1, into: &packer)
        case .noFlow(let name): name.pack(2, into: &packer)
        case .noQuestion(let name): name.pack(3, into: &packer)
        case .noQueue(let name): name.pack(4, into: &packer)
        case .flowEnds(let name): name.pack(5, into: &packer)
        case .flowsInCircles: packer.tag(6)
        case .escalationsInCircles: packer.tag(7)
        case .nobodyAccepted(let round): round.pack(8, into: &packer)
        case .nothingToRepeat: packer.tag(9)
        case .unreadable: packer.tag(10)
        case .callFailed: packer.tag(11)
        case .engineFailed: packer.tag(12)
        case .tooMuchWork: packer.tag(13)
        }
    }

    init(from unpacker: inout Unpacker) throws(UnpackError) {
        switch try unpacker.tag() {
        case 0: self = .noMenu(try unpacker.value())
        case 1: self = .noEscalation(try unpacker.value())
        case 2: self = .noFlow(try unpacker.value())
        case 3: self = .noQuestion(try unpacker.value())
        case 4: self = .noQueue(try unpacker.value())
        case 5: self = .flowEnds(try unpacker.value())
        case 6: self = .flowsInCircles
        case 7: self = .escalationsInCircles
        case 8: self = .nobodyAccepted(round: try unpacker.value())
        case 9: self = .nothingToRepeat
        case 10: self = .unreadable
        case 11: self = .callFailed
        case 12: self = .engineFailed
        case 13: self = .tooMuchWork
        default: throw .unknown
        }
    }
}
