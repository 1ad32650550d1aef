import CallModel
import NightbellWire
import SIP
import Testing

@testable import SIPStack

@Signalling
@Suite("Room that is kept for what is urgent", .onSignalling)
struct RoomTests {
    @Test("Of 10 places 2 are kept: the 9th routine entry is refused, the 10th urgent one is taken, the 11th is not")
    func fifth() {
        let room = Room(keepingAFifthOf: 10)
        #expect(room.has(.routine, beside: 7))
        #expect(!room.has(.routine, beside: 8))
        #expect(room.has(.urgent, beside: 9))
        #expect(!room.has(.urgent, beside: 10))
    }

    @Test("Of 2 places 1 is kept, of 1 none; where nothing is kept routine has all")
    func small() {
        #expect(Room(keepingAFifthOf: 2).reserve == 1)
        #expect(Room(keepingAFifthOf: 1).reserve == 0)
        #expect(Room(total: 3).has(.routine, beside: 2))
    }

    @Test("A table of 5 transactions with 4 in it refuses a routine INVITE with 503 and takes an urgent one")
    func transactions() async throws {
        let peer = try await SIPPeer.open(on: "127.0.0.2")
        let trunk = TrunkSettings(name: "carrier", peers: [.init(host: peer.endpoint.host, port: peer.endpoint.port)])
        try await TestStack.with(
            trunks: [trunk],
            adjust: {
                $0.transactions = 5; $0.qualifyInterval = .seconds(600)
                // However long the test takes, its refusals linger.
                $0.timers = TimerValues(t4: .seconds(3_600))
            }
        ) { test in
            peer.daemon = test.address
            // What is refused without a transaction is refused, and counted, each time that it comes.
            peer.manners.repeats = false
            let urgent = try #require(PhoneNumber(e164: "+16025550103"))
            test.stack.setUrgent([urgent])
            let statuses = try await Self.call(peer, ["0100", "0100", "0100", "0100", "0100", "0103", "0103"])
            // A busy answer lingers as a transaction; the refused one does not.
            #expect(statuses == [486, 486, 486, 486, 503, 486, 503])
            #expect(test.stack.transactions.counters.refusedForRoom == 2)
        }
    }

    /// Calls these numbers one after another; the final statuses.
    private static func call(_ peer: SIPPeer, _ numbers: [String]) async throws -> [Int] {
        var statuses: [Int] = []
        for number in numbers {
            let call = PeerCall.place(peer, to: "+1602555\(number)", body: [])
            statuses.append(try await call.final().status)
        }
        return statuses
    }
}
