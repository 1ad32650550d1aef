/// The transitions of a zone as its file has them, and on for as long as calls are made: looking one up is a search, and
/// working one out from the footer is not.
struct TransitionList {
    var times: [Int64]
    var typeIndices: [UInt8]
    var types: [LocalTimeType]

    /// 2101-01-01 00:00 UTC. After it the footer is worked out each time.
    static let horizon: Int64 = 4_133_980_800

    /// Adds the transitions that `rule` makes after the last one.
    mutating func extend(with rule: POSIXZoneRule) {
        guard var cursor = times.last else { return }
        while let next = rule.change(after: cursor), next < Self.horizon, times.count < 1000 {
            guard let index = index(of: rule.type(at: next)) else { return }
            times.append(next)
            typeIndices.append(index)
            cursor = next
        }
    }

    private mutating func index(of type: LocalTimeType) -> UInt8? {
        if let index = types.firstIndex(of: type) { return UInt8(exactly: index) }
        types.append(type)
        return UInt8(exactly: types.count - 1)
    }
}
