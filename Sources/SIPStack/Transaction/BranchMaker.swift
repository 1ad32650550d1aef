import SIP
import Security

/// Makes branches and tags that nobody can guess: 64 bits of the system's chance each (RFC 3261 §8.1.1.7, §19.3).
struct BranchMaker {
    private var chance = RandomReserve()

    /// The number of a branch.
    mutating func next() -> UInt64 { chance.next() }

    /// A tag of 13 letters and digits. No more than fifteen, because so many fit into a string without memory of its own.
    mutating func tag() -> String {
        let digits = OwnBranch.digits(of: chance.next())
        guard let text = try? UTF8Span(validating: digits.span) else { return "" }
        return String(copying: text)
    }

    /// A number that is no secret, from 0 to below 1.
    mutating func fraction() -> Double { .random(in: 0..<1, using: &chance) }
}
