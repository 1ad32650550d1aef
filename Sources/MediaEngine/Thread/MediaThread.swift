import CLinux
import Media
import Synchronization

/// One media thread: an epoll set with its endpoints' sockets, a queue, and ticks that serve each endpoint once in 20 ms.
///
/// The queue of one wake-up is served first, then the sockets, then the tick, so that no packet meets what was asked for
/// before it came undone. A leg that the queue frees or hands over may be among the sockets that the kernel has named: so
/// it is asked again after the queue.
///
/// **Handing over.** `bridge(A, B)` with B on another thread is three messages: hand over B (there), await B, bridge
/// (here). While a thread awaits an endpoint its queue stands, but sockets and tick go on. No two threads can wait for
/// each other for ever: all queues are filled under one lock, so the messages have one order over all threads, and the
/// earliest hand-over that is not done has nothing before it to wait for.
@safe
final class MediaThread {
    /// Bytes of a receive buffer; a longer datagram is not audio.
    static let bufferSize = 2_048

    enum Tag {
        static let rtp: UInt64 = 0
        static let rtcp: UInt64 = 1
        static let wake: UInt64 = 2
        static let tick: UInt64 = 3
        static let mask: UInt64 = 3
    }

    let index: Int
    let configuration: MediaConfiguration
    let ports: PortPool
    let prompts: PromptStore
    let recorder: Recorder
    private let tell: @Sendable ([MediaEvent]) -> Void
    let say: @Sendable (String) -> Void
    let buffer = UnsafeMutableRawPointer.allocate(byteCount: MediaThread.bufferSize, alignment: 16)
    /// Datagrams that were taken together, each with the room of ``buffer``, and when they came.
    let waiting = UnsafeMutableRawPointer.allocate(
        byteCount: MediaThread.waitingBound * MediaThread.bufferSize, alignment: 16)
    let arrivals = UnsafeMutablePointer<cl_datagram>.allocate(capacity: MediaThread.waitingBound)
    /// 20 to 60 ms of linear samples at up to 16 kHz, between two steps of the tick.
    let frame = UnsafeMutablePointer<Int16>.allocate(capacity: 960)
    /// 256 A-law codes for µ-law, then 256 µ-law codes for A-law, as plain memory: an array would be counted.
    let transcoding = UnsafeMutablePointer<UInt8>.allocate(capacity: 512)
    let commandsIgnored = Atomic<UInt64>(0)

    let inbox = ThreadInbox()
    private let wake = Atomic<Int32>(-1)
    private var thread = pthread_t()
    private var isStarted = false

    // From here on: the thread's own.
    var endpoints: [EndpointID: Endpoint] = [:]
    /// Endpoints that were configured; the others have nothing to send and nobody to hear.
    var inCalls: [Endpoint] = []
    /// The next of them to be looked over.
    var nextLook = 0
    let lookRounds: Int
    /// The round in which that was done last.
    var lookedOver: UInt64 = 0
    /// What makes nanoseconds since 1970 of a media instant; taken once, so that a step of the clock moves no round trip.
    let wall = cl_realtime() &- cl_monotonic()
    var resting: RestingPorts
    var encodedPrompts = PromptPacketStore()
    var chance = ChanceReserve()
    /// Endpoints that the ticks serve, by their phase: those that play, send a digit, are listened to or unattended.
    /// Where they lie, unretained: to count a reference is to wait for memory that is not fetched yet.
    var paced: [[UnsafeRawPointer]] = unsafe Array(repeating: [], count: phases)
    /// How many of those wake nobody with what comes from them.
    var unattended = 0
    /// Whether it may go before others; `nil` where the kernel does not allow that.
    var precedence: Precedence?
    /// What signalling is told at the end of the turn: many events wake it once.
    private var untold: [MediaEvent] = []
    private(set) var threads: [MediaThread] = []
    private(set) var forget: @Sendable (EndpointID) -> Void = { _ in }
    private var queue: [ThreadMessage] = []
    private var nextInQueue = 0
    private var arrived: [EndpointID: Endpoint?] = [:]
    private var epoll: Int32 = -1
    var timer: Int32 = -1
    /// The tick that the timer is set for; 0 while there is none.
    var armed: UInt64 = 0

    init(
        index: Int, configuration: MediaConfiguration, ports: PortPool, prompts: PromptStore,
        recorder: Recorder, say: @escaping @Sendable (String) -> Void,
        events: @escaping @Sendable ([MediaEvent]) -> Void
    ) {
        self.index = index
        self.configuration = configuration
        self.ports = ports
        resting = RestingPorts(configuration)
        self.prompts = prompts
        self.recorder = recorder
        lookRounds = Self.lookRounds(configuration)
        tell = events
        self.say = say
        unsafe frame.initialize(repeating: 0, count: 960)
        for code in 0..<256 {
            unsafe transcoding[code] = G711.microToALaw[code]
            unsafe transcoding[256 + code] = G711.aToMicroLaw[code]
        }
    }

    deinit {
        unsafe buffer.deallocate()
        unsafe waiting.deallocate()
        unsafe arrivals.deallocate()
        unsafe frame.deallocate()
        unsafe transcoding.deallocate()
        // Not before: until then another thread may still ring.
        for descriptor in [epoll, timer, wake.load(ordering: .relaxed)] where descriptor >= 0 { close(descriptor) }
    }

    /// Tells the thread of the others, before it starts.
    func connect(toAllThreads threads: [MediaThread], forget: @escaping @Sendable (EndpointID) -> Void) {
        self.threads = threads
        self.forget = forget
    }

    // MARK: Any thread

    func start() throws(MediaEngineError) {
        epoll = try Self.opened(cl_epoll_open(), "opening an epoll set")
        timer = try Self.opened(cl_timer_open(), "opening a timer")
        let wake = try Self.opened(cl_wake_open(), "opening an eventfd")
        self.wake.store(wake, ordering: .releasing)
        _ = try Self.opened(cl_epoll_add_edge(epoll, wake, Tag.wake), "watching an eventfd")
        _ = try Self.opened(cl_epoll_add(epoll, timer, Tag.tick), "watching a timer")
        SessionProfile.initializeLibrary()
        let argument = unsafe Unmanaged.passRetained(self).toOpaque()
        let result = unsafe pthread_create(
            &thread, nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                unsafe Unmanaged<MediaThread>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, argument)
        guard result == 0 else {
            unsafe Unmanaged<MediaThread>.fromOpaque(argument).release()
            throw MediaEngineError(.system, SystemCall.explain(-result, doing: "starting a media thread"))
        }
        isStarted = true
        // For what was posted before there was anything to ring.
        ring()
    }

    private static func opened(_ result: Int32, _ what: String) throws(MediaEngineError) -> Int32 {
        guard result >= 0 else { throw MediaEngineError(.system, SystemCall.explain(result, doing: what)) }
        return result
    }

    /// Puts a message into the queue; who gets `.queuedFirst` must ``ring()``.
    func post(_ message: ThreadMessage) -> Posting { inbox.post(message) }

    /// Wakes the thread; it takes all that is there.
    ///
    /// Between two of its visits to the queue exactly one message is `.queuedFirst`, and its ring comes after it: so none
    /// is lost, and none is rung for twice.
    func ring() { cl_wake(wake.load(ordering: .acquiring)) }

    /// Receives an endpoint that another thread has let go of; `nil` when it did not have it: its port could not be
    /// opened.
    func adopt(_ id: EndpointID, _ endpoint: Endpoint?) {
        if inbox.post(.init(id: id, endpoint: endpoint)) == .queuedFirst { ring() }
    }

    func stop() {
        if isStarted, inbox.stop() == .queuedFirst { ring() }
    }

    func join() {
        if isStarted { pthread_join(thread, nil) }
        isStarted = false
        // The threads know one another, and nobody would let go first.
        threads = []
        forget = { _ in }
    }

    // MARK: The thread itself

    private func run() {
        unsafe cl_prepare_thread("media \(index)")
        takePrecedence(now: MediaInstant(nanoseconds: cl_monotonic()))
        let capacity = 256
        let events = UnsafeMutablePointer<epoll_event>.allocate(capacity: capacity)
        defer { unsafe events.deallocate() }
        var isStopping = false
        while !isStopping {
            var count = unsafe cl_epoll_wait(epoll, events, Int32(capacity))
            var now = MediaInstant(nanoseconds: cl_monotonic())
            if inbox.hasNews {
                isStopping = takeInbox(now: now)
                count = unsafe cl_epoll_wait_for(epoll, events, Int32(capacity), 0)
                now = MediaInstant(nanoseconds: cl_monotonic())
            }
            for index in 0..<max(0, count) {
                let tag = unsafe cl_epoll_tag(events, index)
                if index + 1 < count { unsafe fetch(cl_epoll_tag(events, index + 1)) }
                switch tag & Tag.mask {
                case Tag.rtp:
                    if let leg = unsafe UnsafeMutablePointer<Leg>(bitPattern: UInt(tag)) {
                        unsafe receive(leg, now: now)
                    }
                case Tag.rtcp:
                    if let leg = unsafe UnsafeMutablePointer<Leg>(bitPattern: UInt(tag & ~Tag.mask)) {
                        unsafe receiveReport(leg, now: now)
                    }
                default:
                    // What the timer is set for, the clock tells too, and the inbox what was rung for.
                    break
                }
            }
            if armed > 0, now.nanoseconds >= armed * Self.tickNanoseconds { tick(now: now) }
            // Without a tick it comes back only when it is rung for: whoever posts must know, and what is there be done.
            if armed == 0 || inbox.hasNews { isStopping = takeInbox(now: now) }
            tellEvents()
            yieldIfBusy(now: now)
        }
        finish()
    }

    /// Has the beginning of the leg that comes next fetched, while the kernel works for the one before: by then it is in no
    /// cache.
    @inline(__always)
    private func fetch(_ tag: UInt64) {
        unsafe cl_prefetch(UnsafeRawPointer(bitPattern: UInt(tag & ~Tag.mask)), 64)
    }

    /// Takes what is in the inbox and does it, as far as the queue does not stand.
    private func takeInbox(now: MediaInstant) -> Bool {
        let visit = armed == 0 ? ThreadInbox.Visit.none : unattended == 0 ? .withEachPacket : .soon
        var new: ThreadInbox.Content
        if queue.isEmpty {
            // The two lists take turns, and keep their memory.
            new = inbox.takeAll(next: visit, leaving: queue)
            swap(&new.messages, &queue)
            new.messages = []
        } else {
            new = inbox.takeAll(next: visit)
            queue.append(contentsOf: new.messages)
        }
        for arrival in new.arrivals { arrived[arrival.id] = .some(arrival.endpoint) }
        while nextInQueue < queue.count {
            if case .awaitEndpoint(let id) = queue[nextInQueue] {
                guard let arrival = arrived.removeValue(forKey: id) else { break }
                if let endpoint = arrival { welcome(endpoint, now: now) }
            } else {
                // Taken out of there, not copied.
                var message = ThreadMessage.awaitEndpoint(EndpointID(0))
                swap(&message, &queue[nextInQueue])
                perform(message, now: now)
            }
            nextInQueue += 1
        }
        if nextInQueue == queue.count {
            queue.removeAll(keepingCapacity: true)
            nextInQueue = 0
        }
        // A thread that still has to hand over, or to take over, is not done.
        return new.isStopping && queue.isEmpty
    }

    private func finish() {
        let now = MediaInstant(nanoseconds: cl_monotonic())
        for endpoint in endpoints.values {
            emit(.closed(endpoint.id, unsafe endpoint.leg.pointee.finalStatistics(now: now)))
        }
        inCalls.removeAll()
        endpoints.removeAll()
        resting = RestingPorts(limit: 0)
        for phase in 0..<Self.phases { unsafe paced[phase].removeAll() }
        tellEvents()
    }

    /// Tells signalling this at the end of the turn.
    func emit(_ event: MediaEvent) { untold.append(event) }

    private func tellEvents() {
        guard !untold.isEmpty else { return }
        tell(untold)
        untold.removeAll()
    }

    // MARK: The epoll set

    /// Puts a pair of sockets into the epoll set.
    func watch(_ pair: PortPair) -> Posting {
        guard unsafe watch(pair.leg) == .queued else { return .refused }
        let tag = unsafe UInt64(UInt(bitPattern: pair.leg)) | Tag.rtcp
        guard unsafe cl_epoll_add(epoll, pair.leg.pointee.rtcp, tag) == 0 else {
            unsafe unwatch(pair.leg)
            return .refused
        }
        return .queued
    }

    /// Takes a pair of sockets out of the epoll set.
    func unwatch(_ pair: PortPair) {
        unsafe unwatch(pair.leg)
        unsafe _ = cl_epoll_remove(epoll, pair.leg.pointee.rtcp)
    }

    /// Puts the RTP socket of a leg into the epoll set: what comes wakes the thread.
    func watch(_ leg: UnsafeMutablePointer<Leg>) -> Posting {
        let tag = UInt64(UInt(bitPattern: leg)) | Tag.rtp
        return unsafe cl_epoll_add(epoll, leg.pointee.rtp, tag) == 0 ? .queued : .refused
    }

    /// Takes the RTP socket of a leg out of the epoll set.
    func unwatch(_ leg: UnsafeMutablePointer<Leg>) {
        unsafe _ = cl_epoll_remove(epoll, leg.pointee.rtp)
    }

    /// Puts an endpoint whose sockets are watched into the tables.
    func admit(_ endpoint: Endpoint) {
        endpoints[endpoint.id] = endpoint
        if endpoint.needsTicks { pace(endpoint) }
        if endpoint.parameters != nil { agree(endpoint) }
    }

    /// Takes an endpoint out of the tables.
    func dismiss(_ endpoint: Endpoint, now: MediaInstant) {
        heed(endpoint, now: now)
        if endpoint.isUnattended {
            // It could not be watched again: whichever thread has it next, watches it.
            endpoint.isUnattended = false
            unattended -= 1
        }
        endpoints[endpoint.id] = nil
        if endpoint.phase >= 0 {
            unsafe paced[endpoint.phase].removeAll { unsafe $0 == endpoint.memory }
            endpoint.phase = -1
        }
        if endpoint.place >= 0 {
            inCalls[inCalls.count - 1].place = endpoint.place
            inCalls.swapAt(endpoint.place, inCalls.count - 1)
            inCalls.removeLast()
            endpoint.place = -1
        }
    }
}

// SAFETY: what other threads use is constant after start(), atomic, or behind the inbox's lock; everything else is
// touched by the one thread that run() is on.
extension MediaThread: @unchecked Sendable {}
