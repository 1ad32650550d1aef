import Media
import MediaEngine
import Testing

@Suite("Malformed packets inside a live call leave its audio whole")
struct GarbageTests {
    private struct Call {
        let bench: Bench
        let left = FarEnd()
        let right = FarEnd(ssrc: 0xBBBB_BBBB)
        let a: MediaAddress
        let b: MediaAddress

        init(codec: AudioCodec = .pcmu) async throws {
            bench = try Bench()
            a = try await bench.open(1, to: left, codec: codec)
            b = try await bench.open(2, to: right)
            bench.engine.send(.bridge(EndpointID(1), EndpointID(2)))
            await bench.settle(2)
        }
    }

    @Test(
        "2,000 mutated packets between 500 good ones, from the peer itself: each good one arrives, in order and unchanged"
    )
    func packets() async throws {
        let call = try await Call()
        var generator = SeededGenerator(seed: 21)
        var whole: [UInt8] = []
        for index in 0..<500 {
            for _ in 0..<4 {
                var bytes = FarEnd.packet(
                    RTPHeader(
                        marker: false, payloadType: 0, sequence: call.left.sequence, timestamp: 7, ssrc: call.left.ssrc),
                    [UInt8](repeating: 0xEE, count: Int.random(in: 0...40, using: &generator)))
                switch Int.random(in: 0..<6, using: &generator) {
                case 0: bytes[0] = .random(in: 0..<0x80, using: &generator)
                case 1: bytes[0] = 0x8F
                case 2: (bytes[0], bytes[bytes.count - 1]) = (0xA0, 0)
                case 3: bytes = bytes.prefix(.random(in: 1..<12, using: &generator)) + []
                case 4: bytes = Array(bytes.prefix(12)).replacing(0x90, at: 0) + [0xBE, 0xDE, 0xFF, 0xFF]
                default: bytes[1] = .random(in: 1...7, using: &generator)
                }
                call.left.send(raw: bytes, to: call.a)
            }
            let octet = UInt8(truncatingIfNeeded: index)
            call.left.sendAudio(octet, to: call.a)
            let heard = try #require(call.right.receive())
            if heard.payload == [UInt8](repeating: octet, count: 160) { whole.append(octet) }
        }
        #expect(whole.count == 500)
        #expect(call.right.drain() == [])
        let counts = try #require(await call.bench.close(1))
        #expect(counts.packetsReceived == 500)
        #expect(counts.packetsMalformed == 2_000)
    }

    @Test("1,000 malformed telephone-events: no key but the one that was pressed, and the audio goes on")
    func events() async throws {
        let call = try await Call()
        var generator = SeededGenerator(seed: 22)
        var heard: [UInt8] = []
        for index in 0..<1_000 {
            // Too short, an event that is no digit, reserved bits, many blocks, no length.
            let payload: [UInt8] =
                switch index % 4 {
                case 0: (0..<Int.random(in: 0...3, using: &generator)).map { _ in 5 }
                case 1: [.random(in: 16...255, using: &generator), 0x0A, 0, 160]
                case 2: [UInt8](repeating: 0xFF, count: .random(in: 4...60, using: &generator))
                default: []
                }
            call.left.send(
                raw: FarEnd.packet(
                    RTPHeader(
                        marker: index % 8 == 0, payloadType: 101, sequence: call.left.sequence,
                        timestamp: call.left.timestamp, ssrc: call.left.ssrc), payload), to: call.a)
            call.left.sequence &+= 1
            guard index % 10 == 0 else { continue }
            call.left.sendAudio(UInt8(index / 10), to: call.a)
            while heard.count <= index / 10 {
                let packet = try #require(call.right.receive())
                if packet.header.payloadType == 0 { heard.append(try #require(packet.payload.first)) }
            }
        }
        call.left.sendEvent(7, duration: 160, isEnd: true, at: call.left.timestamp, to: call.a)
        #expect(heard == (0..<100).map { UInt8($0) })
        #expect(
            await call.bench.nextEventAfterFirstPackets() == .digit(EndpointID(1), try #require(MediaDigit(event: 7))))
        #expect(call.bench.unread.isEmpty)
    }

    @Test(
        "1,000 mutated RTCP compounds: none ends the call, and what is left of them makes no loss of more than 24 bits")
    func reports() async throws {
        let call = try await Call()
        var generator = SeededGenerator(seed: 23)
        call.right.sendAudio(1, to: call.b)
        let ours = try #require(call.left.receive()).header.ssrc
        let octets = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: ours >> $0) }
        let good: [UInt8] =
            [0x81, 201, 0, 7, 0x12, 0x34, 0x56, 0x78] + octets + [UInt8](repeating: 3, count: 20)
            + [0x81, 203, 0, 1, 0x12, 0x34, 0x56, 0x78]
        for index in 0..<1_000 {
            if index.isMultiple(of: 50) { await call.bench.settle(1) }
            var bytes = good
            for _ in 0..<Int.random(in: 1...5, using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = .random(in: 0...255, using: &generator)
            }
            bytes.removeLast(.random(in: 0...12, using: &generator))
            call.left.send(report: bytes, to: call.a)
        }
        for octet: UInt8 in 0..<50 {
            call.left.sendAudio(octet, to: call.a)
            #expect(call.right.receive()?.payload.first == octet)
        }
        await call.bench.settle(1)
        let counts = try #require(await call.bench.close(1))
        #expect(counts.packetsReceived == 50)
        #expect(counts.reported?.packetsLost ?? 0 < 1 << 23)
    }

    @Test(
        "Frames of the wrong size and noise in place of frames, in every codec that is decoded: the call goes on to speak",
        arguments: [AudioCodec.g722, .speex, .speexWideband, .opus])
    func frames(codec: AudioCodec) async throws {
        let call = try await Call(codec: codec)
        var generator = SeededGenerator(seed: 24)
        for index in 0..<300 {
            if index.isMultiple(of: 20) { await call.bench.settle(1) }
            let payload = (0..<Int.random(in: 0...1_400, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            call.left.send(
                raw: FarEnd.packet(
                    RTPHeader(
                        marker: false, payloadType: Bench.payloadType(codec), sequence: call.left.sequence,
                        timestamp: call.left.timestamp, ssrc: call.left.ssrc), payload), to: call.a)
            call.left.sequence &+= 1
            call.left.timestamp &+= UInt32(codec.clockRate / 50)
        }
        // It is heard in µ-law, 160 octets at a time, whatever it was.
        for _ in 0..<10 { #expect(try #require(call.right.receive()).payload.count == 160) }
        let malformed = try #require(await call.bench.close(1)).packetsMalformed
        // What is no frame is counted when it is due. Any octets are audio to G.722, and nearly any to Opus.
        if codec == .speex || codec == .speexWideband { #expect(malformed > 0) }
    }
}

extension [UInt8] {
    fileprivate func replacing(_ octet: UInt8, at index: Int) -> [UInt8] {
        var copy = self
        copy[index] = octet
        return copy
    }
}
