import Media
import SIP
import SIPStack

// SIP values as bytes: addresses as they go on the wire, which any version reads.

extension SourceClass {
    func write(to writer: inout WireWriter) {
        switch self {
        case .trunk(let name):
            writer.put(1 as UInt8)
            writer.put(name)
        case .phone(let number):
            writer.put(2 as UInt8)
            writer.put(number)
        case .unknown: writer.put(3 as UInt8)
        }
    }

    init(from reader: inout WireReader) throws(WireFault) {
        switch try reader.octet() {
        case 1: self = .trunk(try reader.text(upTo: LineMemory.longest))
        case 2: self = .phone(try reader.text(upTo: LineMemory.longest))
        case 3: self = .unknown
        case let other: throw WireFault("a source of kind \(other)")
        }
    }
}

extension Flow {
    /// The number of a connection is left out: in another process it names nothing.
    func write(to writer: inout WireWriter) {
        writer.put(kind.rawValue)
        for end in [local, remote] {
            writer.put(end.host)
            writer.put(end.port)
        }
    }

    init(from reader: inout WireReader) throws(WireFault) {
        let kind = try reader.text(upTo: 8)
        guard let kind = TransportKind(rawValue: kind) else { throw WireFault("the transport \(kind)") }
        let local = SocketEndpoint(host: try reader.text(upTo: 64), port: try reader.word16())
        let remote = SocketEndpoint(host: try reader.text(upTo: 64), port: try reader.word16())
        self.init(kind: kind, local: local, remote: remote)
    }
}

extension NameAddress {
    func write(to writer: inout WireWriter) { writer.put(text) }

    init(from reader: inout WireReader) throws(WireFault) {
        guard let address = NameAddress(parsing: try reader.text(upTo: LineMemory.longest)) else {
            throw WireFault("something that is no address")
        }
        self = address
    }
}

extension SIPURI {
    func write(to writer: inout WireWriter) { writer.put(text) }

    init(from reader: inout WireReader) throws(WireFault) {
        guard let uri = SIPURI(parsing: try reader.text(upTo: LineMemory.longest)) else {
            throw WireFault("something that is no URI")
        }
        self = uri
    }
}

extension Dialog {
    /// Proxies that record their route, at the most: as many Via has a message.
    private static let mostRoutes = 16

    func write(to writer: inout WireWriter) {
        for text in [id.callID, id.localTag, id.remoteTag] { writer.put(text) }
        local.write(to: &writer)
        remote.write(to: &writer)
        remoteTarget.write(to: &writer)
        writer.put(count: routeSet.count)
        for route in routeSet { route.write(to: &writer) }
        writer.put(isSecure ? 1 : 0 as UInt8)
        for number in [localSequence, remoteSequence] {
            writer.put(number == nil ? 0 : 1 as UInt8)
            writer.put(number ?? 0)
        }
    }

    init(from reader: inout WireReader) throws(WireFault) {
        let id = DialogID(
            callID: try reader.text(upTo: LineMemory.longest), localTag: try reader.text(upTo: LineMemory.longest),
            remoteTag: try reader.text(upTo: LineMemory.longest))
        let (local, remote) = (try NameAddress(from: &reader), try NameAddress(from: &reader))
        let target = try SIPURI(from: &reader)
        var routes: [NameAddress] = []
        for _ in 0..<(try reader.count(upTo: Self.mostRoutes)) { routes.append(try NameAddress(from: &reader)) }
        let isSecure = try reader.isSet()
        func number() throws(WireFault) -> UInt32? {
            let isThere = try reader.isSet()
            let number = try reader.word32()
            return isThere ? number : nil
        }
        self.init(
            id: id, local: local, remote: remote, remoteTarget: target, routeSet: routes, isSecure: isSecure,
            localSequence: try number(), remoteSequence: try number())
    }
}

extension SessionMemory {
    func write(to writer: inout WireWriter) {
        writer.put(role == .caller ? 1 : 2 as UInt8)
        dialog.write(to: &writer)
        writer.put(UInt32(clamping: interval ?? 0))
        writer.put(weRefresh ? 1 : 0 as UInt8)
        writer.put(remoteAllowsUpdate ? 1 : 0 as UInt8)
        for description in [localDescription, remoteDescription] { writer.put(KeyCutting.without(description)) }
    }

    init(from reader: inout WireReader) throws(WireFault) {
        let role: InviteSession.Role
        switch try reader.octet() {
        case 1: role = .caller
        case 2: role = .callee
        case let other: throw WireFault("a session in role \(other)")
        }
        let dialog = try Dialog(from: &reader)
        let interval = Int(try reader.word32())
        guard interval <= 86_400 * 7 else { throw WireFault("a session interval of \(interval) s") }
        self.init(
            role: role, dialog: dialog, interval: interval == 0 ? nil : interval, weRefresh: try reader.isSet(),
            remoteAllowsUpdate: try reader.isSet(), localDescription: try reader.octets(upTo: LineMemory.longest),
            remoteDescription: try reader.octets(upTo: LineMemory.longest))
    }
}
