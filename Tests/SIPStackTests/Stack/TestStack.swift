import CallModel
import Logging
import NightbellWire
import SIP
import SIPStack
import Synchronization

/// A SIP stack on a free port of an address of its own, without calls: every INVITE that it lets in is kept.
///
/// - Isolation: signalling.
@Signalling
final class TestStack {
    let stack: SIPStack
    let address: SocketEndpoint
    /// What the wall clock says.
    let time: ManualTime
    /// The INVITEs that were let in.
    let invites = Inbox<SourceClass>()

    private init(_ stack: SIPStack, _ time: ManualTime) {
        self.stack = stack
        self.time = time
        address = stack.boundListeners[0].endpoint
        stack.onInvite = { [invites] invite in
            invites.put(invite.source)
            invite.transaction.respond(invite.request.response(486, toTag: "busy"))
        }
    }

    /// Starts a stack with these phones and trunks, and stops it behind `body`.
    static func with(
        phones: [PhoneAccount] = [], trunks: [TrunkSettings] = [],
        adjust: (inout StackSettings) -> Void = { _ in }, restoring bindings: [Binding] = [],
        _ body: @Signalling (TestStack) async throws -> Void
    ) async throws {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let time = ManualTime()
        let registrar = Registrar(realm: "clinic.test", clock: WallClock { time.now }, logger: logger)
        registrar.setPhones(phones)
        var settings = StackSettings(trunks: trunks, realm: "clinic.test")
        adjust(&settings)
        let stack = SIPStack(
            settings: settings, listeners: [TransportListener(.udp, SocketEndpoint(host: "127.0.0.1", port: 0))],
            registrar: registrar, logger: logger)
        try await stack.start()
        stack.restore(bindings)
        let test = TestStack(stack, time)
        do {
            try await body(test)
        } catch {
            await stack.stop()
            throw error
        }
        await stack.stop()
    }

    /// A phone's account on a socket of its own.
    func account(_ user: String = "211", password: String = "night") async throws -> PeerAccount {
        PeerAccount(
            try await SIPPeer.open(on: "127.0.0.3", towards: address), user: user, password: password)
    }
}

/// A wall clock that stands until a test moves it.
final class ManualTime: Sendable {
    private let microseconds = Mutex<Int64>(1_767_225_600_000_000)

    var now: Timestamp { Timestamp(microseconds: microseconds.withLock { $0 }) }

    func advance(by duration: Duration) {
        microseconds.withLock { $0 += Int64(duration / .microseconds(1)) }
    }
}

/// Changes of bindings, in words.
@Signalling
final class ChangeLog {
    private(set) var changes: [String] = []

    func note(_ change: BindingChange) {
        switch change {
        case .stored(let binding): changes.append("stored \(binding.addressOfRecord)")
        case .removed(let binding, let why): changes.append("removed \(binding.addressOfRecord): \(why)")
        }
    }
}
