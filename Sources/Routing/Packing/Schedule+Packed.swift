import CallModel

extension LocalInstant: Unpackable {
    func pack(into packer: inout Packer) {
        at.pack(into: &packer)
        packer.signed(Int64(offset))
        packer.text(abbreviation)
    }

    init(from unpacker: inout Unpacker) throws(UnpackError) {
        at = try unpacker.value()
        guard let seconds = Int32(exactly: try unpacker.signed()) else { throw .unknown }
        offset = seconds
        abbreviation = try unpacker.value()
    }
}

extension CivilDate: Unpackable {
    func pack(into packer: inout Packer) {
        year.pack(into: &packer)
        month.pack(into: &packer)
        day.pack(into: &packer)
    }

    init(from unpacker: inout Unpacker) throws(UnpackError) {
        let (year, month, day): (Int, Int, Int) = (
            try unpacker.value(), try unpacker.value(), try unpacker.value()
        )
        guard let date = CivilDate(year: year, month: month, day: day) else { throw .unknown }
        self = date
    }
}

extension DaySpan: Unpackable {
    func pack(into packer: inout Packer) {
        start.pack(into: &packer)
        end.pack(into: &packer)
    }

    init(from unpacker: inout Unpacker) throws(UnpackError) {
        guard let span = DaySpan(start: try unpacker.value(), end: try unpacker.value()) else { throw .unknown }
        self = span
    }
}

extension Weekday: Unpackable {
    func pack(into packer: inout Packer) { rawValue.pack(into: &packer) }

    init(from unpacker: inout Unpacker) throws(UnpackError) {
        guard let day = Weekday(rawValue: try unpacker.value()) else { throw .unknown }
        self = day
    }
}

extension HoursReason: Unpackable {
    func pack(into packer: inout Packer) {
        switch self {
        case .exception(let date, let spans):
            date.pack(0, into: &packer)
            spans.pack(into: &packer)
        case .closedDay(let date): date.pack(1, into: &packer)
        case .closedSpan(let date, let span):
            date.pack(2, into: &packer)
            span.pack(into: &packer)
        case .mode(let title, let until):
            title.pack(3, into: &packer)
            until.pack(into: &packer)
        case .noMode: packer.tag(4)
        case .holiday(let name): name.pack(5, into: &packer)
        case .instead(let name, let spans):
            name.pack(6, into: &packer)
            spans.pack(into: &packer)
        case .never(let weekday): weekday.pack(7, into: &packer)
        case .week(let weekday, let spans):
            weekday.pack(8, into: &packer)
            spans.pack(into: &packer)
        }
    }

    init(from unpacker: inout Unpacker) throws(UnpackError) {
        switch try unpacker.tag() {
        case 0: self = .exception(try unpacker.value(), try unpacker.value())
        case 1: self = .closedDay(try unpacker.value())
        case 2: self = .closedSpan(try unpacker.value(), try unpacker.value())
        case 3: self = .mode(try unpacker.value(), until: try unpacker.value())
        case 4: self = .noMode
        case 5: self = .holiday(try unpacker.value())
        case 6: self = .instead(try unpacker.value(), try unpacker.value())
        case 7: self = .never(try unpacker.value())
        case 8: self = .week(try unpacker.value(), try unpacker.value())
        default: throw .unknown
        }
    }
}

extension OnCallReason: Unpackable {
    func pack(into packer: inout Packer) {
        switch self {
        case .shift(let since, let until):
            since.pack(0, into: &packer)
            until.pack(into: &packer)
        case .fixed(let since, let until):
            since.pack(1, into: &packer)
            until.pack(into: &packer)
        case .override(let until): until.pack(2, into: &packer)
        case .begins(let start): start.pack(3, into: &packer)
        case .gap: packer.tag(4)
        case .nobodyTakesTurns: packer.tag(5)
        case .nextInOrder: packer.tag(6)
        }
    }

    init(from unpacker: inout Unpacker) throws(UnpackError) {
        switch try unpacker.tag() {
        case 0: self = .shift(since: try unpacker.value(), until: try unpacker.value())
        case 1: self = .fixed(since: try unpacker.value(), until: try unpacker.value())
        case 2: self = .override(until: try unpacker.value())
        case 3: self = .begins(try unpacker.value())
        case 4: self = .gap
        case 5: self = .nobodyTakesTurns
        case 6: self = .nextInOrder
        default: throw .unknown
        }
    }
}
