import CLinux
import CSRTP
import Glibc
import Media

/// The least that two bridges in a row can be, as a loop around libsrtp2: what came is taken, encrypted or decrypted when it
/// has to be, and sent. It judges nobody, counts nothing and numbers nothing anew.
///
/// ```
/// mouth → line 0 ⇒ line 1 → line 2 ⇒ line 3 → ear      ⇒ in the process, → over loopback; 1 → 2 encrypted, if at all
/// ```
final class PlainRelay {
    /// Where the mouth of each chain sends to.
    private(set) var entrances: [MediaAddress] = []
    private let epoll = cl_epoll_open()
    private let wake = cl_wake_open()
    private let lines: UnsafeMutablePointer<Line>
    private let count: Int
    private var thread = pthread_t()

    private struct Line {
        let socket: Int32
        /// Where what comes here leaves.
        var exit: Int32 = -1
        /// What comes here is decrypted first.
        var decrypts: srtp_t?
        /// What comes here leaves encrypted.
        var encrypts: srtp_t?
    }

    /// A relay with so many chains; a key has them encrypted.
    init(chains: Int, mouth: Peer, ear: Peer, key: [UInt8]?) throws {
        _ = srtp_init()
        count = 4 * chains
        lines = .allocate(capacity: 4 * chains)
        for chain in 0..<chains {
            let peers = (0..<4).map { _ in Peer() }
            for (place, peer) in peers.enumerated() {
                (lines + 4 * chain + place).initialize(to: Line(socket: peer.socket))
            }
            let remotes = [mouth.address, peers[2].address, peers[1].address, ear.address]
            for (peer, remote) in zip(peers, remotes) { _ = cl_udp_connect(peer.socket, remote.ipv4, remote.port) }
            let (entrance, middle) = (lines + 4 * chain, lines + 4 * chain + 2)
            entrance.pointee.exit = peers[1].socket
            middle.pointee.exit = peers[3].socket
            if let key {
                entrance.pointee.encrypts = try Self.context(ssrc_any_outbound, key)
                middle.pointee.decrypts = try Self.context(ssrc_any_inbound, key)
            }
            for place in 0..<4 {
                let line = lines + 4 * chain + place
                _ = cl_epoll_add(epoll, line.pointee.socket, UInt64(UInt(bitPattern: line)))
            }
            entrances.append(peers[0].address)
        }
        _ = cl_epoll_add_edge(epoll, wake, 0)
        let argument = Unmanaged.passRetained(self).toOpaque()
        pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<PlainRelay>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, argument)
    }

    func stop() {
        cl_wake(wake)
        pthread_join(thread, nil)
        for index in 0..<count {
            close(lines[index].socket)
            if let context = lines[index].decrypts { srtp_dealloc(context) }
            if let context = lines[index].encrypts { srtp_dealloc(context) }
        }
        lines.deallocate()
        close(epoll)
        close(wake)
    }

    private func run() {
        // As the engine's thread is, where it may.
        _ = cl_scheduling_set(cl_scheduling(policy: UInt32(SCHED_RR), priority: 1, slice: 0))
        var events = [epoll_event](repeating: epoll_event(), count: 256)
        withUnsafeTemporaryAllocation(byteCount: 2_048, alignment: 16) { room in
            guard let packet = room.baseAddress else { return }
            while true {
                let count = cl_epoll_wait(epoll, &events, 256)
                for index in 0..<max(0, count) {
                    guard let line = UnsafeMutablePointer<Line>(bitPattern: UInt(cl_epoll_tag(events, index))) else {
                        return
                    }
                    pass(line, packet)
                }
            }
        }
    }

    private func pass(_ line: UnsafeMutablePointer<Line>, _ packet: UnsafeMutableRawPointer) {
        var count = Int32(cl_receive_connected(line.pointee.socket, packet, 1_500))
        guard count > 0 else { return }
        if let context = line.pointee.decrypts {
            guard srtp_unprotect(context, packet, &count) == srtp_err_status_ok else { return }
        }
        if let context = line.pointee.encrypts {
            guard srtp_protect(context, packet, &count) == srtp_err_status_ok else { return }
        }
        _ = cl_send(line.pointee.exit, packet, Int(count))
    }

    private static func context(_ direction: srtp_ssrc_type_t, _ key: [UInt8]) throws -> srtp_t {
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
        guard status == srtp_err_status_ok, let created else { throw Refused() }
        return created
    }

    private struct Refused: Error {}
}

// SAFETY: the lines are made before the thread begins and freed after it has ended; all else is constant.
extension PlainRelay: @unchecked Sendable {}
