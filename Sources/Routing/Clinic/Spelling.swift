/// Finds what somebody meant who wrote a name that is not there.
package enum Spelling {
    /// Among more names than this nothing is looked for: nobody waits for a guess.
    static let mostNames = 2000

    /// `did you mean 'adams'?`, or the names there are when none is near and they are few; `nil` when there are none.
    package static func hint(for name: String, among names: some Sequence<String>) -> String? {
        let names = Array(names)
        guard names.count <= mostNames else { return nil }
        let sorted = names.sorted()
        guard let first = sorted.first else { return nil }
        if let near = nearest(to: name, among: sorted) { return "did you mean '\(near)'?" }
        if sorted.count == 1 { return "there is only '\(first)'" }
        return sorted.count <= 12 ? "there are: \(sorted.joined(separator: ", "))" : nil
    }

    /// The name fewest slips away, at most a third of the letters; the first of several in order of the alphabet.
    package static func nearest(to name: String, among names: some Sequence<String>) -> String? {
        let wanted = Array(name.lowercased().unicodeScalars.prefix(64))
        var best: (name: String, distance: Int)?
        for candidate in names {
            let letters = Array(candidate.lowercased().unicodeScalars.prefix(64))
            let limit = max(wanted.count, letters.count) / 3
            let distance = distance(wanted, letters)
            if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.name
    }

    /// Letters to add, drop, change, or swap with a neighbour.
    private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var before: [Int] = []
        var last = Array(0...right.count)
        for row in 0..<left.count {
            var line = [row + 1]
            for column in 0..<right.count {
                var cost = min(
                    last[column] + (left[row] == right[column] ? 0 : 1), last[column + 1] + 1, line[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    cost = min(cost, before[column - 1] + 1)
                }
                line.append(cost)
            }
            before = last
            last = line
        }
        return last[right.count]
    }
}
