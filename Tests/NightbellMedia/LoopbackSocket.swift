import CLinux
import Dispatch
import Foundation
package import Media
import Synchronization

/// A UDP socket on loopback from which a thread of this process takes what comes, when it comes.
///
/// However late a test gets its turn, nothing is lost: the kernel alone would keep some 5 s of a prompt.
///
/// - Isolation: any thread.
package final class LoopbackSocket: Sendable {
    /// What came.
    package struct Datagram: Sendable {
        /// Its octets; what is longer than 2,048 is cut off.
        package let bytes: [UInt8]
        /// Who sent it.
        package let from: MediaAddress
        /// When it was taken, which is no earlier than it came.
        package let at: MediaInstant
    }

    /// 127.0.0.1.
    package static let loopback: UInt32 = 0x7F00_0001

    /// Its address, with the port that it has.
    package let address: MediaAddress
    fileprivate let descriptor: Int32
    private let taken = Mutex([Datagram]())
    private let waiting = DispatchSemaphore(value: 0)

    /// Binds a port of `ipv4`; 0 is one of the kernel's choice. `nil` when it is taken.
    package init?(ipv4: UInt32 = LoopbackSocket.loopback, port: UInt16 = 0) {
        descriptor = cl_udp_open()
        address = MediaAddress(ipv4: ipv4, port: cl_udp_bind(descriptor, ipv4, port) == 0 ? cl_udp_port(descriptor) : 0)
        guard address.port > 0 else { return nil }
        Taker.shared.add(self)
    }

    deinit {
        Taker.shared.remove(descriptor)
        close(descriptor)
    }

    /// Sends bytes as they are.
    package func send(_ bytes: [UInt8], to remote: MediaAddress) {
        _ = bytes.withUnsafeBytes { cl_send_to(descriptor, $0.baseAddress, $0.count, remote.ipv4, remote.port) }
    }

    /// The next datagram; `nil` when none comes within `milliseconds`. What the kernel has by now is there with 0, too.
    package func next(within milliseconds: Int = Waiting.milliseconds) -> Datagram? {
        take()
        guard waiting.wait(timeout: .now() + .milliseconds(milliseconds)) == .success else { return nil }
        return taken.withLock { $0.removeFirst() }
    }

    /// Takes what the kernel has.
    fileprivate func take() {
        taken.withLock { taken in
            var room = [UInt8](repeating: 0, count: 2_048)
            var from = MediaAddress(ipv4: 0, port: 0)
            while true {
                let count = room.withUnsafeMutableBytes {
                    cl_receive(descriptor, $0.baseAddress, $0.count, &from.ipv4, &from.port)
                }
                guard count >= 0 else { return }
                let now = MediaInstant(nanoseconds: cl_monotonic())
                taken.append(Datagram(bytes: Array(room.prefix(count)), from: from, at: now))
                waiting.signal()
            }
        }
    }
}

/// The thread that takes what comes to all sockets of the process.
private final class Taker: Sendable {
    private struct Entry {
        weak var socket: LoopbackSocket?
    }

    static let shared = Taker()
    private let epoll = cl_epoll_open()
    private let sockets = Mutex([UInt64: Entry]())

    private init() { Thread { self.run() }.start() }

    func add(_ socket: LoopbackSocket) {
        let tag = UInt64(socket.descriptor)
        sockets.withLock { $0[tag] = Entry(socket: socket) }
        _ = cl_epoll_add(epoll, socket.descriptor, tag)
    }

    func remove(_ descriptor: Int32) {
        _ = cl_epoll_remove(epoll, descriptor)
        _ = sockets.withLock { $0.removeValue(forKey: UInt64(descriptor)) }
    }

    private func run() {
        let capacity: Int32 = 64
        let events = UnsafeMutablePointer<epoll_event>.allocate(capacity: Int(capacity))
        while true {
            for index in 0..<max(cl_epoll_wait(epoll, events, capacity), 0) {
                let tag = cl_epoll_tag(events, index)
                sockets.withLock { $0[tag]?.socket }?.take()
            }
        }
    }
}
