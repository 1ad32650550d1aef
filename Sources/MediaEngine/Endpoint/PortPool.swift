import CLinux
import Media
import Synchronization

/// Gives out pairs of ports: RTP on an even one, RTCP on the next (RFC 3550 §11).
///
/// A range is walked round and round, so that a port rests as long as possible before it is used again and late
/// packets of an old call do not meet a new one.
final class PortPool: Sendable {
    /// The two bound sockets of an endpoint.
    struct Sockets: Sendable {
        let rtp: Int32
        let rtcp: Int32
        let port: UInt16

        /// Gives them back. For one who has made no ``PortPair`` of them.
        func close() {
            CLinux.close(rtp)
            CLinux.close(rtcp)
        }
    }

    private let address: MediaAddress
    private let first: UInt32
    private let count: UInt32
    private let cursor = Atomic<UInt32>(0)

    /// A pool over the pairs of `range`; `nil` lets the kernel choose.
    init(address: MediaAddress, range: ClosedRange<UInt16>?) {
        self.address = address
        first = range.map { UInt32($0.lowerBound) + UInt32($0.lowerBound) % 2 } ?? 0
        count = range.map { UInt32(Self.pairs(in: $0)) } ?? 0
    }

    /// How many pairs of an even port and the next lie in the range.
    static func pairs(in range: ClosedRange<UInt16>) -> Int {
        let first = Int(range.lowerBound) + Int(range.lowerBound) % 2
        return max(0, (Int(range.upperBound) - first + 1) / 2)
    }

    /// Takes a pair.
    ///
    /// - Throws: why there is none, in words.
    func take() throws(MediaEngineError) -> Sockets {
        guard count > 0 else { return try takeAny() }
        for _ in 0..<count {
            // Several threads take from the pool; that a port is in use is the kernel's to say.
            let turn = cursor.wrappingAdd(1, ordering: .relaxed).oldValue % count
            if let sockets = try bind(UInt16(first + 2 * turn)) { return sockets }
        }
        throw MediaEngineError(.system, "all \(count) media ports from \(first) are taken; widen the range")
    }

    /// Takes the pair whose RTP port is this one.
    ///
    /// - Throws: when it cannot be had, in words.
    func take(exactly port: UInt16) throws(MediaEngineError) -> Sockets {
        guard port > 0, port < .max, let sockets = try bind(port) else {
            throw MediaEngineError(.system, "the media port \(port) is taken by somebody else")
        }
        return sockets
    }

    private func takeAny() throws(MediaEngineError) -> Sockets {
        // The kernel's choice is even and has a free neighbour about every second time.
        for _ in 0..<128 {
            let probe = try open()
            let result = cl_udp_bind(probe, address.ipv4, 0)
            let port = cl_udp_port(probe)
            close(probe)
            guard result == 0 else { throw refused(result) }
            if port > 0, let sockets = try bind(port & ~1) { return sockets }
        }
        throw MediaEngineError(.system, "no pair of free UDP ports was found")
    }

    private func bind(_ port: UInt16) throws(MediaEngineError) -> Sockets? {
        let rtp = try open()
        let result = cl_udp_bind(rtp, address.ipv4, port)
        guard result == 0 else {
            close(rtp)
            if result == -EADDRINUSE { return nil }
            throw refused(result)
        }
        let rtcp: Int32
        do {
            rtcp = try open()
        } catch {
            close(rtp)
            throw error
        }
        let second = cl_udp_bind(rtcp, address.ipv4, port + 1)
        guard second == 0 else {
            close(rtp)
            close(rtcp)
            if second == -EADDRINUSE { return nil }
            throw refused(second)
        }
        // Expedited forwarding (RFC 4594 §4.1); a network that does not know it ignores it.
        _ = cl_set_traffic_class(rtp, 0xB8)
        _ = cl_stamp_arrivals(rtp)
        return Sockets(rtp: rtp, rtcp: rtcp, port: port)
    }

    private func open() throws(MediaEngineError) -> Int32 {
        let descriptor = cl_udp_open()
        guard descriptor >= 0 else { throw refused(descriptor) }
        return descriptor
    }

    private func refused(_ result: Int32) -> MediaEngineError {
        MediaEngineError(.system, SystemCall.explain(result, doing: "opening a media port on \(address.host)"))
    }
}
