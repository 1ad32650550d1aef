/// A flow as the binding table and the store keep it: `udp 192.0.2.7:5060`, `tls 192.0.2.7:40122 #17`.
enum FlowText {
    /// The text of a flow. Our own end is left out: it may be another one after a restart.
    static func text(_ flow: Flow) -> String {
        let end = flow.kind.rawValue + " " + flow.remote.description
        return flow.connection.map { "\(end) #\($0)" } ?? end
    }

    /// The transport and the far end; `nil` when the text is none of ours.
    ///
    /// The number of a connection is left out: after a restart it names nothing.
    static func read(_ text: String) -> (kind: TransportKind, remote: SocketEndpoint)? {
        let parts = text.split(separator: " ")
        guard parts.count >= 2, let kind = TransportKind(rawValue: String(parts[0])) else { return nil }
        let address = parts[1]
        guard let colon = address.lastIndex(of: ":"), let port = UInt16(address[address.index(after: colon)...]) else {
            return nil
        }
        var host = address[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        return host.isEmpty ? nil : (kind, SocketEndpoint(host: String(host), port: port))
    }
}
