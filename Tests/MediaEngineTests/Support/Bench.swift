import Media
import MediaEngine
import NightbellMedia
import Synchronization
import Testing

/// A running engine on loopback whose events can be waited for.
final class Bench: Sendable {
    let engine: MediaEngine
    private let inbox: EventInbox
    private let own: LoopbackAddress?

    /// - Parameter own: an address that nobody else has; without one, 127.0.0.1.
    init(
        threads: Int = 1, ports: ClosedRange<UInt16>? = nil, maximumEndpoints: Int = 1_000,
        deadMediaTime: Duration = .seconds(600), oneWayTime: Duration = .seconds(600),
        latchWindow: Duration = .seconds(600), reportInterval: Duration = .seconds(5),
        on own: LoopbackAddress? = nil
    ) throws {
        let inbox = EventInbox()
        self.inbox = inbox
        self.own = own
        engine = MediaEngine(
            configuration: MediaConfiguration(
                address: MediaAddress(ipv4: own?.ipv4 ?? FarEnd.loopback, port: 0), ports: ports, threads: threads,
                maximumEndpoints: maximumEndpoints, deadMediaTime: deadMediaTime, oneWayTime: oneWayTime,
                latchWindow: latchWindow,
                reportInterval: reportInterval),
            events: { for event in $0 { inbox.put(event) } })
        try engine.start()
    }

    deinit { engine.stop() }

    /// The next event; `nil` when none comes.
    func nextEvent() async -> MediaEvent? { await inbox.next() }

    /// The next event that is not a `firstPacket`.
    func nextEventAfterFirstPackets() async -> MediaEvent? {
        while let event = await inbox.next() {
            if case .firstPacket = event { continue }
            return event
        }
        return nil
    }

    /// Events that have come and not been read.
    var unread: [MediaEvent] { inbox.unread }

    /// Opens an endpoint and returns its address.
    func open(_ id: UInt64) async throws -> MediaAddress {
        engine.send(.open(EndpointID(id)))
        let event = await nextEvent()
        guard case .opened(EndpointID(id), let address) = event else {
            Issue.record("endpoint \(id) was not opened: \(String(describing: event))")
            throw BenchError.notOpened
        }
        return address
    }

    /// Opens an endpoint and connects it with a far end.
    func open(
        _ id: UInt64, to far: FarEnd, codec: AudioCodec = .pcmu, eventSend: UInt8? = 101, eventReceive: UInt8? = 101,
        packetTime: Int = 20, direction: StreamDirection = .sendReceive, latching: Latching = .locked
    ) async throws -> MediaAddress {
        let address = try await open(id)
        engine.send(
            .configure(
                EndpointID(id),
                Self.parameters(
                    far, codec: codec, eventSend: eventSend, eventReceive: eventReceive, packetTime: packetTime,
                    direction: direction, latching: latching)))
        return address
    }

    static func parameters(
        _ far: FarEnd, codec: AudioCodec = .pcmu, eventSend: UInt8? = 101, eventReceive: UInt8? = 101,
        packetTime: Int = 20, direction: StreamDirection = .sendReceive, latching: Latching = .locked
    ) -> StreamParameters {
        StreamParameters(
            remote: far.address, codec: codec, payloadType: payloadType(codec), telephoneEventSend: eventSend,
            telephoneEventReceive: eventReceive, packetTime: packetTime, direction: direction, latching: latching)
    }

    static func payloadType(_ codec: AudioCodec) -> UInt8 {
        switch codec {
        case .pcmu: 0
        case .pcma: 8
        case .g722: 9
        case .speex: 97
        case .speexWideband: 98
        case .opus: 111
        }
    }

    /// Closes an endpoint and returns its counts. Commands are done in order, so it also waits for those before.
    func close(_ id: UInt64) async -> StreamStatistics? {
        // The queue is served before the sockets: what was sent before this call is to be counted.
        await settle(id)
        engine.send(.close(EndpointID(id)))
        while let event = await nextEvent() {
            if case .closed(EndpointID(id), let statistics) = event { return statistics }
        }
        return nil
    }

    /// Waits until the thread of an endpoint has done what was sent before: an empty playback ends at once.
    func settle(_ id: UInt64) async {
        engine.send(.play(EndpointID(id), PlaybackID(.max), [], .once))
        while let event = await nextEvent() {
            if case .playbackEnded(_, PlaybackID(.max), _) = event { return }
        }
    }
}

enum BenchError: Error { case notOpened }

/// Events in the order in which they came.
final class EventInbox: Sendable {
    private struct State {
        var events: [MediaEvent] = []
        var reader: CheckedContinuation<MediaEvent?, Never>?
        var turn = 0
    }
    private let state = Mutex(State())

    var unread: [MediaEvent] { state.withLock { $0.events } }

    func put(_ event: MediaEvent) {
        let reader = state.withLock { state in
            guard let reader = state.reader else {
                state.events.append(event)
                return CheckedContinuation<MediaEvent?, Never>?.none
            }
            state.reader = nil
            return reader
        }
        reader?.resume(returning: event)
    }

    func next() async -> MediaEvent? {
        await withCheckedContinuation { continuation in
            let (event, turn) = state.withLock { state -> (MediaEvent?, Int) in
                state.turn += 1
                if !state.events.isEmpty { return (state.events.removeFirst(), state.turn) }
                state.reader = continuation
                return (nil, state.turn)
            }
            if let event { return continuation.resume(returning: event) }
            // The deadline of a wait that something else should end long before.
            Task {
                try? await Task.sleep(for: .milliseconds(Waiting.milliseconds))
                let late = state.withLock { state in
                    guard state.turn == turn, let reader = state.reader else {
                        return CheckedContinuation<MediaEvent?, Never>?.none
                    }
                    state.reader = nil
                    return reader
                }
                late?.resume(returning: nil)
            }
        }
    }
}
