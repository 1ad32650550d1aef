@testable import Media

/// One of everything that goes over the wire.
enum WireSamples {
    static let id = EndpointID(0x0102_0304_0506_0708)
    static let address = MediaAddress(ipv4: 0xC000_0209, port: 4_000)
    static let keys = StreamKeys(
        suite: .aes32, send: Array(1...30), receive: [UInt8](repeating: 0xFF, count: 30))
    static let parameters = StreamParameters(
        remote: address, codec: .opus, payloadType: 111, payloadTypeReceived: 112, telephoneEventSend: 101,
        telephoneEventReceive: nil, packetTime: 60, direction: .receiveOnly, latching: .behindNAT,
        detectsTones: true, keys: keys)
    static let plain = StreamParameters(
        remote: address, codec: .pcmu, payloadType: 0, telephoneEventSend: nil, telephoneEventReceive: 96)
    static let memory = EndpointMemory(
        port: 20_002, parameters: parameters, heardFrom: MediaAddress(ipv4: 1, port: 2),
        playing: PlaybackMemory(id: PlaybackID(9), prompts: [PromptKey("a.en")], loop: .forever, elapsed: 61_000))
    static let statistics: StreamStatistics = {
        var counts = StreamStatistics()
        counts.packetsReceived = 1
        counts.packetsSent = 2
        counts.bytesReceived = 3
        counts.bytesSent = 4
        counts.packetsRefused = 5
        counts.packetsMalformed = 6
        counts.packetsLost = .max
        counts.sendErrors = 8
        counts.reportsReceived = 9
        counts.reportsSent = 10
        counts.heldMilliseconds = 11
        counts.jitterMean = 12
        counts.jitterWorst = .max
        counts.reported = ReportedReception(
            packetsLost: 13, jitterMean: 14, jitterWorst: 15, roundTripMean: 16, roundTripWorst: nil)
        return counts
    }()

    static let order = RecordingOrder(
        id: RecordingID("0006433a2f81c400-9c41-1"), path: "/var/lib/nightbell/recordings/x.nbr",
        header: [UInt8](repeating: 7, count: 140), key: [UInt8](repeating: 9, count: 32), limit: 1 << 40)

    static func report(_ end: RecordingReport.End) -> RecordingReport {
        RecordingReport(id: order.id, end: end, bytes: .max, milliseconds: 61_000, packetsDropped: 3)
    }

    static let commands: [MediaCommand] =
        [
            .open(id), .configure(id, parameters), .configure(id, plain),
            .play(id, PlaybackID(7), [PromptKey("greeting.en"), PromptKey("menú.es")], .forever),
            .play(id, PlaybackID(8), [], .once), .stop(id), .bridge(id, EndpointID(2)), .unbridge(id), .close(id),
            .reopen(id, memory), .reopen(id, EndpointMemory(port: 2)), .name(id, EndpointName("0006-9c41 caller")),
        ] + (0...15).compactMap { MediaDigit(event: $0) }.map { .sendDigit(id, $0, milliseconds: 160) }
        + [.record(id, order), .pauseRecording(id), .resumeRecording(id), .stopRecording(id), .hearKeys(id)]

    static let events: [MediaEvent] =
        [
            .opened(id, address), .openFailed(id, "all 5000 ports are taken"), .firstPacket(id), .deadMedia(id),
            .closed(id, statistics), .learned(id, address), .recordingEnded(id, report(.finished)), .dataTone(id),
            .recordingEnded(id, report(.full)), .recordingEnded(id, report(.failed("the disk is full"))),
            .closed(id, StreamStatistics()),
            .oneWay(id, OneWayAudio(sign: .otherAddress, isPortClosed: true, source: address)),
            .oneWay(id, OneWayAudio(sign: .otherPayloadType, payloadType: 127)),
        ]
        + OneWayAudio.Sign.allCases.map { .oneWay(id, OneWayAudio(sign: $0)) }
        + PlaybackEnd.allCases.map { .playbackEnded(id, PlaybackID(.max), $0) }
        + (0...15).compactMap { MediaDigit(event: $0) }.flatMap { [.digit(id, $0), .tone(id, $0)] }

    static let setup = MediaSetup(
        address: 0x7F00_0001, ports: 20_000...29_999, threads: 3, maximumEndpoints: 4_096,
        deadMediaMilliseconds: 30_000, latchMilliseconds: 5_000, reportMilliseconds: 5_000)

    static let summaries = [
        EndpointSummary(id: id, name: EndpointName("x"), port: 20_002, peer: EndpointID(3), playing: nil),
        EndpointSummary(id: EndpointID(3), name: nil, port: 20_004, peer: id, playing: PlaybackID(4)),
        EndpointSummary(
            id: EndpointID(4), name: nil, port: 20_006, peer: nil, playing: nil, parameters: plain, heardFrom: address,
            isSilent: true),
    ]

    static let signalling: [SignallingMessage] = [
        .greeting(Greeting(build: "0.1.0"), setup), .commands(commands), .commands([]),
        .adopt([id, EndpointID(0)]), .prompts(octets: 1 << 40), .farewell, .ping,
    ]

    static let media: [MediaMessage] = [
        .welcome(Greeting(build: "0.1.0"), MediaWelcome(process: .max, setup: .kept)),
        .refusal(Greeting(build: "0.1.0"), "another signalling process is connected"),
        .endpoints(summaries), .ready, .pong, .events(events), .events([]),
    ]

    /// Reads what the signalling process sent as the media process does.
    static func read(_ frame: [UInt8], isFirst: Bool) throws(WireFault) -> SignallingMessage {
        isFirst ? try SignallingMessage(greeting: frame) : try SignallingMessage(frame)
    }
}
