import CLinux
import Media
import MediaEngine

/// What SRTP adds to a relayed packet, beside what it adds to the same packet in a plain loop around libsrtp2.
///
/// A packet goes through two bridges one after the other, in the open or encrypted between them: the difference is one
/// packet encrypted, sent with its tag, proven and decrypted. Engine and loops get the same packets of as many streams at
/// the same pace, over as many sockets, by turns. One loop has libsrtp2 as the system builds it, the other with the ciphers
/// that the engine gives it.
enum Protection {
    private static let chains = 100
    private static let key: [UInt8] = (0..<30).map { $0 &* 7 }

    /// Nanoseconds of a packet in the open, and those that encrypting it adds.
    private struct Cost {
        let open: Double
        let added: Double
    }

    static func run(packets: Int, rounds: Int) throws -> String {
        let keys = StreamKeys(suite: .aes80, send: key, receive: key)
        // Before there is an engine: a context keeps the ciphers it was made with.
        let asBuilt = try [nil, key].map { try Chains(chains, through: .loop(key: $0)) }
        let engines = try [nil, keys].map { try Chains(chains, through: .engine($0)) }
        let loops = try [nil, key].map { try Chains(chains, through: .loop(key: $0)) }
        let all = [engines, loops, asBuilt]
        defer { for chains in all.joined() { chains.close() } }
        var rows: [[Cost]] = []
        for _ in 0..<rounds {
            rows.append(
                all.map { pair in
                    let open = pair[0].cost(packets: packets)
                    return Cost(open: open, added: pair[1].cost(packets: packets) - open)
                })
        }
        func median(_ part: ([Cost]) -> Double) -> Double { rows.map(part).sorted()[rows.count / 2] }
        let names = ["engine", "loop, ciphers as in the engine", "loop, libsrtp2 as it is built"]
        let added = names.indices.map { index in median { $0[index].added } }
        return names.indices.map { index in
            """
            \(names[index]): relayed twice \(hundredths(median { $0[index].open } / 1_000)) µs, encrypted in between \
            \(hundredths(added[index] / 1_000)) µs more
            """
        }.joined(separator: "; ")
            + "; engine to loops \(hundredths(added[0] / added[1])), \(hundredths(added[0] / added[2]))"
    }
}

/// Two bridges in a row, many times: what a telephone says at one end comes out at the other.
private final class Chains {
    enum Relay {
        case engine(StreamKeys?)
        case loop(key: [UInt8]?)
    }

    private let mouth = Peer(), ear = Peer()
    private let entrances: [MediaAddress]
    private let stop: () -> Void
    private var sent = 0

    init(_ count: Int, through relay: Relay) throws {
        switch relay {
        case .engine(let keys):
            let rig = try Rig(endpoints: 4 * count + 8)
            let (from, to) = (mouth, ear)
            entrances = try (0..<UInt64(count)).map { try Self.chain(4 * $0 + 1, on: rig, from, to, keys) }
            stop = { rig.engine.stop() }
        case .loop(let key):
            let relay = try PlainRelay(chains: count, mouth: mouth, ear: ear, key: key)
            entrances = relay.entrances
            stop = { relay.stop() }
        }
        usleep(50_000)
        _ = cost(packets: 20 * count)
    }

    private static func chain(
        _ first: UInt64, on rig: Rig, _ mouth: Peer, _ ear: Peer, _ keys: StreamKeys?
    ) throws -> MediaAddress {
        let entrance = try rig.open(first, to: mouth.address)
        let between = (try rig.open(first + 1), try rig.open(first + 2))
        rig.configure(first + 1, to: between.1, keys: keys)
        rig.configure(first + 2, to: between.0, keys: keys)
        _ = try rig.open(first + 3, to: ear.address)
        rig.engine.send([
            .bridge(EndpointID(first), EndpointID(first + 1)), .bridge(EndpointID(first + 2), EndpointID(first + 3)),
        ])
        return entrance
    }

    func close() {
        stop()
        mouth.close()
        ear.close()
    }

    /// Nanoseconds of the relay for each packet, of which as many are on their way at once as there are chains.
    func cost(packets: Int) -> Double {
        var packet = [UInt8](repeating: 0xD5, count: Peer.packetBytes)
        var heard = 0
        let before = Usage.otherThreadsNanoseconds()
        for _ in 0..<(packets / entrances.count) {
            sent += 1
            for (index, entrance) in entrances.enumerated() {
                Peer.number(&packet, sequence: sent, ssrc: UInt32(index))
                _ = packet.withUnsafeBytes {
                    cl_send_to(mouth.socket, $0.baseAddress, $0.count, entrance.ipv4, entrance.port)
                }
            }
            heard += ear.take(entrances.count, within: 200)
        }
        return Double(Usage.otherThreadsNanoseconds() - before) / Double(max(heard, 1))
    }
}
