import CallModel
import Routing
import Testing

@Suite("Properties of who is on call")
struct OnCallPropertyTests {
    /// A schedule in parts, so that a failing one can be made smaller.
    struct Case: CustomStringConvertible {
        var zone: TimeZoneRules
        var base: Rotation
        var layers: [(window: WeeklyHours?, rotation: Rotation)]
        var shifts: [FixedShift]
        var overrides: [FixedShift]
        var instants: [Timestamp]

        var schedule: OnCallSchedule {
            var all: [OnCallSchedule.Layer] = [.init(.fixed(ShiftTimeline(shifts)))]
            all += layers.map { .init(window: $0.window.map { .weekly($0) }, .turns($0.rotation)) }
            return OnCallSchedule(zone: zone, layers: all + [.init(.turns(base))], overrides: overrides)
        }

        var description: String {
            "\(zone.name), \(base), layers \(layers), shifts \(shifts), overrides \(overrides), at \(instants)"
        }

        /// All cases with one part less.
        var smaller: [Case] {
            func without<Part>(_ path: WritableKeyPath<Case, [Part]>, keeping least: Int = 0) -> [Case] {
                shorter(self[keyPath: path], keeping: least).map { parts in
                    var copy = self
                    copy[keyPath: path] = parts
                    return copy
                }
            }
            return without(\.layers) + without(\.shifts) + without(\.overrides) + without(\.instants, keeping: 1)
        }
    }

    private struct Generator {
        var chance: SplitMix
        let zones: [TimeZoneRules]

        mutating func int(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &chance) }

        mutating func rotation(_ first: CivilDate, _ people: Int) -> Rotation {
            let lengths = (0...int(0...2)).map { _ in [4, 8, 12, 24, 24, 48, 168][int(0...6)] * 3600 }
            let order = (0..<int(0...3)).map { PersonID("p\(people)\($0)") }
            return Rotation(lengths: lengths, first: first, handOff: int(0...95) * 900, order: order)
        }

        mutating func shift(_ middle: Timestamp, _ name: String) -> FixedShift {
            let start = middle + .seconds(int(-48...48) * 1800)
            return FixedShift(person: PersonID(name), start: start, end: start + .seconds(int(1...60) * 1800))
        }

        /// Around one of the clock changes of 2026, or somewhere in summer.
        mutating func make() throws -> Case {
            let zone = zones[int(0...zones.count - 1)]
            let days = [
                "2026-03-08", "2026-03-29", "2026-04-05", "2026-07-01", "2026-10-04", "2026-10-25", "2026-11-01",
            ]
            let middle = try civil(days[int(0...days.count - 1)] + " 02:00").date
            let center = zone.instants(of: CivilTime(middle, secondOfDay: 7200)).instant
            let first = middle + -int(0...6)
            let layers = (0..<int(0...3)).map { number -> (WeeklyHours?, Rotation) in
                var week = WeeklyHours()
                for _ in 0...int(0...8) {
                    let start = int(0...46) * 1800
                    if let span = DaySpan(start: start, end: min(86_400, start + int(1...20) * 1800)),
                        let day = Weekday(rawValue: int(0...6))
                    {
                        _ = week.add(span, on: day)
                    }
                }
                return (int(0...4) == 0 ? nil : week, rotation(first, number + 1))
            }
            let shifts = (0..<int(0...3)).map { shift(center, "s\($0)") }
            let overrides = (0..<int(0...3)).map { shift(center, "o\($0)") }
            var instants = (0..<6).map { _ in center + .seconds(int(-3000...3000) * 60) }
            for edge in (shifts + overrides).flatMap({ [$0.start, $0.end] }) {
                instants += [edge, Timestamp(microseconds: edge.microseconds - 1)]
            }
            return Case(
                zone: zone, base: rotation(first, 0), layers: layers, shifts: shifts, overrides: overrides,
                instants: instants)
        }
    }

    /// Who is on call, by the words of the documentation and without an index.
    private static func naive(_ item: Case, _ now: Timestamp) -> PersonID? {
        func covers(_ shift: FixedShift) -> Bool { shift.start <= now && now < shift.end }
        if let override = item.overrides.last(where: covers) { return override.person }
        if let shift = item.shifts.last(where: covers) { return shift.person }
        let civil = item.zone.local(at: now).civil
        for (window, rotation) in item.layers + [(nil, item.base)] {
            if let window {
                let spans = window.spans(on: civil.date.weekday)
                guard spans.contains(where: { $0.start <= civil.secondOfDay && civil.secondOfDay < $0.end }) else {
                    continue
                }
            }
            guard !rotation.order.isEmpty else { continue }
            var last: Int?
            for number in 0..<200 where rotation.start(of: number, in: item.zone) <= now { last = number }
            if let last { return rotation.order[last % rotation.order.count] }
        }
        return nil
    }

    /// What is wrong with the answers; `nil` when nothing is.
    private static func fault(_ item: Case) -> String? {
        let schedule = item.schedule
        for now in item.instants {
            let wanted = naive(item, now)
            let cover = schedule.cover(at: now)
            if cover.person != wanted { return "at \(now.seconds): \(cover.person?.value ?? "nobody")" }
            if let next = cover.next, next == cover.person { return "the one on call is next, too" }
            if let until = schedule.change(after: now) {
                if until <= now { return "a change after \(now.seconds) that is not after it" }
                let last = Timestamp(microseconds: until.microseconds - 1)
                if naive(item, last) != wanted { return "it changed before \(until.seconds)" }
            }
        }
        guard let first = item.instants.min() else { return nil }
        let spans = schedule.spans(from: first, to: first + .seconds(2 * 86_400))
        if spans.first?.start != first || spans.last?.end != first + .seconds(2 * 86_400) { return "the ends" }
        for (span, next) in zip(spans, spans.dropFirst()) {
            if span.end != next.start { return "a hole or an overlap at \(span.end.seconds)" }
            if span.person == next.person { return "two stretches of one person" }
        }
        for span in spans {
            if span.end <= span.start { return "a stretch that ends before it starts" }
            let last = Timestamp(microseconds: span.end.microseconds - 1)
            if naive(item, span.start) != span.person || naive(item, last) != span.person { return "the edges" }
        }
        return nil
    }

    @Test(
        "In 4,000 generated schedules each instant has the one that the words say, or a stated gap", arguments: 0..<8)
    func generated(batch: Int) throws {
        let zones = try ["America/New_York", "Europe/London", "Australia/Lord_Howe", "America/Phoenix"].map(Zones.load)
        var generator = Generator(chance: SplitMix(state: UInt64(batch) &* 7919), zones: zones)
        for _ in 0..<500 {
            let shrinker = Shrinker<Case>(smaller: \.smaller, fault: { Self.fault($0) })
            guard let smallest = try shrinker.smallest(try generator.make()) else { continue }
            Issue.record("\(smallest.fault): \(smallest.value)")
            return
        }
    }

    @Test("Of 1,000 lists of shifts, the timeline has at every edge the one that stands last, and nothing overlaps")
    func timelines() throws {
        var generator = Generator(chance: SplitMix(state: 11), zones: [.utc])
        for _ in 0..<1_000 {
            let middle = Timestamp(seconds: 1_790_000_000)
            let shifts = (0..<generator.int(0...12)).map { generator.shift(middle, "s\($0 % 4)") }
            let timeline = ShiftTimeline(shifts)
            for (one, next) in zip(timeline.spans, timeline.spans.dropFirst()) { #expect(one.end <= next.start) }
            for edge in shifts.flatMap({ [$0.start, $0.end] }) {
                for now in [edge, Timestamp(microseconds: edge.microseconds - 1)] {
                    let wanted = shifts.last { $0.start <= now && now < $0.end }?.person
                    #expect(timeline.span(at: now)?.person == wanted)
                }
            }
        }
    }
}
