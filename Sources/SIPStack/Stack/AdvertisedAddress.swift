import Glibc

/// The addresses that we write into Via, Contact and SDP, when a socket is bound to all of them.
///
/// - Isolation: a value.
struct AdvertisedAddress {
    private var learned: [String: String] = [:]
    private static let capacity = 4_096

    /// Our address as `remote` would reach it: what the kernel picks as the source for it.
    mutating func source(towards remote: String) -> String? {
        if let known = learned[remote] { return known }
        guard let found = Self.ask(remote) else { return nil }
        if learned.count >= Self.capacity { learned = [:] }
        learned[remote] = found
        return found
    }

    /// A datagram socket that is connected sends nothing, but knows its own address then.
    private static func ask(_ remote: String) -> String? {
        var target = sockaddr_in()
        target.sin_family = sa_family_t(AF_INET)
        target.sin_port = in_port_t(9).bigEndian
        guard inet_pton(AF_INET, remote, &target.sin_addr) == 1 else { return nil }
        let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let connected = withUnsafePointer(to: &target) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) }
        }
        guard connected == 0 else { return nil }
        var own = sockaddr_in()
        var length = size
        let named = withUnsafeMutablePointer(to: &own) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        guard named == 0 else { return nil }
        let address = UInt32(bigEndian: own.sin_addr.s_addr)
        return "\(address >> 24).\(address >> 16 & 255).\(address >> 8 & 255).\(address & 255)"
    }
}
