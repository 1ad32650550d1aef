/// Makes a failing value smaller and smaller for as long as it fails, so that what is printed is what matters.
struct Shrinker<Value> {
    /// All values with one part less, the biggest parts first.
    let smaller: (Value) -> [Value]
    /// What is wrong with a value; `nil` when nothing is.
    let fault: (Value) throws -> String?
    /// No more values than this are tried: a failing test ends soon, with what is smallest until then.
    var limit = 3_000

    /// The smallest failing value that is found, what is wrong with it, and how many were tried; `nil` when nothing is
    /// wrong with `value`.
    func smallest(_ value: Value) throws -> (value: Value, fault: String, tried: Int)? {
        guard var found = try fault(value) else { return nil }
        var value = value
        var tried = 0
        var again = true
        while again {
            again = false
            for candidate in smaller(value) where tried < limit {
                tried += 1
                guard let wrong = try fault(candidate) else { continue }
                (value, found, again) = (candidate, wrong, true)
                break
            }
        }
        return (value, found, tried)
    }
}

/// Every list with one element less than `list`, which has to keep `least`.
func shorter<Element>(_ list: [Element], keeping least: Int = 0) -> [[Element]] {
    guard list.count > least else { return [] }
    return list.indices.map { index in
        var copy = list
        copy.remove(at: index)
        return copy
    }
}
