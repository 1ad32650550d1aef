package import CallModel
import Dispatch
import Glibc

/// Turns host names into IPv4 addresses with the system's resolver, and remembers them.
///
/// An answer is used for a minute; after that it is asked for again, and when the resolver is silent the old answer
/// stays in use, so that a dead DNS does not stop a trunk that has not moved. NAPTR and SRV (RFC 3263) are not asked.
///
/// - Isolation: signalling; the blocking call has a thread of its own.
@Signalling
package final class HostResolver {
    private struct Answer {
        var addresses: [String]
        var at: ContinuousClock.Instant
    }

    private var answers: [String: Answer] = [:]
    private let queue = DispatchQueue(label: "nightbell.resolver")
    private static let lifetime = Duration.seconds(60)
    private static let capacity = 256

    nonisolated package init() {}

    /// The addresses of `host`, a name or a numeric address, in the order of the resolver.
    ///
    /// - Returns: empty when the name is unknown and never was known.
    package func addresses(of host: String) async -> [String] {
        if Self.isNumeric(host) { return [host] }
        if let answer = answers[host], answer.at.duration(to: .now) < Self.lifetime { return answer.addresses }
        let fresh = await withUnsafeContinuation { continuation in
            queue.async { continuation.resume(returning: Self.lookUp(host)) }
        }
        if !fresh.isEmpty {
            if answers.count >= Self.capacity { answers = [:] }
            answers[host] = Answer(addresses: fresh, at: .now)
        }
        return fresh.isEmpty ? answers[host]?.addresses ?? [] : fresh
    }

    /// What is known of `host` without asking: numeric addresses, and answers of any age.
    package func known(_ host: String) -> [String] {
        Self.isNumeric(host) ? [host] : answers[host]?.addresses ?? []
    }

    /// Whether `host` is a dotted-quad address.
    package nonisolated static func isNumeric(_ host: String) -> Bool {
        var address = in_addr()
        return inet_pton(AF_INET, host, &address) == 1
    }

    private nonisolated static func lookUp(_ host: String) -> [String] {
        var hints = addrinfo()
        hints.ai_family = AF_INET
        hints.ai_socktype = Int32(SOCK_DGRAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var found: [String] = []
        var entry = list
        while let current = entry {
            var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            let named = getnameinfo(
                current.pointee.ai_addr, current.pointee.ai_addrlen, &text, socklen_t(text.count), nil, 0,
                NI_NUMERICHOST)
            if named == 0 {
                let end = text.firstIndex(of: 0) ?? text.count
                let address = String(decoding: text[..<end].map(UInt8.init(bitPattern:)), as: UTF8.self)
                if !found.contains(address) { found.append(address) }
            }
            entry = current.pointee.ai_next
        }
        return found
    }
}
