import Media
import MediaEngine
import Testing

/// A third address speaks into a call, tries to be taken for the peer, or to be sent what the peer should hear.
///
/// | when | with | |
/// |---|---|---|
/// | at the answer, before the peer | anything | injection |
/// | late, in the midst of it | the right SSRC, the next numbers, keys | injection |
/// | while the peer is silent, on hold or gone | anything | stealing |
/// | after re-INVITE | from the address that was right before | bleeding |
/// | RTCP | the peer's SSRC | made-up loss, BYE |
@Suite("RTP injection, bleeding and stealing from a third address")
struct InjectionTests {
    /// A bridge whose right side is the witness of what gets in, and hears from it what gets out.
    private struct Scene {
        let bench: Bench
        let peer = FarEnd()
        let witness = FarEnd(ssrc: 0xBBBB_BBBB)
        /// Sends from another address, with the peer's SSRC.
        let third = FarEnd(ipv4: 0x7F00_0063)
        let a: MediaAddress
        let b: MediaAddress

        init(_ latching: Latching, window: Duration = .seconds(600)) async throws {
            bench = try Bench(latchWindow: window)
            a = try await bench.open(1, to: peer, latching: latching)
            b = try await bench.open(2, to: witness)
            bench.engine.send(.bridge(EndpointID(1), EndpointID(2)))
            await bench.settle(2)
        }

        /// The third address talks with the peer's next numbers, presses a key, and reports as the peer would.
        func attack(_ packets: Int) async {
            third.sequence = peer.sequence
            third.timestamp = peer.timestamp
            for index in 1...packets {
                third.sendAudio(0x66, to: a)
                // The kernel queues some 200 packets for whoever has no processor.
                if index.isMultiple(of: 50) { await bench.settle(2) }
            }
            third.sendEvent(5, duration: 160, isEnd: true, at: third.timestamp, to: a)
            third.send(report: [0x81, 203, 0, 1, 0x12, 0x34, 0x56, 0x78], to: a)
            third.send(
                report: [0x80, 201, 0, 1, 0x12, 0x34, 0x56, 0x78, 0x81, 203, 0, 1, 0x12, 0x34, 0x56, 0x78], to: a)
        }

        /// The peer is heard by the witness, and the witness by the peer, and the third heard nothing.
        func isWhole(_ octet: UInt8) -> Bool {
            peer.sendAudio(octet, to: a)
            let heard = witness.receive()?.payload.first
            witness.sendAudio(octet ^ 0xFF, to: b)
            let answered = peer.receive()?.payload.first
            return heard == octet && answered == octet ^ 0xFF && witness.drain() == [] && third.drain() == []
                && third.receiveReport(within: 0) == nil
        }
    }

    @Test(
        "At answer time, early and late, with the right SSRC and numbers: 200 packets get in nowhere, nothing gets out",
        arguments: [Latching.locked, .samePeer])
    func negotiated(latching: Latching) async throws {
        let scene = try await Scene(latching)
        await scene.attack(50)
        #expect(scene.isWhole(1))
        await scene.attack(50)
        #expect(scene.isWhole(2))
        for octet: UInt8 in 3...30 { #expect(scene.isWhole(octet)) }
        await scene.attack(100)
        #expect(scene.isWhole(31))
        for event in scene.bench.unread {
            if case .digit = event { Issue.record("a key of the third address was told") }
            if case .learned = event { Issue.record("the third address was learned") }
        }
        let counts = try #require(await scene.bench.close(1))
        #expect(counts.packetsReceived == 31)
        #expect(counts.reportsReceived == 0)
    }

    @Test(
        "What a third address had put into the socket before the kernel was told to refuse it is refused too: 20 times")
    func queuedBefore() async throws {
        let scene = try await Scene(.locked)
        let elsewhere = FarEnd(ipv4: 0x7F00_0007)
        for octet: UInt8 in 1...20 {
            for _ in 0..<5 { scene.third.sendAudio(0x66, to: scene.a) }
            scene.peer.sendAudio(octet, to: scene.a)
            for _ in 0..<5 { scene.third.sendAudio(0x66, to: scene.a) }
            scene.peer.sendAudio(octet | 0x80, to: scene.a)
            for _ in 0..<5 { scene.third.sendAudio(0x66, to: scene.a) }
            #expect(scene.witness.receive()?.payload.first == octet)
            #expect(scene.witness.receive()?.payload.first == octet | 0x80)
            // Another address and back: the socket is connected anew each time.
            scene.bench.engine.send(.configure(EndpointID(1), Bench.parameters(elsewhere)))
            scene.bench.engine.send(.configure(EndpointID(1), Bench.parameters(scene.peer)))
            await scene.bench.settle(2)
        }
        #expect(scene.witness.drain() == [])
        #expect(await scene.bench.close(1)?.packetsReceived == 40)
    }

    @Test(
        "The peer behind NAT was learned, or was where it said: whoever comes after it is refused, silent as it may be")
    func learned() async throws {
        let scene = try await Scene(.behindNAT)
        #expect(scene.isWhole(1))
        // The peer is silent now, for as long as the third address cares to try.
        await scene.attack(300)
        #expect(scene.isWhole(2))
        #expect(await scene.bench.close(1)?.packetsReceived == 2)
    }

    @Test(
        "The window of a silent phone behind NAT closes: after it a third address learns nothing, not with 300 packets")
    func silentPhone() async throws {
        let scene = try await Scene(.behindNAT, window: .zero)
        await scene.attack(300)
        #expect(scene.isWhole(1))
        #expect(await scene.bench.close(1)?.packetsReceived == 1)
    }

    @Test("On hold and after it, the third address gets nothing in; music for the peer goes to the peer")
    func hold() async throws {
        let scene = try await Scene(.locked)
        #expect(scene.isWhole(1))
        scene.bench.engine.send(.configure(EndpointID(1), Bench.parameters(scene.peer, direction: .sendOnly)))
        scene.bench.engine.send(.play(EndpointID(1), PlaybackID(1), [PromptStore.music], .forever))
        await scene.bench.settle(2)
        await scene.attack(100)
        for _ in 0..<5 { _ = try #require(scene.peer.receive()) }
        #expect(scene.witness.drain() == [])
        #expect(scene.third.drain() == [])
        scene.bench.engine.send(.stop(EndpointID(1)))
        scene.bench.engine.send(.configure(EndpointID(1), Bench.parameters(scene.peer)))
        await scene.bench.settle(1)
        _ = scene.peer.drain()
        await scene.attack(20)
        #expect(scene.isWhole(2))
    }

    @Test("After a re-INVITE to another address what comes from the old one is not heard, and it is sent nothing")
    func bleeding() async throws {
        let scene = try await Scene(.locked)
        #expect(scene.isWhole(1))
        let moved = FarEnd(ipv4: 0x7F00_0007)
        scene.bench.engine.send(.configure(EndpointID(1), Bench.parameters(moved)))
        await scene.bench.settle(1)
        for _ in 0..<50 { scene.peer.sendAudio(0x55, to: scene.a) }
        scene.witness.sendAudio(9, to: scene.b)
        #expect(moved.receive()?.payload.first == 9)
        moved.sendAudio(8, to: scene.a)
        #expect(scene.witness.receive()?.payload.first == 8)
        #expect(scene.witness.drain() == [])
        #expect(scene.peer.drain() == [])
    }

    @Test("A port that went from one call to the next: late packets of the old peer are heard by nobody")
    func reuse() async throws {
        let scene = try await Scene(.locked)
        #expect(scene.isWhole(1))
        _ = await scene.bench.close(1)
        for _ in 0..<20 { scene.peer.sendAudio(0x44, to: scene.a) }
        let next = FarEnd(ipv4: 0x7F00_0008)
        _ = try await scene.bench.open(3, to: next)
        scene.bench.engine.send(.bridge(EndpointID(3), EndpointID(2)))
        await scene.bench.settle(2)
        for _ in 0..<20 { scene.peer.sendAudio(0x44, to: scene.a) }
        scene.witness.sendAudio(7, to: scene.b)
        #expect(next.receive()?.payload.first == 7)
        #expect(scene.witness.drain() == [])
        #expect(scene.peer.drain() == [])
    }
}
