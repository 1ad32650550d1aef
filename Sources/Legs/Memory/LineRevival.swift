package import CallModel
package import Calls
package import Media
package import SIP
package import SIPStack

/// Makes lines again that another process had.
///
/// - Isolation: signalling.
@Signalling
package final class LineRevival {
    private let stack: SIPStack
    private let hub: MediaHub
    private let found: [EndpointID: EndpointSummary]
    private let address: UInt32
    private let place: @Signalling (SourceClass) -> MediaPlace
    private let encryption: @Signalling (SourceClass) -> MediaEncryption
    /// The lines that were made, by the names of their endpoints.
    private var revived: [EndpointID: ResumedSIPLeg] = [:]

    /// A revival from these endpoints.
    ///
    /// - Parameters:
    ///   - found: what the media process has of an earlier signalling process.
    ///   - address: that of the media engine, IPv4.
    package init(
        stack: SIPStack, hub: MediaHub, found: [EndpointSummary], address: UInt32,
        place: @escaping @Signalling (SourceClass) -> MediaPlace,
        encryption: @escaping @Signalling (SourceClass) -> MediaEncryption
    ) {
        self.stack = stack
        self.hub = hub
        self.found = Dictionary(found.map { ($0.id, $0) }) { first, _ in first }
        self.address = address
        self.place = place
        self.encryption = encryption
    }

    /// The endpoints that lines were made with: they are to be adopted.
    package var endpoints: [EndpointID] { revived.filter { $0.value.audio == .goesOn }.map(\.key) }

    /// Makes a line of the bytes that ``Leg/memory`` gave. Its dialog is known from now on.
    ///
    /// - Returns: the line, or why it cannot be made, in words.
    package func line(_ bytes: [UInt8]) -> Result<ResumedSIPLeg, LegError> {
        do throws(WireFault) {
            let memory = try LineMemory(bytes)
            guard revived[memory.endpoint] == nil else { throw WireFault("an endpoint of two lines") }
            let leg = line(memory)
            revived[memory.endpoint] = leg
            return .success(leg)
        } catch {
            return .failure(LegError(code: .ended, message: "\(error)"))
        }
    }

    private func line(_ memory: LineMemory) -> ResumedSIPLeg {
        var memory = memory
        let far = memory.flow.remote.host
        let encryption = encryption(memory.source)
        let isPhone = if case .phone = memory.source { true } else { false }
        let capability: AudioCapability = isPhone && memory.direction == .outbound ? .phone : AudioCapability()
        let summary = found[memory.endpoint]
        let octets =
            summary?.parameters?.keys?.send
            ?? (encryption == .off ? [] : (0..<CryptoSuite.keyLength).map { _ in UInt8.random(in: 0...255) })
        memory.session.localDescription = KeyCutting.with(octets, memory.session.localDescription)
        let (host, farSide) = (hub.host(towards: far), FarSide(signalling: far, place: place(memory.source)))
        var media: LegMedia?
        var negotiation: AudioNegotiation?
        if let summary, let parameters = summary.parameters {
            negotiation = AudioNegotiation(
                resuming: memory.session.localDescription, parameters: parameters, octets: octets,
                local: MediaAddress(ipv4: address, port: summary.port), host: host, far: farSide,
                capability: capability, encryption: encryption)
            media = hub.adopt(summary, address: address)
        }
        let phone: String? = if case .phone(let number) = memory.source { number } else { nil }
        let session = stack.resume(
            memory.session, over: memory.flow, phone: phone, routing: isPhone ? .flow : .target)
        return ResumedSIPLeg(
            memory, audio: media == nil ? .gone : .goesOn, session: session,
            media: media ?? LegMedia(lost: memory.endpoint, hub: hub),
            negotiation: negotiation
                ?? AudioNegotiation(
                    host: host, far: farSide, capability: capability, encryption: encryption,
                    number: stack.transactions.makeNumber()))
    }

    /// Two lines are joined already.
    ///
    /// - Returns: whether they are, in the media process too.
    package func join(_ first: ResumedSIPLeg, _ second: ResumedSIPLeg) -> Bond {
        guard first.audio == .goesOn, second.audio == .goesOn else { return .none }
        first.media.isJoined(to: second.media)
        return found[first.media.id]?.peer == second.media.id ? .joined : .parted
    }

    /// Nobody is to hear this line: whoever it was joined to may be there still.
    package func part(_ leg: ResumedSIPLeg) {
        if leg.audio == .goesOn { hub.tell(.unbridge(leg.media.id)) }
    }

    /// How two lines were found.
    package enum Bond: Hashable, Sendable { case joined, parted, none }

    /// Gives up a ring of the bytes that ``OutboundAttempt/memories`` gave. Call it when the sockets are open.
    ///
    /// Its 487 is acknowledged. A phone that answers meanwhile is told BYE by the stack, which knows of no such call.
    package func giveUp(ring bytes: [UInt8]) {
        guard let ring = try? RingMemory(bytes) else { return }
        var flow = ring.flow
        if !stack.transport.isOpen(flow) {
            let phone: String? = if case .phone(let number) = ring.source { number } else { nil }
            let other =
                flow.kind == .udp
                ? stack.transport.datagramFlow(to: flow.remote) : stack.successor(of: flow, phone: phone)
            guard let other else { return }
            flow = other
        }
        stack.transactions.resume(ring.invite, over: flow)
        stack.transactions.send(
            .cancel(ring.invite, reason: OutcomeMapping.reasonHeader(.fault)), over: flow,
            sentBy: stack.advertised(flow), onResponse: { _ in }, onEnd: { _ in })
    }
}
