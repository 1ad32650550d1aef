package import Media
import Synchronization

/// The RTP sockets and the threads that serve them.
///
/// Commands go in through ``send(_:)``, events come out through the function given at the start; both are plain
/// values. An endpoint lives on one thread. Two endpoints that are bridged live on the same one: the second is handed
/// over at the bridge, with its sockets and its state, so that a relayed packet touches nothing that another thread
/// touches, and needs neither lock nor atomic.
///
/// - Isolation: any thread. ``stop()`` must not be called from the event function.
package final class MediaEngine: Sendable {
    /// The prompts that `.play` can name.
    package let prompts: PromptStore

    private let configuration: MediaConfiguration
    private let ports: PortPool
    private let threads: [MediaThread]
    private let recorder: Recorder
    private let routes: Mutex<Routes>
    private let ignored = Atomic<UInt64>(0)

    /// Which thread serves an endpoint.
    private struct Routes {
        enum Phase { case created, running, stopped }
        var phase = Phase.created
        var thread: [EndpointID: Int] = [:]
        var load: [Int]
        /// Threads that were given something and have not been rung for it.
        var unrung: [Int] = []
    }

    /// An engine that does nothing until it is started.
    ///
    /// - Parameters:
    ///   - say: called on a media thread with a sentence for the log.
    ///   - events: called on a media thread with the events of one of its turns, never none, in the order of each
    ///     endpoint; it must return at once and never block.
    package init(
        configuration: MediaConfiguration, say: @escaping @Sendable (String) -> Void = { _ in },
        events: @escaping @Sendable ([MediaEvent]) -> Void
    ) {
        self.configuration = configuration
        let store = PromptStore()
        prompts = store
        let ports = PortPool(address: configuration.address, range: configuration.ports)
        self.ports = ports
        let recorder = Recorder(tell: events)
        self.recorder = recorder
        threads = (0..<configuration.threads).map {
            MediaThread(
                index: $0, configuration: configuration, ports: ports, prompts: store, recorder: recorder,
                say: say, events: events)
        }
        routes = Mutex(Routes(load: Array(repeating: 0, count: configuration.threads)))
    }

    /// Starts the threads.
    ///
    /// - Throws: ``MediaEngineError`` when the range holds no port, or the kernel gives no thread or descriptor.
    package func start() throws(MediaEngineError) {
        if let range = configuration.ports, range.lowerBound == 0 || PortPool.pairs(in: range) == 0 {
            throw MediaEngineError(
                .configuration, "the media ports \(range.lowerBound)-\(range.upperBound) hold no even and odd pair")
        }
        let isFirst = routes.withLock { routes in
            guard routes.phase == .created else { return false }
            routes.phase = .running
            return true
        }
        guard isFirst else { throw MediaEngineError(.alreadyStarted, "the media engine was started before") }
        for thread in threads {
            thread.connect(toAllThreads: threads) { [weak self] id in self?.forget(id) }
        }
        for thread in threads {
            do {
                try thread.start()
            } catch {
                stop()
                throw error
            }
        }
    }

    /// Asks for things, in this order. Never blocks and never fails: what cannot be done is answered by an event where
    /// the command has one, and counted in ``commandsIgnored``.
    ///
    /// A thread is woken once for all that is in `commands`, and not at all when it is on its way already.
    package func send(_ commands: [MediaCommand]) {
        routes.withLock { routes in
            // The lock orders the queues of all threads in the same way. A hand-over relies on that: see MediaThread.
            for command in commands { take(command, &routes) }
            for thread in routes.unrung { threads[thread].ring() }
            routes.unrung.removeAll(keepingCapacity: true)
        }
    }

    /// Asks for one thing.
    package func send(_ command: MediaCommand) { send([command]) }

    private func take(_ command: MediaCommand, _ routes: inout Routes) {
        guard routes.phase == .running else { return ignore() }
        switch command {
        case .open(let id): open(id, &routes)
        case .reopen(let id, let memory): reopen(id, memory, &routes)
        case .name: break
        case .close(let id): close(id, &routes)
        case .bridge(let left, let right): bridge(left, right, &routes)
        case .configure(let id, _), .play(let id, _, _, _), .stop(let id), .unbridge(let id), .hearKeys(let id),
            .sendDigit(let id, _, _), .record(let id, _), .pauseRecording(let id), .resumeRecording(let id),
            .stopRecording(let id):
            guard let thread = routes.thread[id] else { return ignore() }
            post(.command(command), to: thread, &routes)
        }
    }

    /// Closes all endpoints, each with its `.closed`, and waits for the threads to end. A second call has no effect.
    package func stop() {
        let wasRunning = routes.withLock { routes in
            defer { routes.phase = .stopped }
            return routes.phase == .running
        }
        guard wasRunning else { return }
        for thread in threads { thread.stop() }
        for thread in threads { thread.join() }
        recorder.stop()
    }

    /// Commands that named an unknown endpoint, came while the engine did not run, or met a full queue.
    package var commandsIgnored: UInt64 {
        threads.reduce(ignored.load(ordering: .relaxed)) { $0 + $1.commandsIgnored.load(ordering: .relaxed) }
    }

    /// Endpoints that are open or being opened.
    package var endpointCount: Int { routes.withLock { $0.thread.count } }

    private func open(_ id: EndpointID, _ routes: inout Routes) {
        guard routes.thread[id] == nil else { return ignore() }
        admit(id, &routes) { .command(.open(id)) }
    }

    /// The port is taken here and now, before an `.open` that comes later can be given it.
    private func reopen(_ id: EndpointID, _ memory: EndpointMemory, _ routes: inout Routes) {
        guard routes.thread[id] == nil else { return ignore() }
        do throws(MediaEngineError) {
            let sockets = try ports.take(exactly: memory.port)
            let posting = admit(id, &routes) { .reopen(id, memory, sockets) }
            if posting == .refused { sockets.close() }
        } catch {
            post(.emit(.openFailed(id, error.description)), to: 0, &routes)
        }
    }

    /// Gives a new endpoint to the thread that has the fewest.
    @discardableResult
    private func admit(_ id: EndpointID, _ routes: inout Routes, _ message: () -> ThreadMessage) -> Posting {
        guard routes.thread.count < configuration.maximumEndpoints else {
            let event = MediaEvent.openFailed(id, "all \(configuration.maximumEndpoints) endpoints are in use")
            post(.emit(event), to: 0, &routes)
            return .refused
        }
        let thread = routes.load.indices.min { routes.load[$0] < routes.load[$1] } ?? 0
        let posting = post(message(), to: thread, &routes)
        guard posting != .refused else {
            post(.emit(.openFailed(id, "the media thread has too much to do")), to: thread, &routes)
            return .refused
        }
        routes.thread[id] = thread
        routes.load[thread] += 1
        return posting
    }

    private func close(_ id: EndpointID, _ routes: inout Routes) {
        guard let thread = routes.thread.removeValue(forKey: id) else {
            post(.emit(.closed(id, StreamStatistics())), to: 0, &routes)
            return
        }
        routes.load[thread] -= 1
        post(.command(.close(id)), to: thread, &routes)
    }

    private func bridge(_ left: EndpointID, _ right: EndpointID, _ routes: inout Routes) {
        guard left != right, let home = routes.thread[left], let away = routes.thread[right] else { return ignore() }
        if home != away {
            routes.thread[right] = home
            routes.load[away] -= 1
            routes.load[home] += 1
            post(.handOver(right, to: home), to: away, &routes)
            post(.awaitEndpoint(right), to: home, &routes)
        }
        post(.command(.bridge(left, right)), to: home, &routes)
    }

    /// Puts a message into the queue of a thread, which is rung at the end of all that is sent with it.
    @discardableResult
    private func post(_ message: ThreadMessage, to thread: Int, _ routes: inout Routes) -> Posting {
        let posting = threads[thread].post(message)
        switch posting {
        case .queued: break
        case .queuedFirst: routes.unrung.append(thread)
        case .refused: ignore()
        }
        return posting
    }

    private func ignore() { ignored.add(1, ordering: .relaxed) }

    private func forget(_ id: EndpointID) {
        routes.withLock { routes in
            guard let thread = routes.thread.removeValue(forKey: id) else { return }
            routes.load[thread] -= 1
        }
    }
}
