package import CallModel
package import SIP
import Security

@Signalling
package final class Registrar {
    nonisolated package init() {}
    func start(_ stack: SIPStack) {}
    func phone(at endpoint: SocketEndpoint) -> String? { nil }
    func flowClosed(_ flow: Flow) {}
    func receive(_ request: SIPRequest, _ transaction: ServerTransaction, _ stack: SIPStack) {}
    func authenticate(_ request: SIPRequest, _ transaction: ServerTransaction, _ stack: SIPStack) -> String? { nil }
    package func contacts(of phone: String) -> [RegisteredContact] { [] }
}

/// Where a phone can be rung.
package struct RegisteredContact: Hashable, Sendable {
    /// The extension: `201`.
    package var phone: String
    /// Its Contact: the Request-URI of an INVITE to it.
    package var uri: SIPURI
    /// The proxies in between (RFC 3327), as a Route.
    package var path: [NameAddress]
    /// Where it registered from, and over what.
    package var flow: Flow
}
