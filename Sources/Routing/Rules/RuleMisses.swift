/// Rules that were looked at and do not hold.
struct RuleMisses {
    /// One of them, by its place in the file from 0, and what does not hold.
    struct Miss {
        var place: Int32
        var kind: ClinicCondition.Kind
        /// What the rule asks, and whether it has a name.
        var kinds: RuleAsks.Kinds
    }

    private var list: [Miss] = []
    /// How many of the list are still meant.
    private(set) var count = 0
    /// How many were looked at.
    var looked: Int { list.count }

    mutating func add(_ place: Int32, _ kind: ClinicCondition.Kind, _ kinds: RuleAsks.Kinds) {
        if list.isEmpty { list.reserveCapacity(32) }
        list.append(Miss(place: place, kind: kind, kinds: kinds))
        count += 1
    }

    subscript(index: Int) -> Miss { list[index] }

    /// Leaves out those that stand after `place`, and puts the first so many in the order of the file.
    ///
    /// So few of them are wanted in order that the next is looked for each time.
    mutating func keep(before place: Int?, inOrder wanted: Int) {
        let end = place.map { Int32(clamping: $0) } ?? .max
        count = list.withUnsafeMutableBufferPointer { list in
            var kept = 0
            for index in list.indices where list[index].place < end {
                if kept != index { list[kept] = list[index] }
                kept += 1
            }
            for index in 0..<min(wanted, kept) {
                var least = index
                for other in index + 1..<kept where list[other].place < list[least].place { least = other }
                if least != index { list.swapAt(index, least) }
            }
            return kept
        }
    }
}
