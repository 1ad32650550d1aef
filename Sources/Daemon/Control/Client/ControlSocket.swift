import Glibc

/// A connected Unix stream socket, closed when it goes away. Its calls block.
final class ControlSocket {
    private let descriptor: CInt

    /// - Throws: ``SystemFailure``.
    init(connectedTo path: String) throws(SystemFailure) {
        guard let address = UnixAddress(path) else { throw SystemFailure(code: ENAMETOOLONG) }
        descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw SystemFailure(code: errno) }
        let result = address.withSockaddr { connect(descriptor, $0, $1) }
        // A `let` that is set is closed in deinit, also when this throws.
        guard result == 0 else { throw SystemFailure(code: errno) }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Lets every wait for bytes end with `EAGAIN` after so many seconds; 0 is for ever.
    func limitWaits(seconds: Int) {
        var time = timeval(tv_sec: seconds, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, size)
    }

    func send(_ bytes: [UInt8]) throws(SystemFailure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
            }
            guard sent >= 0 else {
                if errno == EINTR { continue }
                throw SystemFailure(code: errno)
            }
            rest = rest.dropFirst(sent)
        }
    }

    /// The next bytes; empty at the end.
    func receive() throws(SystemFailure) -> [UInt8] {
        var failure: CInt = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
            repeat {
                let received = recv(descriptor, buffer.baseAddress, buffer.count, 0)
                count = max(0, received)
                failure = received < 0 ? errno : 0
            } while failure == EINTR
        }
        guard failure == 0 else { throw SystemFailure(code: failure) }
        return bytes
    }
}

/// What the system said no with.
struct SystemFailure: Error, Hashable, CustomStringConvertible {
    var code: CInt
    var description: String { String(cString: strerror(code)) }
}

/// The address of a Unix socket; a leading `@` names Linux's abstract space (unix(7)).
struct UnixAddress {
    private var address = sockaddr_un()
    private let length: socklen_t

    /// `nil` for a path that does not fit into 107 bytes, or an empty one.
    init?(_ path: String) {
        var bytes = Array(path.utf8)
        let capacity = MemoryLayout.size(ofValue: address.sun_path)
        guard !bytes.isEmpty, bytes.count < capacity else { return nil }
        let abstract = bytes[0] == UInt8(ascii: "@")
        if abstract { bytes[0] = 0 }
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count + (abstract ? 0 : 1))
    }

    func withSockaddr<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
        }
    }
}
