import Media
import MediaEngine
import Synchronization
import Testing

@Suite("Waking media threads and signalling")
struct WakeTests {
    @Test("Two senders that wait after every fourth command get all of their 2,000 answers")
    func noWakeIsLost() async throws {
        let told = Told()
        let engine = try Self.engine(threads: 2, told)
        await withTaskGroup(of: Void.self) { group in
            for sender: UInt64 in 1...2 {
                group.addTask {
                    for turn: UInt64 in 0..<250 {
                        let id = EndpointID(sender << 32 | turn)
                        engine.send(.play(id, PlaybackID(1), [], .once))
                        // A close is answered for every endpoint, also for one that never was.
                        engine.send([.open(id), .play(id, PlaybackID(turn), [], .once), .close(id), .close(id)])
                        // Nothing else is sent until these have been told.
                        await told.wait(for: 4, of: id)
                    }
                }
            }
        }
        engine.stop()
        #expect(told.all.count == 2_000)
        #expect(engine.commandsIgnored == 500)
    }

    @Test("What is sent together is done and told in one turn, in its order")
    func together() async throws {
        let told = Told()
        let engine = try Self.engine(threads: 1, told)
        engine.send(.open(EndpointID(3)))
        await told.wait(for: 1, of: EndpointID(3))
        let (left, right) = (EndpointID(1), EndpointID(2))
        engine.send([.open(left), .open(right), .play(left, PlaybackID(7), [], .once), .close(right), .close(left)])
        await told.wait(for: 3, of: left)
        engine.stop()
        #expect(told.turns.count == 3)
        #expect(told.turns[1].map(Self.word) == ["opened 1", "opened 2", "ended 1", "closed 2", "closed 1"])
    }

    @Test("A bridge over two threads that is sent with its opens is done after them")
    func bridgeWithItsOpens() async throws {
        let told = Told()
        let engine = try Self.engine(threads: 2, told)
        let (left, right) = (EndpointID(1), EndpointID(2))
        engine.send([.open(left), .open(right), .bridge(left, right), .close(right), .close(left)])
        await told.wait(for: 2, of: left)
        await told.wait(for: 2, of: right)
        engine.stop()
        #expect(Set(told.all.map(Self.word)) == ["opened 1", "opened 2", "closed 2", "closed 1"])
        #expect(engine.commandsIgnored == 0)
    }

    @Test("Of 400 closes that no thread is rung for none is left undone, while calls are on and after the last one")
    func closesThatWait() async throws {
        let told = Told()
        let engine = try Self.engine(threads: 2, told)
        let parameters = StreamParameters(
            remote: MediaAddress(ipv4: FarEnd.loopback, port: 9), codec: .pcmu, payloadType: 0, telephoneEventSend: nil,
            telephoneEventReceive: nil)
        await withTaskGroup(of: Void.self) { group in
            for sender: UInt64 in 1...4 {
                group.addTask {
                    for turn: UInt64 in 0..<50 {
                        let (inCall, idle) = (
                            EndpointID(sender << 32 | 2 * turn), EndpointID(sender << 32 | 2 * turn + 1)
                        )
                        engine.send([.open(inCall), .configure(inCall, parameters), .open(idle)])
                        await told.wait(for: 1, of: idle)
                        engine.send(.close(inCall))
                        engine.send(.close(idle))
                        await told.wait(for: 2, of: inCall)
                        await told.wait(for: 2, of: idle)
                    }
                }
            }
        }
        #expect(engine.endpointCount == 0)
        engine.stop()
        #expect(told.all.count == 800)
    }

    private static func engine(threads: Int, _ told: Told) throws -> MediaEngine {
        let engine = MediaEngine(
            configuration: MediaConfiguration(
                address: MediaAddress(ipv4: FarEnd.loopback, port: 0), ports: nil, threads: threads),
            events: { told.put($0) })
        try engine.start()
        return engine
    }

    private static func word(_ event: MediaEvent) -> String {
        switch event {
        case .opened(let id, _): "opened \(id.value)"
        case .playbackEnded(let id, _, _): "ended \(id.value)"
        case .closed(let id, _): "closed \(id.value)"
        default: "\(event)"
        }
    }
}

/// Keeps what an engine tells, turn by turn, and lets a test wait for it.
private final class Told: Sendable {
    private struct State {
        var turns: [[MediaEvent]] = []
        var counts: [EndpointID: Int] = [:]
        var readers: [EndpointID: (count: Int, continuation: CheckedContinuation<Void, Never>)] = [:]
    }
    private let state = Mutex(State())

    var turns: [[MediaEvent]] { state.withLock { $0.turns } }
    var all: [MediaEvent] { Array(turns.joined()) }

    func put(_ events: [MediaEvent]) {
        let resumed = state.withLock { state in
            state.turns.append(events)
            var resumed: [CheckedContinuation<Void, Never>] = []
            for event in events {
                guard let id = Self.endpoint(event) else { continue }
                state.counts[id, default: 0] += 1
                if let reader = state.readers[id], state.counts[id] == reader.count {
                    state.readers[id] = nil
                    resumed.append(reader.continuation)
                }
            }
            return resumed
        }
        for reader in resumed { reader.resume() }
    }

    /// Waits until so many events of the endpoint have been told.
    func wait(for count: Int, of id: EndpointID) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.counts[id, default: 0] >= count { return true }
                state.readers[id] = (count, continuation)
                return false
            }
            if isThere { continuation.resume() }
        }
    }

    /// The endpoint of the events that these tests wait for.
    private static func endpoint(_ event: MediaEvent) -> EndpointID? {
        switch event {
        case .opened(let id, _), .openFailed(let id, _), .playbackEnded(let id, _, _), .closed(let id, _): id
        default: nil
        }
    }
}
