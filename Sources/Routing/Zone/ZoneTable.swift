/// The spans of one zone between its clock changes, for looking up in whole numbers.
///
/// Kept once and passed by reference: a decision looks at it a dozen times.
final class ZoneTable: Sendable {
    let name: String
    /// When the clock changes, ascending, in seconds of UTC.
    let transitions: [Int64]
    /// The type in force before the first of them, and from each of them on: one more than ``transitions``.
    let types: [LocalTimeType]
    /// The offsets of ``types``, in seconds ahead of UTC.
    private let offsets: [Int32]
    /// How the clock changes after the last transition, where it still does.
    let footer: POSIXZoneRule?
    /// Whether it does: to ask this copies nothing.
    private let isEndless: Bool
    /// How many transitions there are up to the beginning of each bucket of time since 1900: a place to begin looking.
    private let hints: [UInt16]

    /// 1900-01-01 00:00 UTC.
    private static let origin: Int64 = -2_208_988_800
    /// A bucket has 2²⁴ seconds, half a year: few have more than one transition.
    private static let bucket: Int64 = 24

    /// A table of these parts.
    ///
    /// - Parameters:
    ///   - typeIndices: for each transition its place in `kinds`; the first kind is in force before them.
    ///   - footer: what holds after the last transition; `nil` when nothing changes any more.
    init(name: String, transitions: [Int64], typeIndices: [UInt8], kinds: [LocalTimeType], footer: POSIXZoneRule?) {
        self.name = name
        self.transitions = transitions
        var types = [kinds[0]] + typeIndices.map { kinds[Int($0)] }
        if let footer, footer.daylight == nil {
            // It says for ever what the last span has.
            types[types.count - 1] = footer.standard
            self.footer = nil
        } else {
            self.footer = footer
        }
        isEndless = self.footer != nil
        self.types = types
        offsets = types.map { Int32($0.offset) }
        var hints: [UInt16] = []
        var count = 0
        for start in stride(from: Self.origin, through: TransitionList.horizon, by: 1 << Int(Self.bucket)) {
            while count < transitions.count, transitions[count] <= start { count += 1 }
            hints.append(UInt16(clamping: count))
        }
        self.hints = hints
    }

    /// The place in ``types`` of what is in force at `seconds`; `nil` after the last transition of a clock that goes on
    /// changing.
    func place(at seconds: Int64) -> Int? {
        let index = count(notAfter: seconds)
        return isEndless && index == transitions.count ? nil : index
    }

    /// Seconds ahead of UTC at `seconds`.
    func offset(at seconds: Int64) -> Int64 {
        if let place = place(at: seconds) { return Int64(offsets[place]) }
        return Int64(type(at: seconds).offset)
    }

    /// The type in force at `seconds`.
    func type(at seconds: Int64) -> LocalTimeType {
        if let place = place(at: seconds) { return types[place] }
        return footer?.type(at: seconds) ?? types[types.count - 1]
    }

    /// The first change after `seconds`; `nil` when there is none.
    func change(after seconds: Int64) -> Int64? {
        let index = count(notAfter: seconds)
        if index < transitions.count { return transitions[index] }
        return isEndless ? footer?.change(after: seconds) : nil
    }

    /// How many transitions are at or before `seconds`.
    private func count(notAfter seconds: Int64) -> Int {
        var index = 0
        if seconds >= Self.origin {
            index = Int(hints[min(Int((seconds - Self.origin) >> Self.bucket), hints.count - 1)])
        }
        while index < transitions.count, transitions[index] <= seconds { index += 1 }
        return index
    }

    /// The instants at which the clock shows `wanted`, in seconds since 1970-01-01 00:00 by that clock.
    ///
    /// Of several the first and the last, which are one and the same on all days but two a year; where the clock skips
    /// that time, `gap` is the instant at which it does.
    func instants(of wanted: Int64) -> (first: Int64, last: Int64, gap: Int64?) {
        // No offset is beyond 26 hours, so what matters lies within a window of that size.
        let window: Int64 = 26 * 3600 + 1
        let (start, end) = (wanted - window, wanted + window)
        var before = offset(at: start)
        var change = change(after: start)
        guard var next = change, next <= end else { return (wanted - before, wanted - before, nil) }
        var from = start
        var found: (first: Int64, last: Int64)?
        var gap: Int64?
        func consider(_ offset: Int64, from: Int64, to: Int64) {
            let candidate = wanted - offset
            guard from <= candidate, candidate < to else { return }
            found = (min(found?.first ?? candidate, candidate), max(found?.last ?? candidate, candidate))
        }
        while next <= end {
            let after = offset(at: next)
            consider(before, from: from, to: next)
            if gap == nil, wanted >= next + before, wanted < next + after { gap = next }
            (before, from) = (after, next)
            change = self.change(after: next)
            guard let following = change else { break }
            next = following
        }
        consider(before, from: from, to: .max)
        guard let found else {
            let after = gap ?? wanted - before
            return (after, after, after)
        }
        return (found.first, found.last, nil)
    }
}

extension ZoneTable: Hashable {
    static func == (left: ZoneTable, right: ZoneTable) -> Bool {
        left === right
            || left.name == right.name && left.transitions == right.transitions && left.types == right.types
                && left.footer == right.footer
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(transitions)
    }
}
