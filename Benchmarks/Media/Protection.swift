import CLinux
import CSRTP
import Glibc
import Media
import MediaEngine

/// What SRTP adds to a relayed packet, beside what libsrtp2 takes for the same in a loop of its own.
///
/// A packet goes through two bridges one after the other, in the open and encrypted between them by turns: the difference
/// is one packet encrypted, proven and decrypted.
enum Protection {
    private static let chains = 16
    private static let key: [UInt8] = (0..<30).map { $0 &* 7 }

    static func run(packets: Int, rounds: Int) throws -> String {
        let open = try Chains(chains, keys: nil)
        let protected = try Chains(chains, keys: StreamKeys(suite: .aes80, send: key, receive: key))
        defer {
            open.close()
            protected.close()
        }
        var costs: [(open: Double, added: Double, library: Double)] = []
        for _ in 0..<rounds {
            let (without, with) = (open.cost(packets: packets), protected.cost(packets: packets))
            costs.append((without, with - without, try library(packets: packets)))
        }
        func median(_ part: ((open: Double, added: Double, library: Double)) -> Double) -> Double {
            costs.map(part).sorted()[costs.count / 2]
        }
        return """
            CPU of a packet, medians of \(rounds) rounds: relayed twice \(hundredths(median(\.open) / 1_000)) µs, encrypted \
            in between \(hundredths(median(\.added) / 1_000)) µs more; libsrtp2 alone \
            \(hundredths(median(\.library) / 1_000)) µs: \(hundredths(median { $0.added / $0.library })) times
            """
    }

    /// Nanoseconds in which libsrtp2 encrypts a packet and decrypts it again: what it adds to a loop that sends packets of as
    /// many streams through the kernel and takes them again. Without those system calls it would find all its tables in
    /// the cache, which it never does where packets come and go.
    private static func library(packets: Int) throws -> Double {
        let contexts = (0..<chains).compactMap { _ in
            if let out = context(ssrc_any_outbound), let back = context(ssrc_any_inbound) { (out, back) } else { nil }
        }
        let (mouth, ear) = (Peer(), Peer())
        defer {
            for (out, back) in contexts {
                srtp_dealloc(out)
                srtp_dealloc(back)
            }
            mouth.close()
            ear.close()
        }
        guard contexts.count == chains else { throw Refused() }
        func cost(_ encrypts: Bool) -> Double {
            var packet = [UInt8](repeating: 0xD5, count: 512)
            let start = Usage.threadNanoseconds()
            for sequence in 0..<(packets / chains) {
                for stream in 0..<chains {
                    Peer.number(&packet, sequence: sequence, ssrc: 7)
                    packet.withUnsafeMutableBytes { room in
                        var count = Int32(Peer.packetBytes)
                        if encrypts { srtp_protect(contexts[stream].0, room.baseAddress, &count) }
                        _ = cl_send_to(mouth.socket, room.baseAddress, Int(count), ear.address.ipv4, ear.address.port)
                    }
                }
                for stream in 0..<chains {
                    withUnsafeTemporaryAllocation(byteCount: 2_048, alignment: 8) { room in
                        var count = Int32(cl_receive_connected(ear.socket, room.baseAddress, room.count))
                        if encrypts { srtp_unprotect(contexts[stream].1, room.baseAddress, &count) }
                    }
                }
            }
            return Double(Usage.threadNanoseconds() - start) / Double(packets)
        }
        let without = cost(false)
        return cost(true) - without
    }

    private static func context(_ direction: srtp_ssrc_type_t) -> srtp_t? {
        var policy = srtp_policy_t()
        srtp_crypto_policy_set_rtp_default(&policy.rtp)
        srtp_crypto_policy_set_rtcp_default(&policy.rtcp)
        policy.ssrc.type = direction
        policy.window_size = 128
        var octets = key
        var created: srtp_t?
        let status = octets.withUnsafeMutableBufferPointer { octets in
            policy.key = octets.baseAddress
            return srtp_create(&created, &policy)
        }
        return status == srtp_err_status_ok ? created : nil
    }

    private struct Refused: Error {}
}

/// Two bridges in a row, many times: what a telephone says at one end comes out at the other.
private final class Chains {
    private let rig: Rig
    private let mouth = Peer(), ear = Peer()
    private var entrances: [MediaAddress] = []
    private var sent = 0

    init(_ count: Int, keys: StreamKeys?) throws {
        rig = try Rig(endpoints: 4 * count + 8)
        for chain in 0..<UInt64(count) {
            let first = 4 * chain + 1
            entrances.append(try rig.open(first, to: mouth.address))
            let between = (try rig.open(first + 1), try rig.open(first + 2))
            rig.configure(first + 1, to: between.1, keys: keys)
            rig.configure(first + 2, to: between.0, keys: keys)
            _ = try rig.open(first + 3, to: ear.address)
            rig.engine.send([
                .bridge(EndpointID(first), EndpointID(first + 1)),
                .bridge(EndpointID(first + 2), EndpointID(first + 3)),
            ])
        }
        usleep(50_000)
        _ = cost(packets: 20 * count)
    }

    func close() {
        rig.engine.stop()
        mouth.close()
        ear.close()
    }

    /// Nanoseconds of the engine for each packet, of whom as many are on their way at once as there are chains.
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
