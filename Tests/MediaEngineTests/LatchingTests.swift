import Media
import MediaEngine
import Testing

@Suite("Strangers and NAT on loopback")
struct LatchingTests {
    /// A bridged endpoint under test, and the far end that tells what gets through.
    private struct Scene {
        let bench: Bench
        let peer = FarEnd()
        let stranger = FarEnd(ipv4: 0x7F00_0009, ssrc: 0x1234_5678)
        let witness = FarEnd()
        let address: MediaAddress

        init(_ latching: Latching, negotiated: FarEnd? = nil, window: Duration = .seconds(600)) async throws {
            bench = try Bench(latchWindow: window)
            address = try await bench.open(1, to: negotiated ?? peer, latching: latching)
            _ = try await bench.open(2, to: witness)
            bench.engine.send(.bridge(EndpointID(1), EndpointID(2)))
            await bench.settle(1)
        }
    }

    @Test("Locked: early, late, with the right SSRC and number, a stranger's audio and keys reach nobody")
    func locked() async throws {
        let scene = try await Scene(.locked)
        scene.stranger.sendAudio(0x66, to: scene.address)
        scene.peer.sendAudio(0x01, to: scene.address)
        #expect(scene.witness.receive()?.payload.first == 0x01)
        scene.stranger.sequence = scene.peer.sequence
        scene.stranger.timestamp = scene.peer.timestamp
        for _ in 0..<20 { scene.stranger.sendAudio(0x66, to: scene.address) }
        scene.stranger.sendEvent(5, duration: 160, at: 0, to: scene.address)
        scene.peer.sendAudio(0x02, to: scene.address)
        #expect(scene.witness.receive()?.payload.first == 0x02)
        #expect(scene.witness.drain() == [])
        #expect(await scene.bench.nextEvent() == .firstPacket(EndpointID(1)))
        #expect(scene.bench.unread == [])
        #expect(await scene.bench.close(1)?.packetsReceived == 2)
        #expect(scene.stranger.drain() == [])
    }

    @Test("Once the peer was heard the kernel refuses everybody else; after a re-INVITE, everybody but the new address")
    func connected() async throws {
        let scene = try await Scene(.locked)
        scene.peer.sendAudio(0x01, to: scene.address)
        #expect(scene.witness.receive()?.payload.first == 0x01)
        // The right SSRC and numbers do not help: what the kernel refuses is not even counted.
        for _ in 0..<20 { scene.stranger.sendAudio(0x66, to: scene.address) }
        let moved = FarEnd(ipv4: 0x7F00_0007, ssrc: 77)
        scene.bench.engine.send(.configure(EndpointID(1), Bench.parameters(moved)))
        await scene.bench.settle(1)
        moved.sendAudio(0x02, to: scene.address)
        #expect(scene.witness.receive()?.payload.first == 0x02)
        for _ in 0..<20 { scene.peer.sendAudio(0x66, to: scene.address) }
        moved.sendAudio(0x03, to: scene.address)
        #expect(scene.witness.receive()?.payload.first == 0x03)
        let counts = await scene.bench.close(1)
        #expect(counts?.packetsRefused == 0)
        #expect(counts?.packetsReceived == 3)
        #expect(scene.stranger.drain() == [])
    }

    @Test("Locked with a silent peer: a stranger who talks for 50 packets is neither heard nor sent to")
    func silentPeer() async throws {
        let scene = try await Scene(.locked)
        for _ in 0..<50 { scene.stranger.sendAudio(0x66, to: scene.address) }
        scene.witness.sendAudio(0x03, to: try await witnessAddress(scene))
        #expect(scene.peer.receive()?.payload.first == 0x03)
        #expect(scene.witness.drain() == [])
        #expect(scene.stranger.drain() == [])
    }

    private func witnessAddress(_ scene: Scene) async throws -> MediaAddress {
        // The peer of the bridge hears from the port of endpoint 1; the witness learns its own from a packet.
        scene.peer.sendAudio(0x01, to: scene.address)
        return try #require(scene.witness.receive()).from
    }

    @Test(
        "Locked: 6 packets from another port of the peer's address are refused and counted; from the right one it is heard"
    )
    func otherPort() async throws {
        let otherPort = FarEnd()
        let scene = try await Scene(.locked)
        for octet: UInt8 in 1...6 { otherPort.sendAudio(octet, to: scene.address) }
        scene.peer.sendAudio(7, to: scene.address)
        #expect(scene.witness.receive()?.payload.first == 7)
        #expect(scene.witness.drain() == [])
        let counts = await scene.bench.close(1)
        #expect(counts?.packetsReceived == 1)
        #expect(counts?.packetsRefused == 6)
        #expect(otherPort.drain() == [])
    }

    @Test("Behind NAT: the third packet in sequence is the first that is heard; then we send to where it came from")
    func behindNAT() async throws {
        let negotiated = FarEnd(ipv4: 0x7F00_0005)
        let scene = try await Scene(.behindNAT, negotiated: negotiated)
        for octet: UInt8 in 1...4 { scene.peer.sendAudio(octet, to: scene.address) }
        #expect(scene.witness.receive()?.payload.first == 3)
        let back = try #require(scene.witness.receive()).from
        scene.witness.sendAudio(9, to: back)
        #expect(scene.peer.receive()?.payload.first == 9)
        for _ in 0..<10 { scene.stranger.sendAudio(0x66, to: scene.address) }
        scene.peer.sendAudio(5, to: scene.address)
        #expect(scene.witness.receive()?.payload.first == 5)
        let counts = await scene.bench.close(1)
        #expect(counts?.packetsReceived == 3)
        #expect(counts?.packetsRefused == 12)
    }

    @Test("Behind NAT, but the window is over: nobody is learned")
    func windowOver() async throws {
        let negotiated = FarEnd(ipv4: 0x7F00_0005)
        let scene = try await Scene(.behindNAT, negotiated: negotiated, window: .zero)
        for octet: UInt8 in 1...4 { scene.peer.sendAudio(octet, to: scene.address) }
        negotiated.sendAudio(0x0A, to: scene.address)
        #expect(scene.witness.receive()?.payload.first == 0x0A)
        #expect(await scene.bench.close(1)?.packetsReceived == 1)
    }

    @Test("Same peer: another port of the negotiated address is learned, another address is not")
    func samePeer() async throws {
        let negotiated = FarEnd()
        let scene = try await Scene(.samePeer, negotiated: negotiated)
        for _ in 0..<5 { scene.stranger.sendAudio(0x66, to: scene.address) }
        for octet: UInt8 in 1...3 { scene.peer.sendAudio(octet, to: scene.address) }
        #expect(scene.witness.receive()?.payload.first == 3)
        #expect(await scene.bench.close(1)?.packetsRefused == 7)
    }

    @Test("A refresh with the same address keeps what was learned; a new address starts anew")
    func reconfigure() async throws {
        let negotiated = FarEnd(ipv4: 0x7F00_0005)
        let scene = try await Scene(.behindNAT, negotiated: negotiated)
        for octet: UInt8 in 1...3 { scene.peer.sendAudio(octet, to: scene.address) }
        #expect(scene.witness.receive()?.payload.first == 3)
        var refresh = Bench.parameters(negotiated, direction: .sendReceive, latching: .behindNAT)
        refresh.packetTime = 30
        scene.bench.engine.send(.configure(EndpointID(1), refresh))
        await scene.bench.settle(1)
        scene.peer.sendAudio(4, to: scene.address)
        #expect(scene.witness.receive()?.payload.first == 4)
        let moved = FarEnd(ssrc: 77)
        scene.bench.engine.send(.configure(EndpointID(1), Bench.parameters(moved)))
        await scene.bench.settle(1)
        scene.peer.sendAudio(5, to: scene.address)
        moved.sendAudio(6, to: scene.address)
        #expect(scene.witness.receive()?.payload.first == 6)
    }

    @Test("The answer repeats the parameters of early media: the learning begins again, as long as nobody was heard")
    func answerAfterEarlyMedia() async throws {
        let negotiated = FarEnd(ipv4: 0x7F00_0005)
        let scene = try await Scene(.behindNAT, negotiated: negotiated)
        for octet: UInt8 in 1...2 {
            scene.peer.sendAudio(octet, to: scene.address)
            await scene.bench.settle(1)
        }
        scene.bench.engine.send(
            .configure(EndpointID(1), Bench.parameters(negotiated, latching: .behindNAT)))
        await scene.bench.settle(1)
        // Without a new beginning the third packet would be heard, with it the fifth.
        for octet: UInt8 in 3...5 { scene.peer.sendAudio(octet, to: scene.address) }
        #expect(scene.witness.receive()?.payload.first == 5)
    }

    @Test("Hold and resume before a packet came keep what was learned")
    func holdKeepsLearned() async throws {
        let negotiated = FarEnd(ipv4: 0x7F00_0005)
        let scene = try await Scene(.behindNAT, negotiated: negotiated)
        for octet: UInt8 in 1...3 { scene.peer.sendAudio(octet, to: scene.address) }
        #expect(scene.witness.receive()?.payload.first == 3)
        for direction in [StreamDirection.inactive, .sendReceive, .sendReceive] {
            scene.bench.engine.send(
                .configure(
                    EndpointID(1), Bench.parameters(negotiated, direction: direction, latching: .behindNAT)))
        }
        await scene.bench.settle(1)
        for _ in 0..<4 { scene.stranger.sendAudio(0x66, to: scene.address) }
        scene.peer.sendAudio(4, to: scene.address)
        #expect(scene.witness.receive()?.payload.first == 4)
    }

    @Test("Packets of a type that was not negotiated teach no address")
    func otherPayloadType() async throws {
        let negotiated = FarEnd(ipv4: 0x7F00_0005)
        let scene = try await Scene(.behindNAT, negotiated: negotiated)
        for _ in 0..<6 { scene.stranger.sendAudio(0x66, to: scene.address, payloadType: 18) }
        for octet: UInt8 in 1...3 { scene.peer.sendAudio(octet, to: scene.address) }
        #expect(scene.witness.receive()?.payload.first == 3)
        #expect(await scene.bench.close(1)?.packetsMalformed == 6)
    }

    @Test("Before the first offer/answer nothing is heard")
    func unconfigured() async throws {
        let bench = try Bench()
        let far = FarEnd()
        let address = try await bench.open(1)
        for _ in 0..<5 {
            far.sendAudio(1, to: address)
            await bench.settle(1)
        }
        bench.engine.send(.configure(EndpointID(1), Bench.parameters(far)))
        await bench.settle(1)
        #expect(await bench.close(1)?.packetsReceived == 0)
    }
}
