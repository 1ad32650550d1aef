/// Linear samples on their way: written at the end, taken from the front, bounded.
///
/// - Isolation: the media thread of its endpoint.
@safe
package final class SampleQueue {
    /// Samples that fit.
    package let capacity: Int
    /// Samples that wait.
    package private(set) var count = 0
    private let memory: UnsafeMutablePointer<Int16>

    /// A queue for so many samples.
    package init(capacity: Int) {
        self.capacity = capacity
        unsafe memory = .allocate(capacity: capacity)
        unsafe memory.initialize(repeating: 0, count: capacity)
    }

    deinit { unsafe memory.deallocate() }

    /// Lets `write` put up to `room` samples at the end; it returns how many it wrote. Without room for all of them the
    /// oldest go.
    package func append(room: Int, _ write: (UnsafeMutablePointer<Int16>) -> Int) {
        guard room <= capacity else { return }
        if capacity - count < room { drop(room - (capacity - count)) }
        count += unsafe min(max(write(memory + count), 0), room)
    }

    /// Adds samples.
    package func append(_ samples: UnsafeBufferPointer<Int16>) {
        unsafe append(room: samples.count) { target in
            guard let source = samples.baseAddress else { return 0 }
            unsafe target.update(from: source, count: samples.count)
            return samples.count
        }
    }

    /// Takes up to `wanted` samples from the front to `target`.
    ///
    /// - Returns: how many.
    package func take(_ wanted: Int, to target: UnsafeMutablePointer<Int16>) -> Int {
        let taken = min(wanted, count)
        unsafe target.update(from: memory, count: taken)
        drop(taken)
        return taken
    }

    /// Forgets the oldest `unwanted` samples.
    package func drop(_ unwanted: Int) {
        let dropped = min(unwanted, count)
        count -= dropped
        unsafe memory.update(from: memory + dropped, count: count)
    }

    /// Whether none of the first `some` samples is louder than `peak`.
    package func isQuiet(_ some: Int, below peak: Int16) -> Bool {
        for index in 0..<min(some, count) where unsafe memory[index].magnitude > peak.magnitude { return false }
        return true
    }

    /// Forgets all.
    package func clear() { count = 0 }
}
