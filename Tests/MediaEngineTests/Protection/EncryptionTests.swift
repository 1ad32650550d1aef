import Media
import MediaEngine
import Testing

@Suite("Encrypted audio on loopback (RFC 3711)")
struct EncryptionTests {
    /// Plain telephones left and right, two encrypted endpoints between them, and whoever sits on the wire of those.
    private struct Scene {
        let bench: Bench
        let left = FarEnd(ssrc: 0xAAAA_AAAA, sequence: 65_530), right = FarEnd(ssrc: 0xBBBB_BBBB), wire = FarEnd()
        let a: MediaAddress, b: MediaAddress, c: MediaAddress

        init(_ suite: StreamKeys.Suite, matching: Bool = true, codecs: (AudioCodec, AudioCodec) = (.pcmu, .pcmu))
            async throws
        {
            bench = try Bench()
            a = try await bench.open(1, to: left, codec: codecs.0)
            b = try await bench.open(2)
            c = try await bench.open(3)
            _ = try await bench.open(4, to: right, codec: codecs.1)
            let (one, two) = ([UInt8](repeating: 1, count: 30), [UInt8](repeating: matching ? 2 : 3, count: 30))
            var inner = Bench.parameters(wire)
            inner.keys = StreamKeys(suite: suite, send: one, receive: two)
            bench.engine.send(.configure(EndpointID(2), inner))
            inner.keys = StreamKeys(suite: suite, send: [UInt8](repeating: 2, count: 30), receive: matching ? one : two)
            bench.engine.send(.configure(EndpointID(3), inner))
            bench.engine.send(.bridge(EndpointID(1), EndpointID(2)))
            bench.engine.send(.bridge(EndpointID(3), EndpointID(4)))
            await bench.settle(4)
        }

        /// Takes one encrypted packet off the wire.
        func intercept() throws -> [UInt8] {
            let packet = try #require(wire.receive())
            return FarEnd.packet(packet.header, packet.payload)
        }
    }

    @Test(
        "What goes in on the left comes out on the right, and is not to be read on the wire",
        arguments: [(StreamKeys.Suite.aes80, 10), (.aes32, 4)])
    func through(suite: StreamKeys.Suite, proof: Int) async throws {
        let scene = try await Scene(suite)
        for octet: UInt8 in 1...20 {
            scene.left.sendAudio(octet, to: scene.a)
            let packet = try scene.intercept()
            #expect(packet.count == 12 + 160 + proof)
            #expect(!packet.dropFirst(12).elementsEqual([UInt8](repeating: octet, count: 160) + packet.suffix(proof)))
            scene.wire.send(raw: packet, to: scene.c)
            #expect(scene.right.receive()?.payload == [UInt8](repeating: octet, count: 160))
        }
    }

    @Test("A packet that was changed, one that came before, and a plain one with the right numbers are refused")
    func refused() async throws {
        let scene = try await Scene(.aes80)
        scene.left.sendAudio(1, to: scene.a)
        let first = try scene.intercept()
        scene.wire.send(raw: first, to: scene.c)
        #expect(scene.right.receive()?.payload.first == 1)
        scene.left.sendAudio(2, to: scene.a)
        let second = try scene.intercept()
        var changed = second
        changed[40] ^= 1
        scene.wire.send(raw: changed, to: scene.c)
        scene.wire.send(raw: first, to: scene.c)
        scene.wire.send(raw: Array(second.prefix(20)), to: scene.c)
        scene.wire.sendAudio(9, to: scene.c)
        scene.wire.send(raw: second, to: scene.c)
        #expect(scene.right.receive()?.payload.first == 2)
        #expect(scene.right.drain() == [])
        let counts = await scene.bench.close(3)
        #expect(counts?.packetsReceived == 2)
        #expect(counts?.packetsRefused == 4)
    }

    @Test("With the wrong key nothing is heard")
    func wrongKey() async throws {
        let scene = try await Scene(.aes80, matching: false)
        for octet: UInt8 in 1...5 {
            scene.left.sendAudio(octet, to: scene.a)
            scene.wire.send(raw: try scene.intercept(), to: scene.c)
        }
        let counts = await scene.bench.close(3)
        #expect(counts?.packetsReceived == 0)
        #expect(counts?.packetsRefused == 5)
        #expect(scene.right.drain() == [])
    }

    @Test("A prompt and its RTCP report leave encrypted")
    func prompt() async throws {
        let bench = try Bench(reportInterval: .milliseconds(60))
        let far = FarEnd()
        _ = try await bench.open(1)
        var parameters = Bench.parameters(far)
        parameters.keys = StreamKeys(
            suite: .aes80, send: [UInt8](repeating: 1, count: 30), receive: [UInt8](repeating: 2, count: 30))
        bench.engine.send(.configure(EndpointID(1), parameters))
        bench.engine.send(.play(EndpointID(1), PlaybackID(1), [PromptStore.music], .forever))
        for _ in 0..<5 { #expect(try #require(far.receive()).payload.count == 170) }
        let report = try #require(far.receiveReport())
        // The name in a plain report would end like this; the header alone stays readable (RFC 3711 §3.4).
        #expect(report[1] == 200)
        #expect(!String(decoding: report, as: UTF8.self).contains("@nightbell"))
    }

    @Test("A re-INVITE with another key of theirs is heard on; ours goes on counting")
    func rekey() async throws {
        let scene = try await Scene(.aes80)
        scene.left.sendAudio(1, to: scene.a)
        scene.wire.send(raw: try scene.intercept(), to: scene.c)
        #expect(scene.right.receive()?.payload.first == 1)
        for (id, send, receive): (UInt64, UInt8, UInt8) in [(2, 5, 2), (3, 2, 5)] {
            var inner = Bench.parameters(scene.wire)
            inner.keys = StreamKeys(
                suite: .aes80, send: [UInt8](repeating: send, count: 30),
                receive: [UInt8](repeating: receive, count: 30))
            scene.bench.engine.send(.configure(EndpointID(id), inner))
        }
        await scene.bench.settle(4)
        scene.left.sendAudio(2, to: scene.a)
        scene.wire.send(raw: try scene.intercept(), to: scene.c)
        #expect(scene.right.receive()?.payload.first == 2)
    }
}
