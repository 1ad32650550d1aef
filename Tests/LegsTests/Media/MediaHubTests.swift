import CallModel
import Calls
import Media
import Testing

@testable import Legs

@Suite("Endpoints for legs, and when commands leave")
@Signalling
struct MediaHubTests {
    @Test("The first endpoint is asked for at once; four for the stock ride with it")
    func firstOpen() {
        let desk = Desk()
        let media = desk.hub.open()
        #expect(media.address == nil)
        #expect(desk.sent.isEmpty)
        desk.endTurn()
        #expect(desk.sent == [[.open(1), .open(2), .open(3), .open(4), .open(5)]])
        #expect(desk.hub.openEndpoints == 1)
    }

    @Test("One of the stock has its port already, and its taking sends nothing; half of the stock gone orders two more")
    func fromStock() {
        let desk = Desk.stocked()
        let first = desk.hub.open()
        #expect(first.address != nil)
        #expect(desk.hub.openEndpoints == 2)
        desk.endTurn()
        #expect(desk.sent.isEmpty)
        _ = desk.hub.open()
        desk.endTurn()
        #expect(desk.sent.isEmpty)
        desk.wait(MediaHub.patience)
        #expect(desk.sent == [[.open(6), .open(7)]])
        #expect(desk.hub.openEndpoints == 3)
    }

    @Test("Each time that the stock is found empty twice as much is kept: 4, 8, 16, 32, 64, and no more")
    func growth() {
        let desk = Desk()
        for size in [4, 8, 16, 32, 64, 64] {
            while desk.hub.open().address != nil {}
            desk.endTurn()
            desk.openAll()
            #expect(desk.stockSize == size)
        }
    }

    @Test("A stock endpoint that gets no port fails no call, and no more are ordered until one is needed")
    func noPortForStock() {
        let desk = Desk()
        let media = desk.hub.open()
        desk.endTurn()
        desk.hub.handle([.opened(EndpointID(1), Desk.address(1))])
        for id: UInt64 in 2...5 { desk.hub.handle([.openFailed(EndpointID(id), "taken")]) }
        #expect(media.address != nil)
        #expect(desk.hub.openEndpoints == 1)
        desk.wait(MediaHub.patience)
        #expect(desk.sent.count == 1)
    }

    @Test("A close waits 20 ms for company, and rides with a command that somebody waits for")
    func closing() {
        let desk = Desk.stocked()
        let (left, right) = (desk.hub.open(), desk.hub.open())
        desk.wait(MediaHub.patience)
        desk.sent = []
        left.close()
        desk.endTurn()
        #expect(desk.sent.isEmpty)
        right.play([], loop: .once)
        desk.endTurn()
        #expect(desk.sent == [[.close(left.id.value), .stop(right.id.value)]])
        right.close()
        desk.wait(.milliseconds(19))
        #expect(desk.sent.count == 1)
        desk.wait(.milliseconds(1))
        #expect(desk.sent.last == [.close(right.id.value)])
    }

    @Test("Two legs that end their bridge by closing are told to close, not to part")
    func bridgeOver() {
        let desk = Desk.stocked()
        let (left, right) = (desk.hub.open(), desk.hub.open())
        left.bridge(to: right)
        desk.endTurn()
        desk.sent = []
        left.close()
        right.unbridge()
        right.close()
        desk.endTurn()
        desk.wait(MediaHub.patience)
        #expect(desk.sent.joined().filter { !$0.opens } == [.close(left.id.value), .close(right.id.value)])
    }

    @Test("Two legs that part and live on are told so once")
    func parting() {
        let desk = Desk.stocked()
        let (left, right) = (desk.hub.open(), desk.hub.open())
        left.bridge(to: right)
        left.unbridge()
        right.unbridge()
        desk.endTurn()
        #expect(
            desk.sent.joined().filter { !$0.opens }
                == [.bridge(left.id.value, right.id.value), .unbridge(left.id.value)])
    }
}

/// A hub whose turns end and whose time passes when a test says so.
@Signalling
private final class Desk {
    private(set) lazy var hub = MediaHub(
        send: { [outbox] in outbox.put($0) },
        pace: MediaPace(
            atTurnEnd: { [unowned self] in turnEnds.append($0) },
            after: { [unowned self] in timers.append((now + $0, $1)) }),
        address: { $0 }, hasPrompt: { _ in true })
    private let outbox = Outbox()
    private var turnEnds: [@Signalling () -> Void] = []
    private var timers: [(at: Duration, action: @Signalling () -> Void)] = []
    private var now = Duration.zero

    /// One endpoint in a call, and four in the stock.
    static func stocked() -> Desk {
        let desk = Desk()
        _ = desk.hub.open()
        desk.endTurn()
        desk.openAll()
        desk.sent = []
        return desk
    }

    static func address(_ id: UInt64) -> MediaAddress {
        MediaAddress(ipv4: 0x7F00_0001, port: UInt16(20_000 + 2 * (id % 10_000)))
    }

    var sent: [[MediaCommand]] {
        get { outbox.sent }
        set { outbox.sent = newValue }
    }

    func endTurn() {
        let due = turnEnds
        turnEnds = []
        for action in due { action() }
    }

    func wait(_ time: Duration) {
        now += time
        let due = timers.filter { $0.at <= now }
        timers.removeAll { $0.at <= now }
        for timer in due { timer.action() }
    }

    /// The engine opens all that was asked for.
    func openAll() {
        for case .open(let id) in sent.joined() { hub.handle([.opened(id, Self.address(id.value))]) }
    }

    var stockSize: Int {
        let asked = sent.joined().count { $0.opens }
        return asked - hub.openEndpoints
    }
}

/// What was sent.
@Signalling
private final class Outbox {
    var sent: [[MediaCommand]] = []

    nonisolated init() {}

    nonisolated func put(_ commands: [MediaCommand]) { Signalling.assumeIsolated { sent.append(commands) } }
}

extension MediaCommand {
    fileprivate var opens: Bool {
        if case .open = self { return true }
        return false
    }

    fileprivate static func open(_ id: UInt64) -> MediaCommand { .open(EndpointID(id)) }
    fileprivate static func close(_ id: UInt64) -> MediaCommand { .close(EndpointID(id)) }
    fileprivate static func stop(_ id: UInt64) -> MediaCommand { .stop(EndpointID(id)) }
    fileprivate static func unbridge(_ id: UInt64) -> MediaCommand { .unbridge(EndpointID(id)) }
    fileprivate static func bridge(_ left: UInt64, _ right: UInt64) -> MediaCommand {
        .bridge(EndpointID(left), EndpointID(right))
    }
}
