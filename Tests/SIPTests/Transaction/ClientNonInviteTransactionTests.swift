import SIP
import Testing

@Suite("Client non-INVITE transaction, RFC 3261 §17.1.2")
struct ClientNonInviteTransactionTests {
    typealias Machine = ClientNonInviteTransaction

    static let roads: [(Machine.Phase, [String])] = [
        (.ready, []), (.trying, ["start"]), (.proceeding, ["start", "100"]), (.completed, ["start", "404"]),
        (.terminated, ["start", "f"]),
    ]
    static let events = ["start", "100", "200", "404", "e", "f", "k", "a", "transport"]

    static func machine(_ transport: TransportReliability = .unreliable) -> Machine {
        Machine(request: MachineSamples.request(.options), transport: transport)
    }

    static func apply(_ event: String, to machine: inout Machine) -> String {
        let actions =
            switch event {
            case "start": machine.start()
            case "transport": machine.transportFailed()
            case "e": machine.timerFired(.e)
            case "f": machine.timerFired(.f)
            case "k": machine.timerFired(.k)
            case "a": machine.timerFired(.a)
            default: machine.receive(MachineSamples.response(Int(event) ?? 0, to: .options))
            }
        return actions.map(\.words).joined(separator: ", ")
    }

    static let table = """
        ready | start | send OPTIONS, start e 500 ms, start f 32 s | trying
        ready | 100 | ignore wrongState | ready
        ready | 200 | ignore wrongState | ready
        ready | 404 | ignore wrongState | ready
        ready | e | ignore staleTimer | ready
        ready | f | ignore staleTimer | ready
        ready | k | ignore staleTimer | ready
        ready | a | ignore staleTimer | ready
        ready | transport | terminated transportFailed | terminated
        trying | start | ignore wrongState | trying
        trying | 100 | deliver 100 | proceeding
        trying | 200 | stop e, stop f, deliver 200, start k 5 s | completed
        trying | 404 | stop e, stop f, deliver 404, start k 5 s | completed
        trying | e | send OPTIONS, start e 1 s | trying
        trying | f | stop e, terminated timedOut | terminated
        trying | k | ignore staleTimer | trying
        trying | a | ignore staleTimer | trying
        trying | transport | stop e, stop f, terminated transportFailed | terminated
        proceeding | start | ignore wrongState | proceeding
        proceeding | 100 | deliver 100 | proceeding
        proceeding | 200 | stop e, stop f, deliver 200, start k 5 s | completed
        proceeding | 404 | stop e, stop f, deliver 404, start k 5 s | completed
        proceeding | e | send OPTIONS, start e 4 s | proceeding
        proceeding | f | stop e, terminated timedOut | terminated
        proceeding | k | ignore staleTimer | proceeding
        proceeding | a | ignore staleTimer | proceeding
        proceeding | transport | stop e, stop f, terminated transportFailed | terminated
        completed | start | ignore wrongState | completed
        completed | 100 | ignore lateResponse | completed
        completed | 200 | ignore retransmission | completed
        completed | 404 | ignore retransmission | completed
        completed | e | ignore staleTimer | completed
        completed | f | ignore staleTimer | completed
        completed | k | terminated completed | terminated
        completed | a | ignore staleTimer | completed
        completed | transport | ignore wrongState | completed
        terminated | start | ignore wrongState | terminated
        terminated | 100 | ignore lateResponse | terminated
        terminated | 200 | ignore lateResponse | terminated
        terminated | 404 | ignore lateResponse | terminated
        terminated | e | ignore staleTimer | terminated
        terminated | f | ignore staleTimer | terminated
        terminated | k | ignore staleTimer | terminated
        terminated | a | ignore staleTimer | terminated
        terminated | transport | ignore wrongState | terminated
        """

    @Test("All 45 pairs of state and event on UDP do what the table says")
    func everyPair() throws {
        let rows = TableRow.parse(Self.table)
        #expect(rows.count == Machine.Phase.allCases.count * Self.events.count)
        for row in rows {
            var machine = Self.machine()
            let road = try #require(Self.roads.first { "\($0.0)" == row.state })
            for event in road.1 { _ = Self.apply(event, to: &machine) }
            #expect(machine.phase == road.0)
            #expect(Self.apply(row.event, to: &machine) == row.actions, "\(row)")
            #expect("\(machine.phase)" == row.next, "\(row)")
        }
    }

    @Test("Timer E doubles from 500 ms to 4 s and stays there until timer F at 32 s: 11 requests")
    func timerE() {
        var machine = Self.machine()
        #expect(Self.apply("start", to: &machine) == "send OPTIONS, start e 500 ms, start f 32 s")
        var passed = 0.5
        var sent = 1
        for interval in ["1 s", "2 s", "4 s", "4 s", "4 s", "4 s", "4 s", "4 s", "4 s", "4 s"] {
            #expect(Self.apply("e", to: &machine) == "send OPTIONS, start e \(interval)")
            passed += Double(interval.dropLast(2)) ?? 0
            sent += 1
        }
        #expect(passed == 35.5)
        #expect(sent == 11)
        #expect(Self.apply("f", to: &machine) == "stop e, terminated timedOut")
    }

    @Test("After a 100, timer E goes every 4 s")
    func proceeding() {
        var machine = Self.machine()
        _ = Self.apply("start", to: &machine)
        #expect(Self.apply("100", to: &machine) == "deliver 100")
        #expect(Self.apply("e", to: &machine) == "send OPTIONS, start e 4 s")
        #expect(Self.apply("e", to: &machine) == "send OPTIONS, start e 4 s")
    }

    @Test("On TCP there is neither E nor K")
    func reliable() {
        var machine = Self.machine(.reliable)
        #expect(Self.apply("start", to: &machine) == "send OPTIONS, start f 32 s")
        #expect(Self.apply("200", to: &machine) == "stop f, deliver 200, terminated completed")
    }
}
