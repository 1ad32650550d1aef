import CLinux
import Synchronization

/// A queue from any thread to one that waits in poll(2). It is rung once for all that comes before the next look.
final class Postbox<Element: Sendable>: Sendable {
    private struct State {
        var elements: [Element] = []
        var isRung = false
    }
    private let state = Mutex(State())
    /// What the reader waits on.
    let bell: OpenFile

    /// - Throws: ``MediaProcessError`` when no descriptor is left.
    init() throws(MediaProcessError) {
        let descriptor = cl_wake_open()
        guard descriptor >= 0 else { throw MediaProcessError("opening an eventfd", code: descriptor) }
        bell = OpenFile(descriptor)
    }

    /// Puts elements in, in their order.
    func put(_ elements: some Sequence<Element>) {
        let rings = state.withLock { state in
            state.elements.append(contentsOf: elements)
            defer { state.isRung = true }
            return !state.isRung
        }
        if rings { cl_wake(bell.descriptor) }
    }

    /// Takes all that is there.
    func takeAll() -> [Element] {
        _ = cl_take_count(bell.descriptor)
        return state.withLock { state in
            state.isRung = false
            var elements: [Element] = []
            swap(&elements, &state.elements)
            return elements
        }
    }
}

/// Waits until one of a few descriptors has something.
enum Watch {
    /// What to wait for.
    struct Wish {
        var file: OpenFile
        /// Also for room to send.
        var room: Room = .notNeeded

        enum Room { case needed, notNeeded }
    }

    /// Waits at most until `deadline`.
    static func wait(for wishes: [Wish], until deadline: UInt64?) {
        var watched = wishes.map {
            pollfd(
                fd: $0.file.descriptor, events: Int16(POLLIN) | ($0.room == .needed ? Int16(POLLOUT) : 0), revents: 0)
        }
        var milliseconds: Int32 = -1
        if let deadline {
            let now = cl_monotonic()
            // Up, so that it is over when poll returns.
            milliseconds = deadline <= now ? 0 : Int32(clamping: (deadline - now + 999_999) / 1_000_000)
        }
        unsafe _ = poll(&watched, nfds_t(watched.count), milliseconds)
    }
}
