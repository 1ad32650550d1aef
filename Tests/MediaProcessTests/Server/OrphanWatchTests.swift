import Media
import Testing

@testable import MediaProcess

@Suite("Endpoints whose signalling process is gone")
struct OrphanWatchTests {
    private let a = EndpointID(1)
    private let b = EndpointID(2)
    private let c = EndpointID(3)
    private let start = MediaInstant(milliseconds: 1_000)

    private func watch() -> OrphanWatch {
        var watch = OrphanWatch(grace: .seconds(10), longest: .seconds(4 * 3_600))
        watch.left([a, b, c], now: start)
        return watch
    }

    private func peer(_ id: EndpointID) -> EndpointID? { [a: b, b: a][id] }

    @Test("After 10 s one that is joined to nobody is closed; a bridge goes on")
    func grace() {
        let watch = watch()
        #expect(watch.due(now: start.advanced(by: .milliseconds(9_999)), peer: peer) == [])
        #expect(watch.due(now: start.advanced(by: .seconds(10)), peer: peer) == [c])
    }

    @Test("When one side of a bridge is dead both are closed, but not before the grace time is over")
    func silence() {
        var watch = watch()
        watch.fellSilent(b)
        #expect(watch.due(now: start.advanced(by: .seconds(9)), peer: peer) == [])
        #expect(watch.due(now: start.advanced(by: .seconds(95)), peer: peer) == [a, b, c])
    }

    @Test("After 4 h a bridge is closed although both talk")
    func longest() {
        var watch = watch()
        watch.closed(c)
        #expect(watch.due(now: start.advanced(by: .seconds(4 * 3_600 - 1)), peer: peer) == [])
        #expect(watch.due(now: start.advanced(by: .seconds(4 * 3_600)), peer: peer) == [a, b])
    }

    @Test("One that was adopted is left alone, and is an orphan anew when its signalling process leaves again")
    func adopted() {
        var watch = watch()
        watch.adopted(c)
        #expect(watch.count == 2)
        let later = start.advanced(by: .seconds(60))
        #expect(watch.due(now: later, peer: peer) == [])
        watch.left([a, b, c], now: later)
        #expect(watch.due(now: later.advanced(by: .seconds(9)), peer: peer) == [])
        #expect(watch.due(now: later.advanced(by: .seconds(10)), peer: peer) == [c])
    }
}
