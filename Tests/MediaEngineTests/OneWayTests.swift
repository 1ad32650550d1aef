import CLinux
import Dispatch
import Media
import MediaEngine
import NightbellMedia
import Testing

@Suite("One side of a bridge is not heard")
struct OneWayTests {
    /// A bridge whose right side speaks all the time.
    private final class Scene {
        let bench: Bench
        let left = FarEnd(ssrc: 0xAAAA_AAAA)
        let right = FarEnd(ssrc: 0xBBBB_BBBB)
        let a: MediaAddress
        let b: MediaAddress

        init(
            direction: StreamDirection = .sendReceive, deadMediaTime: Duration = .seconds(600),
            oneWayTime: Duration = .milliseconds(200), keys: StreamKeys? = nil
        ) async throws {
            bench = try Bench(deadMediaTime: deadMediaTime, oneWayTime: oneWayTime, latchWindow: .milliseconds(1))
            a = try await bench.open(1)
            var parameters = Bench.parameters(left, direction: direction)
            parameters.keys = keys
            bench.engine.send(.configure(EndpointID(1), parameters))
            b = try await bench.open(2, to: right)
            bench.engine.send(.bridge(EndpointID(1), EndpointID(2)))
            await bench.settle(2)
        }

        /// The finding, while the right side speaks and `then` is done before each of its packets.
        func finding(_ then: () -> Void = {}) async -> MediaEvent? {
            for _ in 0..<1_000 {
                then()
                speak()
                if let found = findings.first { return found }
            }
            return nil
        }

        /// What was told of the left side. The right one may seem silent too, when this test has no processor for a while.
        var findings: [MediaEvent] {
            bench.unread.filter { if case .oneWay(EndpointID(1), _) = $0 { true } else { false } }
        }

        /// A packet of the right side, and a little time.
        func speak() {
            right.sendAudio(1, to: b)
            while left.receive(within: 5) != nil {}
        }

        func event(_ sign: OneWayAudio.Sign, source: MediaAddress? = nil, payloadType: UInt8? = nil) -> MediaEvent {
            .oneWay(EndpointID(1), OneWayAudio(sign: sign, source: source, payloadType: payloadType))
        }
    }

    @Test("Nothing ever came, and we say so once")
    func nothing() async throws {
        let scene = try await Scene()
        #expect(await scene.finding() == scene.event(.nothingCame))
        for _ in 0..<50 {
            scene.speak()
        }
        #expect(scene.findings.count == 1)
    }

    @Test("Its port is closed: ICMP tells")
    func closedPort() async throws {
        let bench = try Bench(oneWayTime: .milliseconds(200), latchWindow: .milliseconds(1))
        let right = FarEnd()
        // Nobody else takes the port while it is closed.
        let own = LoopbackAddress()
        var gone: FarEnd? = FarEnd(ipv4: own.ipv4)
        let address = try #require(gone).address
        gone = nil
        _ = try await bench.open(1)
        bench.engine.send(
            .configure(
                EndpointID(1),
                StreamParameters(
                    remote: address, codec: .pcmu, payloadType: 0, telephoneEventSend: nil, telephoneEventReceive: nil))
        )
        let b = try await bench.open(2, to: right)
        bench.engine.send(.bridge(EndpointID(1), EndpointID(2)))
        await bench.settle(2)
        var found: MediaEvent?
        for _ in 0..<1_000 where found == nil {
            right.sendAudio(1, to: b)
            _ = right.receive(within: 5)
            found = bench.unread.first { if case .oneWay(EndpointID(1), _) = $0 { true } else { false } }
        }
        #expect(found == .oneWay(EndpointID(1), OneWayAudio(sign: .nothingCame, isPortClosed: true)))
        withExtendedLifetime(own) {}
    }

    @Test("It sends from another address than was agreed on, or another payload type, or no RTP, or undecryptable")
    func refused() async throws {
        let stranger = FarEnd(ipv4: 0x7F00_0009)
        let scene = try await Scene()
        #expect(
            await scene.finding { stranger.sendAudio(6, to: scene.a) }
                == scene.event(.otherAddress, source: stranger.address))
        let other = try await Scene()
        #expect(
            await other.finding { other.left.sendAudio(6, to: other.a, payloadType: 18) }
                == other.event(.otherPayloadType, payloadType: 18))
        let garbage = try await Scene()
        #expect(
            await garbage.finding { garbage.left.send(raw: [1, 2, 3], to: garbage.a) } == garbage.event(.malformed))
        let octets = [UInt8](repeating: 7, count: 30)
        let encrypted = try await Scene(keys: StreamKeys(suite: .aes80, send: octets, receive: octets))
        #expect(
            await encrypted.finding { encrypted.left.sendAudio(6, to: encrypted.a) } == encrypted.event(.notDecrypted))
    }

    @Test("It was heard and stopped; what strangers sent while it was heard explains nothing")
    func stopped() async throws {
        let scene = try await Scene()
        let stranger = FarEnd(ipv4: 0x7F00_0009)
        stranger.sendAudio(6, to: scene.a)
        scene.left.sendAudio(1, to: scene.a)
        _ = try #require(scene.right.receive())
        #expect(await scene.finding() == scene.event(.stopped))
    }

    @Test(
        "On hold, after comfort noise, and with the other side silent too, nothing is told: 60 packets and more time than it takes"
    )
    func notTold() async throws {
        let held = try await Scene(direction: .sendOnly)
        let noisy = try await Scene()
        noisy.left.send(
            raw: FarEnd.packet(
                RTPHeader(marker: false, payloadType: 13, sequence: 1, timestamp: 1, ssrc: 0xAAAA_AAAA), [60]),
            to: noisy.a)
        let quiet = try await Scene()
        let judged = try await Scene()
        for _ in 0..<60 {
            for scene in [held, noisy] { scene.speak() }
        }
        // A bridge that began later has found its fault by now.
        #expect(await judged.finding() == judged.event(.nothingCame))
        for scene in [held, noisy, quiet] { #expect(scene.findings.isEmpty) }
    }

    @Test("A peer that is silent and reports is not dead; one that is silent and does not is, and held it is not")
    func dead() async throws {
        let bench = try Bench(deadMediaTime: .seconds(1))
        let (muted, gone, held) = (FarEnd(), FarEnd(), FarEnd())
        let address = try await bench.open(1)
        for id: UInt64 in 2...3 { _ = try await bench.open(id) }
        let reporter = muted.report([0x80, 201, 0, 1, 0, 0, 0, 9], every: .milliseconds(20), to: address)
        bench.engine.send([
            .configure(EndpointID(3), Bench.parameters(held, direction: .inactive)),
            .configure(EndpointID(1), Bench.parameters(muted)), .configure(EndpointID(2), Bench.parameters(gone)),
        ])
        #expect(await bench.nextEvent() == .deadMedia(EndpointID(2)))
        #expect(bench.unread == [])
        reporter.end()
        #expect(await bench.close(3)?.heldMilliseconds ?? 0 >= 1_000)
    }
}
