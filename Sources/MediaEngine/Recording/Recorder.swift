import CLinux
import Media
import Synchronization

/// Writes the recordings of all media threads, on a thread of its own that begins with the first of them.
///
/// Every 100 ms it takes what the rings hold. A slow disk makes rings run over, and never a call wait.
final class Recorder: Sendable {
    /// Milliseconds between two looks at the rings.
    private static let pause: Int32 = 100
    /// Recordings at one time.
    static let bound = 1_000

    private struct Request {
        let endpoint: EndpointID
        let order: RecordingOrder
        let ring: RecordingRing
        let start: MediaInstant
    }

    private struct State {
        var requests: [Request] = []
        var count = 0
        var thread: pthread_t?
        var isStopping = false
    }

    private let state = Mutex(State())
    private let wake = Atomic<Int32>(-1)
    private let tell: @Sendable ([MediaEvent]) -> Void

    /// A recorder without a thread.
    ///
    /// - Parameter tell: gets `.recordingEnded`, on the recorder's thread.
    init(tell: @escaping @Sendable ([MediaEvent]) -> Void) { self.tell = tell }

    /// Begins a recording of what comes through `ring`; whatever becomes of it is told.
    ///
    /// - Isolation: any thread. It does not wait for the disk.
    func begin(_ endpoint: EndpointID, _ order: RecordingOrder, _ ring: RecordingRing, now: MediaInstant) {
        let refused: String? = state.withLock { state in
            guard !state.isStopping, state.count < Self.bound else { return "\(Self.bound) calls are being recorded" }
            if state.thread == nil {
                guard let thread = startThread() else { return "no thread can be started for recordings" }
                state.thread = thread
            }
            state.count += 1
            state.requests.append(Request(endpoint: endpoint, order: order, ring: ring, start: now))
            return nil
        }
        guard let refused else { return rouse() }
        let report = RecordingReport(
            id: order.id, end: .failed(refused), bytes: 0, milliseconds: 0, packetsDropped: 0)
        tell([.recordingEnded(endpoint, report)])
    }

    /// Ends what is left as it is, and waits for the thread. Rings must have been closed before.
    func stop() {
        let thread: pthread_t? = state.withLock { state in
            state.isStopping = true
            return state.thread
        }
        rouse()
        if let thread { _ = pthread_join(thread, nil) }
        state.withLock { $0.thread = nil }
    }

    private func rouse() {
        let descriptor = wake.load(ordering: .acquiring)
        if descriptor >= 0 { cl_wake(descriptor) }
    }

    private func startThread() -> pthread_t? {
        let descriptor = cl_wake_open()
        guard descriptor >= 0 else { return nil }
        wake.store(descriptor, ordering: .releasing)
        var thread = pthread_t()
        let argument = unsafe Unmanaged.passRetained(self).toOpaque()
        let result = unsafe pthread_create(
            &thread, nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                unsafe Unmanaged<Recorder>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, argument)
        guard result == 0 else {
            unsafe Unmanaged<Recorder>.fromOpaque(argument).release()
            return nil
        }
        return thread
    }

    private func run() {
        unsafe cl_prepare_thread("recorder")
        var jobs: [(endpoint: EndpointID, job: RecordingJob)] = []
        let descriptor = wake.load(ordering: .acquiring)
        while true {
            var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            unsafe _ = poll(&entry, 1, jobs.isEmpty ? -1 : Self.pause)
            _ = cl_take_count(descriptor)
            var ended: [MediaEvent] = []
            let (requests, isStopping) = state.withLock { state in
                defer { state.requests.removeAll() }
                return (state.requests, state.isStopping)
            }
            for request in requests {
                do throws(MediaEngineError) {
                    let job = try RecordingJob(request.order, request.ring, start: request.start)
                    jobs.append((request.endpoint, job))
                } catch {
                    let report = RecordingReport(
                        id: request.order.id, end: .failed(error.description), bytes: 0, milliseconds: 0,
                        packetsDropped: 0)
                    ended.append(.recordingEnded(request.endpoint, report))
                }
            }
            let now = MediaInstant(nanoseconds: cl_monotonic())
            jobs.removeAll { endpoint, job in
                if isStopping { job.close(now: now) }
                guard let report = job.advance(now: now) else { return false }
                ended.append(.recordingEnded(endpoint, report))
                return true
            }
            if !ended.isEmpty {
                let count = ended.count
                state.withLock { $0.count -= count }
                tell(ended)
            }
            if isStopping { break }
        }
        wake.store(-1, ordering: .releasing)
        CLinux.close(descriptor)
    }
}
