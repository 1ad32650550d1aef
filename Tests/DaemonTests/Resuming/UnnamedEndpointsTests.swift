import CallModel
import Logging
import Media
import NightbellTesting
import Testing

@testable import Daemon

@Signalling
@Suite("Endpoints of the daemon before that no row names")
struct UnnamedEndpointsTests {
    /// What the media process has, and what is asked of it.
    @Signalling
    private final class Stand {
        var found: [EndpointSummary] = []
        private(set) var closed: [UInt64] = []
        let clock = ManualClock()
        private(set) var watch: UnnamedEndpoints?

        init(_ found: [EndpointSummary]) {
            self.found = found
            watch = UnnamedEndpoints(
                grace: .seconds(600), found: { [unowned self] in self.found },
                close: { [unowned self] in self.closed += $0.map(\.value) }, after: { [clock] in clock.after($0, $1) },
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        }

        func passes(_ time: Duration) async { await clock.advance(by: time) {} }
    }

    private func endpoint(_ id: UInt64, peer: UInt64? = nil) -> EndpointSummary {
        EndpointSummary(
            id: EndpointID(id), name: EndpointName("call \(id)"), port: 20_000 + UInt16(id),
            peer: peer.map { EndpointID($0) }, playing: nil)
    }

    @Test("Of two bridges one is named: the other is left 10 min, then its two sides are closed, and nothing else")
    func closed() async throws {
        let stand = Stand([endpoint(1, peer: 2), endpoint(2, peer: 1), endpoint(3, peer: 4), endpoint(4, peer: 3)])
        stand.watch?.namesAreKnown([EndpointID(1), EndpointID(2)])
        // They are adopted now, and so are not found any more.
        stand.found.removeFirst(2)
        await stand.passes(.seconds(599))
        #expect(stand.closed == [])
        await stand.passes(.seconds(1))
        #expect(stand.closed == [3, 4])
    }

    @Test("Who hung up in the 10 min, and was closed by the media process, is not closed again")
    func over() async throws {
        let stand = Stand([endpoint(3, peer: 4), endpoint(4, peer: 3)])
        stand.watch?.namesAreKnown([])
        await stand.passes(.seconds(300))
        stand.found = []
        await stand.passes(.seconds(300))
        #expect(stand.closed == [])
    }

    @Test("When all are named, or the rest is joined to nobody, nothing is waited for")
    func nothing() async throws {
        let stand = Stand([endpoint(1, peer: 2), endpoint(2, peer: 1), endpoint(5)])
        stand.watch?.namesAreKnown([EndpointID(1), EndpointID(2)])
        #expect(stand.clock.pending == 0)
    }

    @Test("Rows that cannot be read: in a day nothing is closed; once they are read, the 10 min begin")
    func unreadable() async throws {
        let stand = Stand([endpoint(3, peer: 4), endpoint(4, peer: 3)])
        stand.watch?.namesAreUnknown()
        await stand.passes(.seconds(86_400))
        #expect(stand.closed == [])
        stand.watch?.namesAreKnown([])
        await stand.passes(.seconds(599))
        #expect(stand.closed == [])
        await stand.passes(.seconds(1))
        #expect(stand.closed == [3, 4])
    }
}
